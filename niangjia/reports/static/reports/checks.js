// A checked report: on a wide screen every finding stands beside its figure and the text has no
// gaps; the chosen finding keeps its place and the others make room. Where the margin is crowded,
// the others are shortened. n and p walk through them.
(() => {
  "use strict";
  const text = document.querySelector(".checked");
  if (!text) return;
  const WIDE = window.matchMedia("(min-width: 1081px)");
  const GAP = 6;
  const findings = [...text.querySelectorAll(".finding")];
  const figures = new Map([...text.querySelectorAll(".fig")].map((el) => [el.dataset.at, el]));
  // Words a finding is about that are no figure: number of the finding → their pieces.
  const marks = new Map();
  text.querySelectorAll("[data-of]").forEach((el) =>
    el.dataset.of.split(" ").forEach((of) => marks.set(`f${of}`, [...(marks.get(`f${of}`) || []), el]))
  );
  const figuresOf = (finding) =>
    finding.dataset.at.split(" ").map((at) => figures.get(at)).filter(Boolean);
  const placesOf = (finding) => [...figuresOf(finding), ...(marks.get(finding.id) || [])];
  const anchors = new Map(
    findings.map((el) => [
      el,
      figures.get(el.dataset.at.split(" ")[0]) || (marks.get(el.id) || [])[0] || el.closest(".passage"),
    ])
  );
  const inField = (el) => el.closest("input, textarea, select, [contenteditable], dialog") !== null;
  let chosen = null;
  let still = {}; // where the pointer was when a card was chosen

  text.classList.add("clamped");

  // Measure first, then write: every card at its figure, pushed down by the one above; cards above
  // the chosen one are pushed up instead, and those without room wait out of sight (p brings them).
  const lay = () => {
    text.classList.toggle("laid", WIDE.matches);
    if (!WIDE.matches) {
      text.classList.remove("tight");
      findings.forEach((el) => (el.style.top = ""));
      text.style.minHeight = "";
      return;
    }
    text.classList.remove("tight");
    text.style.minHeight = "";
    const wanted = findings.reduce((sum, el) => sum + el.offsetHeight + GAP, 0);
    text.classList.toggle("tight", wanted > Math.max(text.offsetHeight, window.innerHeight));
    const zero = text.getBoundingClientRect().top;
    const cards = findings.map((el) => ({
      el,
      height: el.offsetHeight,
      wish: anchors.get(el).getBoundingClientRect().top - zero,
    }));
    const start = Math.max(cards.findIndex((card) => card.el === chosen), 0);
    let bottom = 0;
    cards.slice(start).forEach((card) => {
      card.top = Math.max(card.wish, bottom);
      bottom = card.top + card.height + GAP;
    });
    let top = cards.length ? cards[start].top : 0;
    cards.slice(0, start).reverse().forEach((card) => {
      card.top = top = Math.min(card.wish, top - card.height - GAP);
    });
    cards.forEach((card) => {
      card.el.style.top = `${card.top}px`;
      card.el.classList.toggle("away", card.top < 0);
    });
    text.style.minHeight = `${bottom}px`;
  };

  const tell = (finding) => {
    text.querySelectorAll(".told").forEach((el) => el.classList.remove("told"));
    if (finding) placesOf(finding).forEach((el) => el.classList.add("told"));
  };
  const open = (finding) => {
    if (finding === chosen) return;
    chosen = finding;
    findings.forEach((el) => el.classList.toggle("open", el === finding));
    tell(finding);
    lay();
  };
  // A chosen card stands at its words: bring both into sight when it was far from them.
  const show = (finding) => {
    const { top, bottom } = anchors.get(finding).getBoundingClientRect();
    if (WIDE.matches && (top < 120 || bottom > window.innerHeight))
      anchors.get(finding).scrollIntoView({ block: "center" });
  };
  const walk = (step) => {
    if (!findings.length) return;
    const at = findings.indexOf(document.activeElement.closest(".finding") || chosen);
    const top = findings.findIndex((el) => el.getBoundingClientRect().top > 120);
    const from = at >= 0 ? at + step : step > 0 ? Math.max(top, 0) : (top < 0 ? findings.length : top) - 1;
    const next = findings[(from + findings.length) % findings.length];
    open(next);
    (WIDE.matches ? anchors.get(next) : next).scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (event.key === "n") walk(1);
    else if (event.key === "p") walk(-1);
    else if (event.key === "Escape" && document.activeElement.closest(".fig, .finding")) {
      document.activeElement.blur();
      open(null);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-finding]");
    if (button) return walk(button.dataset.finding === "next" ? 1 : -1);
    const finding = event.target.closest(".finding");
    still = { x: event.clientX, y: event.clientY };
    if (finding && !event.target.closest("a, button")) {
      open(finding);
      return show(finding);
    }
    const words = event.target.closest(".doubt");
    if (words && !event.target.closest("a"))
      open(findings.find((el) => anchors.get(el) === words) || findings.find((el) => placesOf(el).includes(words)) || chosen);
  });
  text.addEventListener("focusin", (event) => {
    const finding = event.target.closest(".finding");
    if (finding && event.target.matches(":focus-visible")) open(finding);
  });
  text.addEventListener("mouseover", (event) => {
    if (event.clientX === still.x && event.clientY === still.y) return; // a card moved below the pointer
    tell(event.target.closest(".finding") || chosen);
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

  const asked = document.getElementById(location.hash.slice(1)) || ("begin" in text.dataset ? findings[0] : null);
  lay();
  if (asked && findings.includes(asked)) {
    open(asked);
    (WIDE.matches ? anchors.get(asked) : asked).scrollIntoView({ block: "center" });
  }
  window.addEventListener("resize", lay);
  document.fonts?.ready.then(lay);
})();
