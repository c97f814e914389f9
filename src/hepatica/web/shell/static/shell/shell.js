// The frame's keys: "/" finds, "?" shows the map, Escape leaves a field. Every page works without this file.
"use strict";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
const sheet = (id) => document.getElementById(id);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) sheet(opener.dataset.opens).showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const find = document.querySelector(".find input");
    if (find && find.offsetParent) { event.preventDefault(); find.focus(); find.select(); }
  } else if (event.key === "?" && sheet("keys")) {
    event.preventDefault();
    sheet("keys").showModal();
  }
});

// Signing out forgets what this browser kept for the person: nothing is left for whoever comes next.
addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.action?.includes("/accounts/logout/")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("hepatica:")) localStorage.removeItem(key);
});
