// The worklist by keyboard: up and down walk the lines, Enter opens one and Q goes to its answer. All else is plain HTML.
"use strict";
const lines = () => [...document.querySelectorAll(".query > summary")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  const all = lines(), here = all.findIndex((one) => one.parentElement.contains(document.activeElement));
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const to = all[here < 0 ? 0 : here + (event.key === "ArrowDown" ? 1 : -1)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  } else if (event.key === "q" && here >= 0) {
    const query = all[here].parentElement;
    query.open = true;
    const box = query.querySelector(".reply .box");
    if (box) { event.preventDefault(); box.focus(); }
  }
});

const named = location.hash && document.getElementById(location.hash.slice(1))?.querySelector(".query");
if (named) named.open = true;

const all = document.querySelector("[data-tick-all]");
if (all) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const one of document.querySelectorAll("[name=ask]:not(:disabled)")) one.checked = all.checked;
  });
}
