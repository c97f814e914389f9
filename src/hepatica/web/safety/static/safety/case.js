// Digits choose, Enter goes on: a case is answered without a mouse. Everything works without this script.
"use strict";
document.addEventListener("keydown", (event) => {
  const form = document.getElementById("question");
  const typing = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox]), select");
  if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[1-9]$/.test(event.key) && !typing) {
    const option = form.querySelector(`[data-digit="${event.key}"]`);
    if (!option) return;
    event.preventDefault();
    option.checked = option.type === "radio" ? true : !option.checked;
    option.focus();
  } else if (event.key === "Enter" && event.target.matches("#question [type=checkbox]")) {
    event.preventDefault();
    form.requestSubmit();
  }
});
