// Ticks by keyboard, and a count of them. Without scripts the page is a plain form.
"use strict";
(() => {
  const form = document.querySelector("[data-inbox]");
  if (!form) return;
  const ticks = [...form.querySelectorAll('input[name="page"]')];
  const count = form.querySelector("[data-count]");
  const tell = () => {
    count.textContent = ticks.filter((one) => one.checked).length;
    for (const all of form.querySelectorAll("[data-all]")) {
      const own = [...all.closest("section").querySelectorAll('input[name="page"]')];
      all.checked = own.length > 0 && own.every((one) => one.checked);
    }
  };
  for (const all of form.querySelectorAll("[data-all]")) {
    const own = [...all.closest("section").querySelectorAll('input[name="page"]')];
    if (own.length < 2) continue;
    all.hidden = all.nextElementSibling.hidden = false;
    all.addEventListener("change", () => {
      for (const one of own) one.checked = all.checked;
      tell();
    });
  }
  form.addEventListener("change", tell);
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const typing = at.matches("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !ticks.length) return;
    const here = ticks.indexOf(document.activeElement);
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      const next = here < 0 ? 0 : Math.min(ticks.length - 1, Math.max(0, here + (key === "j" ? 1 : -1)));
      ticks[next].focus();
    } else if (key === "x" && here >= 0) {
      ticks[here].checked = !ticks[here].checked;
    } else if (key === "a") {
      const every = ticks.every((one) => one.checked);
      for (const one of ticks) one.checked = !every;
    } else if (key === "s") {
      (form.querySelector("[name=accept_statement]") || form.querySelector("[name=username]") || form.querySelector("[name=password]")).focus();
    } else return;
    event.preventDefault();
    tell();
  });
  tell();
})();
