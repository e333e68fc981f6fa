// The page at the site: show the part of the chosen receipt, and draw a signature.
(() => {
  "use strict";
  const form = document.querySelector("form.give");
  if (!form) return;
  const parts = [...form.querySelectorAll(".give-part[data-for]")];
  const show = () => {
    const kind = form.querySelector("input[name=receipt]:checked")?.value;
    parts.forEach((part) => { part.hidden = part.dataset.for !== kind; });
  };
  form.addEventListener("change", show);
  show();

  const canvas = document.getElementById("give-canvas");
  const pen = canvas.getContext("2d");
  const field = form.elements.drawn;
  let isDown = false;
  const wipe = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  wipe();
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...at(event));
    pen.stroke();
    field.value = "1";
  });
  const up = () => { isDown = false; };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  form.querySelector("[data-clear]").addEventListener("click", () => {
    wipe();
    field.value = "";
  });
  form.addEventListener("submit", () => {
    if (field.value) field.value = canvas.toDataURL("image/png");
    form.querySelectorAll(".savebar button").forEach((button) => { button.disabled = true; });
  });
})();
