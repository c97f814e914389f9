// A file that is too large is not even sent: the sentence the server would answer stands here at once.
"use strict";

for (const form of document.querySelectorAll("form[data-most]")) {
  const said = form.querySelector("[data-too-large]");
  const isLarge = () => [...form.querySelectorAll("input[type=file]")].some((box) => [...box.files].some((file) => file.size > Number(form.dataset.most)));
  form.addEventListener("change", () => { said.hidden = !isLarge(); });
  form.addEventListener("submit", (event) => {
    if (!isLarge()) return;
    event.preventDefault();
    said.hidden = false;
    said.scrollIntoView({ block: "center" });
  });
}
