// Small behaviours of the desk; every page also works without them.
(() => {
  "use strict";
  const dialog = document.getElementById("dialog");
  const body = document.getElementById("dialog-body");
  const inField = (el) => el.closest("input, textarea, select, [contenteditable], dialog") !== null;
  const say = (text) => { document.getElementById("live").textContent = text; };

  // Dialogs: a link with data-dialog opens its page in the dialog.
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const opener = event.target.closest("a[data-dialog]");
    if (opener && dialog) {
      event.preventDefault();
      opener.closest("details")?.removeAttribute("open");
      htmx.ajax("GET", opener.getAttribute("href"), { target: "#dialog-body", swap: "innerHTML" });
      return;
    }
    if (event.target.closest("[data-close]") && dialog?.open) {
      event.preventDefault();
      dialog.close();
      return;
    }
    if (event.target.closest("[data-print]")) { window.print(); return; }
    const row = event.target.closest(".list:not(.plain-rows) tbody tr");
    if (row && !event.target.closest("a, button, input, label, details") && !String(window.getSelection())) {
      row.querySelector("a")?.click();
    }
    document.querySelectorAll("details.me[open], details.drop[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });
  dialog?.addEventListener("close", () => { body.replaceChildren(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === body && body.childElementCount) {
      if (!dialog.open) dialog.showModal();
      (body.querySelector("[aria-invalid], .field input, .field textarea, .field select, button"))?.focus();
    }
    const box = document.querySelector("[data-reload]");
    if (box && !box.querySelector("[hx-trigger]")) location.reload();
  });
  document.addEventListener("htmx:sendError", () => say("网络不通,没有提交。请检查网络后重试。"));
  document.addEventListener("htmx:beforeRequest", (event) => {
    event.detail.elt.querySelectorAll?.("button").forEach((b) => { b.disabled = true; });
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    event.detail.elt.querySelectorAll?.("button").forEach((b) => { b.disabled = false; });
  });

  // Filters submit themselves; empty fields stay out of the address.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".filters")) {
      form.querySelectorAll("input, select").forEach((el) => { if (!el.value) el.disabled = true; });
    }
    if (form.matches("[data-save]")) {
      form.dataset.sent = "1";
      // Afterwards: a button that is disabled now would not be sent with its name.
      setTimeout(() => form.querySelectorAll(".savebar button").forEach((b) => { b.disabled = true; }));
    }
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll(".filters :disabled, .savebar :disabled").forEach((el) => { el.disabled = false; });
  });
  const wideScreen = window.matchMedia("(min-width: 721px)");
  const showFilters = () => {
    if (wideScreen.matches) document.querySelectorAll(".filters .more").forEach((d) => { d.open = true; });
  };
  showFilters();
  wideScreen.addEventListener("change", showFilters);

  // Leaving a changed form asks first.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-save]");
    if (form) form.dataset.changed = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    const form = document.querySelector("form[data-save][data-changed]");
    if (form && !form.dataset.sent) event.preventDefault();
  });

  // Keyboard: / search, j k rows, Enter opens, Ctrl+S saves, Escape closes the drawer.
  const rows = () => [...document.querySelectorAll(".list:not(.plain-rows) tbody tr")];
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("cur"));
    const next = Math.min(all.length - 1, Math.max(0, at + step));
    all[at]?.classList.remove("cur");
    all[next].classList.add("cur");
    all[next].querySelector("a")?.focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      const form = document.querySelector("form[data-save]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.key === "Escape" && location.hash === "#menu") location.hash = "";
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (event.key === "/") {
      const box = document.getElementById("q") || document.getElementById("top-q");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && event.target === document.body) {
      document.querySelector("tr.cur a")?.click();
    }
  });
  document.querySelector(".has-err .form-control, .has-err .form-select")?.focus();
})();
