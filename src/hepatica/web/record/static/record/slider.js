// The slider goes where it is let go; while it moves it says its number. Without this file the button does the same.
"use strict";

for (const form of document.querySelectorAll("[data-slider]")) {
  const range = form.querySelector("input[type=range]");
  const said = form.querySelector("[data-at]");
  const first = range.value;
  let wait = 0;
  range.addEventListener("input", () => { said.textContent = range.value; });
  range.addEventListener("change", () => {
    clearTimeout(wait);
    // Arrow keys come one after another: the page follows once they rest.
    wait = setTimeout(() => { if (range.value !== first) { sessionStorage.setItem("hepatica-slider", "1"); form.requestSubmit(); } }, 350);
  });
  if (sessionStorage.getItem("hepatica-slider")) { sessionStorage.removeItem("hepatica-slider"); range.focus({ preventScroll: true }); }
}
