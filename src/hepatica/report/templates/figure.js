// Draws every figure of the page from the specification beside it, in the theme of the page, without inline code.
// A figure that cannot be drawn keeps its server-drawn picture and its table.
const OPTIONS = {
  ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true },
};
const night = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (night.matches ? "dark" : "light")) === "dark";

async function drawFigure(chart) {
  const data = JSON.parse(document.getElementById(chart.dataset.figure).textContent);
  if (isDark()) for (const param of data.spec.params) param.value = data.dark[param.name] ?? param.value;
  const place = document.createElement("div");
  try {
    await vegaEmbed(place, data.spec, OPTIONS);
    // The group around it has the words, the table beside it every value: marks without names would only be noise.
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    chart.replaceChildren(place);
    chart.dataset.drawn = isDark() ? "dark" : "light";
  } catch (error) {
    chart.dataset.drawn = "failed";
    console.warn("figure " + chart.dataset.figure + ": " + error.message);
  }
}

function drawFigures(root = document) {
  return Promise.all([...root.querySelectorAll(".chart[data-figure]")].map(drawFigure));
}

night.addEventListener("change", () => drawFigures());
document.addEventListener("htmx:after:swap", () => drawFigures());
document.addEventListener("htmx:afterSwap", () => drawFigures());
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => drawFigures());
else drawFigures();
window.vegaEmbed = vegaEmbed;
window.drawFigures = drawFigures;
