// A split: what the bags come to, while it is typed. The server adds them up again.
"use strict";

const sums = document.querySelectorAll("[data-sum]");
const add = (name) =>
  [...document.querySelectorAll(`input[name^="m.${name}."]`)]
    .map((input) => Number(input.value.replace(",", ".")))
    .filter(Number.isFinite)
    .reduce((total, value) => total + value, 0);

document.addEventListener("input", () => {
  for (const output of sums) output.value = String(Math.round(add(output.dataset.sum) * 10) / 10);
});
