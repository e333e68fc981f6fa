// The editor of a report: finding figures while typing {{ or by F2, jumping to a line. htmx previews.
(() => {
  "use strict";
  const editor = document.querySelector(".editor");
  if (!editor) return;
  const text = editor.querySelector("#id_body");
  const picker = editor.querySelector("#picker");
  const query = editor.querySelector("#picker-q");
  const list = editor.querySelector("#picker-list");
  const opener = editor.querySelector("[data-picker]");
  const form = editor.querySelector("#ed-as");
  const UNFINISHED = /\{\{\s*([^{}|@\n]{0,30})$/;
  let begun = ""; // what stands before the cursor and will be replaced: {{mem
  let asking = 0;
  let isEntered = false; // until then the cursor stands before the title: figures go to the end

  const items = () => [...list.querySelectorAll(".ed-take")];
  const mark = (item) => {
    items().forEach((one) => one.classList.toggle("cur", one === item));
    item?.scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    picker.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    clearTimeout(asking);
    asking = setTimeout(() => htmx.trigger(query, "open"), 200);
  };
  const hide = () => {
    picker.hidden = true;
    begun = "";
    opener.setAttribute("aria-expanded", "false");
  };
  const search = () => { begun = ""; query.value = ""; show(); query.focus(); };
  const insert = (code) => {
    const figure = `{{${code}${form.value ? ` | ${form.value}` : ""}}}`;
    if (!isEntered) text.setSelectionRange(text.value.length, text.value.length);
    const end = text.selectionEnd;
    text.setRangeText(figure, Math.max(0, text.selectionStart - begun.length), end, "end");
    hide();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const toLine = (line, column) => {
    const lines = text.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const length = (lines[line - 1] || "").length;
    text.focus();
    text.setSelectionRange(before + Math.min(Math.max(column - 1, 0), length), before + length);
    const height = parseFloat(getComputedStyle(text).lineHeight) || 22;
    text.scrollTop = Math.max(0, (line - 4) * height);
  };

  text.addEventListener("focus", () => { isEntered = true; });
  opener.addEventListener("click", () => {
    if (picker.hidden) { search(); } else { hide(); text.focus(); }
  });
  editor.addEventListener("click", (event) => {
    const taken = event.target.closest(".ed-take");
    if (taken) insert(taken.dataset.code);
    const jump = event.target.closest(".to-line");
    if (jump) toLine(Number(jump.dataset.line), Number(jump.dataset.column || 1));
    const link = event.target.closest(".ed-preview a, .ed-findings a");
    if (link) { link.target = "_blank"; link.rel = "noopener"; } // the text is not saved yet
  });
  text.addEventListener("input", () => {
    const found = UNFINISHED.exec(text.value.slice(0, text.selectionEnd));
    if (!found) { if (begun) hide(); return; }
    begun = found[0];
    query.value = found[1];
    show();
  });
  text.addEventListener("htmx:beforeRequest", (event) => {
    if (begun && event.target === text) event.preventDefault(); // half a figure: keep the preview
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key === "F2") { event.preventDefault(); search(); return; }
    if (picker.hidden || event.isComposing) return;
    if (event.target !== query && !(event.target === text && begun)) return;
    const isWaiting = query.classList.contains("htmx-request");
    if (isWaiting && ["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) {
      event.preventDefault(); // the list is on its way
      return;
    }
    const all = items();
    const at = all.findIndex((one) => one.classList.contains("cur"));
    if (event.key === "Escape") { event.preventDefault(); hide(); text.focus(); htmx.trigger(text, "again"); }
    else if (event.key === "ArrowDown" && all.length) { event.preventDefault(); mark(all[Math.min(at + 1, all.length - 1)]); }
    else if (event.key === "ArrowUp" && all.length) { event.preventDefault(); mark(all[Math.max(at - 1, 0)]); }
    else if (event.key === "Enter" && (all.length || event.target === query)) {
      event.preventDefault(); // in the search field Enter must not save the form either
      const chosen = all[at] || all[0];
      if (chosen) insert(chosen.dataset.code);
    }
  });
  list.addEventListener("htmx:afterSwap", () => mark(items()[0]));
})();
