// A checked report: n and p walk through the findings; a click opens a shortened one; cards of
// figures stay inside the window.
(() => {
  "use strict";
  const findings = () => [...document.querySelectorAll(".finding")];
  const inField = (el) => el.closest("input, textarea, select, [contenteditable], dialog") !== null;

  document.querySelector(".checked")?.classList.add("clamped");
  const open = (finding) => {
    findings().forEach((el) => el.classList.toggle("open", el === finding));
  };
  const walk = (step) => {
    const all = findings();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement.closest(".finding"));
    const top = all.findIndex((el) => el.getBoundingClientRect().top > 120);
    const from = at >= 0 ? at + step : step > 0 ? Math.max(top, 0) : (top < 0 ? all.length : top) - 1;
    const next = all[(from + all.length) % all.length];
    open(next);
    next.scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (event.key === "n") walk(1);
    else if (event.key === "p") walk(-1);
    else if (event.key === "Escape" && document.activeElement.closest(".fig")) document.activeElement.blur();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-finding]");
    if (button) walk(button.dataset.finding === "next" ? 1 : -1);
    const finding = event.target.closest(".finding");
    if (finding && !event.target.closest("a, button")) open(finding);
  });
  const place = (event) => {
    const figure = event.target.closest?.(".fig");
    if (!figure) return;
    const tip = figure.querySelector(".tip");
    tip.classList.remove("flip");
    if (tip.getBoundingClientRect().right > window.innerWidth - 8) tip.classList.add("flip");
  };
  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);
})();
