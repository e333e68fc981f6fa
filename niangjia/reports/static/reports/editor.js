// The editor of a report: inserting figures at the cursor, jumping to a line. htmx does the preview.
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
  let typed = 0; // signs of {{ that opened the picker

  const items = () => [...list.querySelectorAll(".ed-take")];
  const mark = (item) => {
    items().forEach((one) => one.classList.toggle("cur", one === item));
    item?.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    picker.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    query.focus();
    query.select();
    htmx.trigger(query, "open");
  };
  const close = () => {
    picker.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    typed = 0;
    text.focus();
  };
  const insert = (code) => {
    const figure = `{{${code}${form.value ? ` | ${form.value}` : ""}}}`;
    const end = text.selectionEnd;
    const start = Math.max(0, text.selectionStart - typed);
    text.setRangeText(figure, start, end, "end");
    close();
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

  opener.addEventListener("click", () => (picker.hidden ? open() : close()));
  editor.addEventListener("click", (event) => {
    const taken = event.target.closest(".ed-take");
    if (taken) insert(taken.dataset.code);
    const jump = event.target.closest(".to-line");
    if (jump) toLine(Number(jump.dataset.line), Number(jump.dataset.column || 1));
    const link = event.target.closest(".ed-preview a, .ed-findings a");
    if (link) { link.target = "_blank"; link.rel = "noopener"; } // the text is not saved yet
  });
  text.addEventListener("input", (event) => {
    if (event.data === "{" && text.value.slice(0, text.selectionEnd).endsWith("{{")) {
      typed = 2;
      open();
    }
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key === "F2") { event.preventDefault(); typed = 0; open(); return; }
    if (picker.hidden || !picker.contains(event.target)) return;
    const all = items();
    const at = all.findIndex((one) => one.classList.contains("cur"));
    if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); mark(all[Math.min(at + 1, all.length - 1)]); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(all[Math.max(at - 1, 0)]); }
    else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = all[at] || all[0];
      if (chosen) insert(chosen.dataset.code);
    }
  });
  list.addEventListener("htmx:afterSwap", () => mark(items()[0]));
})();
