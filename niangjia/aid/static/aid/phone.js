// Three things the server cannot do: what was typed outlives a lost connection (in this tab only, for the
// same account and the same state of the screen, nothing private, until she signs out); what is private is not sent off while nobody answers; a photo's size is told, and
// made smaller, before it is sent.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = `aid:${form.dataset.owner}:${form.dataset.keep}`;
    const inputs = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && !("private" in one.dataset));
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    const isOfUse = kept && kept.seen === form.dataset.seen && kept.values.some(([, value]) => value);
    if (isOfUse && !form.querySelector(".err")) {
      for (const one of inputs()) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = kept.values.some(([n, v]) => n === one.name && v === one.value);
        else { const found = kept.values.find(([n]) => n === one.name); if (found) one.value = found[1]; }
      }
      const missing = form.querySelector("[data-private]") ? "住址、病情、号码这类私密内容不留在手机里,请重新填。" : "";
      tell(form, `已恢复您上次填好、还没有发出去的内容。${missing}`);
    }
    form.addEventListener("input", () => {
      const values = inputs().filter((one) => (one.type !== "radio" && one.type !== "checkbox") || one.checked).map((one) => [one.name, one.value]);
      sessionStorage.setItem(key, JSON.stringify({ seen: form.dataset.seen, values }));
    });
    form.addEventListener("submit", async (event) => {
      const isPrivate = [...form.querySelectorAll("[data-private]")].some((one) => (one.type === "radio" ? one.checked : one.value));
      if (!isPrivate || form.dataset.reached || !form.requestSubmit || !AbortSignal.timeout) return;
      event.preventDefault(); // a page that fails to load would take it away
      const slow = setTimeout(() => tell(form, "网络有点慢,请稍等。", "late"), 1500);
      const isReached = await answers();
      clearTimeout(slow);
      if (!isReached) return void tell(form, "现在连不上网络,没有发出去。您填的内容还在这一页,请过一会儿再点一次。", "late");
      form.dataset.reached = "1";
      form.requestSubmit();
      delete form.dataset.reached;
    });
  }

  for (const form of document.querySelectorAll("form[data-limit]")) {
    const input = form.querySelector("input[type=file]");
    const told = form.querySelector(".told");
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      told.textContent = `这份 ${size(file)}。`;
      const smaller = file.size > 1.5e6 && file.type.startsWith("image/") ? await shrink(file) : null;
      if (smaller && smaller.size < file.size) {
        const list = new DataTransfer();
        list.items.add(smaller);
        input.files = list.files;
        told.textContent = `原来 ${size(file)},已缩小到 ${size(smaller)},省流量。`;
      }
      if (isTooLarge(input.files[0])) told.textContent = refusal(input.files[0]);
    });
    form.addEventListener("submit", (event) => {
      const file = input.files[0];
      if (!file || !isTooLarge(file)) return;
      event.preventDefault();
      told.textContent = refusal(file);
      input.focus();
    });
    const isTooLarge = (file) => file.size > form.dataset.limit * 1048576;
    const refusal = (file) => `这份 ${size(file)},超过 ${form.dataset.limit} MB,传不上去。请换一张,或把相机调到普通清晰度重拍。`;
  }

  async function answers() {
    try {
      return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(10000) })).ok;
    } catch { return false; }
  }

  function size(file) { return file.size < 1e5 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`; }

  async function shrink(file) {
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, 2400 / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return blob && new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
    } catch { return null; }
  }

  // Above the questions, or ("late") below the button that was pressed.
  function tell(form, text, place = "early") {
    let note = form.querySelector(`.note.${place}`);
    if (!note) {
      note = document.createElement("div");
      note.className = `note ${place}`;
      note.setAttribute("role", "status");
      if (place === "late") form.append(note); else form.prepend(note);
    }
    note.textContent = text;
  }
})();
