// Outlines drawn on the section: each click is a corner; they are written into the box below, which works without this.
"use strict";

const view = document.querySelector("[data-section]");
const box = document.getElementById("outlines");
const tools = document.querySelector("[data-tools]");
const said = tools.querySelector("[data-said]");
const closer = tools.querySelector("[data-close-outline]");
const [width, height] = [Number(view.dataset.width), Number(view.dataset.height)];
const SVG = "http://www.w3.org/2000/svg";
const drawing = document.createElementNS(SVG, "svg");
drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
drawing.setAttribute("preserveAspectRatio", "none");
drawing.setAttribute("aria-hidden", "true");
view.append(drawing);
tools.hidden = false;

let reason = "";
let corners = [];

const words = (points) => points.map(([x, y]) => `${x},${y}`).join(" ");

function shape(points, name, kind) {
  const element = document.createElementNS(SVG, kind);
  element.setAttribute("points", words(points));
  element.setAttribute("class", name);
  drawing.append(element);
}

function draw() {
  drawing.replaceChildren();
  for (const line of box.value.split("\n")) {
    const points = [...line.matchAll(/(-?[\d.]+)\s*,\s*(-?[\d.]+)/g)].map((found) => [found[1], found[2]]);
    if (points.length > 2) { shape(points, "outline-shadow", "polygon"); shape(points, "outline", "polygon"); }
  }
  if (corners.length) { shape(corners, "outline-shadow", "polyline"); shape(corners, "outline open", "polyline"); }
  closer.disabled = corners.length < 3;
}

function choose(name) {
  if (corners.length > 2) close();
  corners = [];
  reason = reason === name ? "" : name;
  for (const button of tools.querySelectorAll("[data-reason]")) {
    button.setAttribute("aria-pressed", String(button.dataset.reason === reason));
  }
  view.classList.toggle("drawing", reason !== "");
  draw();
}

function close() {
  if (corners.length < 3) return;
  box.value = `${box.value.trimEnd()}${box.value.trim() ? "\n" : ""}${reason}: ${words(corners)}`;
  said.textContent = `${reason}, ${corners.length}`;
  corners = [];
  draw();
}

function undo() {
  if (corners.length) corners.pop();
  else box.value = box.value.trimEnd().split("\n").slice(0, -1).join("\n");
  draw();
}

view.addEventListener("pointerup", (event) => {
  if (!reason || event.button !== 0) return;
  const frame = view.getBoundingClientRect();
  const place = (at, from, size, most) => Math.max(0, Math.min(most, Math.round(((at - from) / size) * most)));
  corners.push([place(event.clientX, frame.left, frame.width, width), place(event.clientY, frame.top, frame.height, height)]);
  draw();
});
view.addEventListener("dblclick", () => { corners.pop(); close(); });
view.addEventListener("dragstart", (event) => event.preventDefault());
box.addEventListener("input", draw);
closer.addEventListener("click", close);
tools.querySelector("[data-undo]").addEventListener("click", undo);
for (const button of tools.querySelectorAll("[data-reason]")) {
  button.addEventListener("click", () => choose(button.dataset.reason));
}
tools.querySelector("[data-zoom]").addEventListener("click", (event) => {
  const large = view.classList.toggle("large");
  event.currentTarget.setAttribute("aria-pressed", String(large));
});
document.addEventListener("keydown", (event) => {
  if (!reason || event.target.closest("input, textarea")) return;
  if (event.key === "Escape") { corners = []; draw(); }
  if (event.key === "Enter" && corners.length > 2 && !event.target.closest("button")) { event.preventDefault(); close(); }
});
box.form.addEventListener("submit", close);
draw();
