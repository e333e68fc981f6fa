// What the server cannot do for the workers' pages: the first fault gets the focus, a sending without a
// network is held back, and a slow one is told and not sent twice. Every page works without it.
(() => {
  "use strict";

  const fault = document.querySelector("[aria-invalid=true], .has-err input:not([type=hidden])") || document.querySelector(".note-error");
  if (fault) {
    if (fault.matches(".note-error")) fault.tabIndex = -1;
    fault.focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
    } else if (navigator.onLine === false) {
      event.preventDefault();
      tell(form, "现在没有网络。您填的内容还在,等有网了再点一次。");
    } else {
      if (form.getAttribute("action") === "/m/sign-out/") sessionStorage.clear(); // shared phones exist
      form.dataset.sending = "1";
      const slow = setTimeout(() => tell(form, "正在发送,网络有点慢,请稍等。"), 1500);
      addEventListener("pagehide", () => clearTimeout(slow), { once: true });
    }
  });

  addEventListener("pageshow", () => { // back again from the browser's own cache
    for (const form of document.forms) delete form.dataset.sending;
  });

  function tell(form, text) {
    let note = form.querySelector(".note[role=status]");
    if (!note) {
      note = document.createElement("div");
      note.className = "note";
      note.setAttribute("role", "status");
      form.append(note);
    }
    note.textContent = text;
  }
})();
