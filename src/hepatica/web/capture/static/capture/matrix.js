// The matrix: arrows move, the focused visit opens below, Enter opens its form. Without this file every cell is a link.
"use strict";

const table = document.querySelector(".matrix");
const below = document.getElementById("glance");
let asked = 0;

const links = (row) => [...row.cells].map((cell) => cell.querySelector("a"));
const grid = () => [...table.tBodies[0].rows].map(links);

function place(link) {
  const rows = grid();
  const y = rows.findIndex((row) => row.includes(link));
  return [rows, y, y < 0 ? -1 : rows[y].indexOf(link)];
}

function neighbour(link, dx, dy) {
  const [rows, y, x] = place(link);
  for (let step = 1; step < 100; step += 1) {
    const row = rows[y + dy * step];
    if (!row || x + dx * step < 0 || x + dx * step >= row.length) return null;
    if (row[x + dx * step]) return row[x + dx * step];
  }
  return null;
}

function choose(link) {
  const cell = link.closest("td.cell");
  if (!cell) return;
  for (const other of table.querySelectorAll(".cell.selected")) {
    other.classList.remove("selected");
    other.querySelector("a").removeAttribute("aria-current");
    other.querySelector("a").tabIndex = -1;
  }
  cell.classList.add("selected");
  link.setAttribute("aria-current", "true");
  link.tabIndex = 0;
  clearTimeout(asked);
  asked = setTimeout(() => open(link), 120);
}

async function open(link) {
  try {
    const answer = await fetch(`${link.pathname}?glance=1`, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok && !answer.redirected) below.innerHTML = await answer.text();
  } catch { /* offline: the cell is still a link */ }
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

if (table) {
  const first = table.querySelector(".cell.selected a") || table.querySelector("td.cell a");
  if (first) first.tabIndex = 0;
  table.addEventListener("focusin", (event) => { if (event.target.closest("td.cell")) choose(event.target); });
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const from = document.activeElement.closest(".matrix") ? document.activeElement : null;
    const to = from ? neighbour(from, ...step) : first;
    if (to) { event.preventDefault(); to.focus(); }
  });
}

const printer = document.querySelector("[data-print]");
if (printer) printer.addEventListener("click", () => window.print());
