// What is said about a form without leaving it: threads, verification, and what others changed meanwhile.
// Q goes to the thread or asks; V verifies the field, Shift V the rest of the page; up and down walk the fields.
const EVERY = 20000;

export function review(form, { rowOf, apply, headers, place, busy }) {
  const rows = () => [...form.querySelectorAll("[data-field]")].filter((row) => row.checkVisibility());
  const inside = () => form.contains(document.activeElement) && rowOf(document.activeElement);
  const wordsOf = (button) => {
    const [, ...rest] = button.value.split("|");
    const named = (key) => form.querySelector(`[name="${CSS.escape(`words.${key}`)}"]`);
    return named(button.value) ?? named(rest.join("|"));
  };

  async function talk(button) {
    const row = rowOf(button), words = wordsOf(button), verified = button.hasAttribute("data-verify");
    const body = new URLSearchParams({ do: button.value, seen: form.dataset.head, key: crypto.randomUUID() });
    if (words) body.set(words.name, words.value);
    const mends = form.querySelector(`[name="${CSS.escape(`mends.${button.value}`)}"]`);
    if (mends?.checked) body.set(mends.name, "yes");
    const source = form.querySelector("#source");
    if (source) body.set("source", source.value);
    button.disabled = true;
    try {
      const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body, headers: headers(), redirect: "error" });
      const text = await answer.text();
      if (!answer.ok) return said(row ?? button.closest(".card"), text);
      if (words) words.value = "";
      if (row) row.querySelector(".more")?.removeAttribute("open");
      await apply(text, "");
      if (row) land(document.getElementById(row.id), verified);
    } catch {
      said(row ?? button.closest(".card"), form.dataset.unsent);
    } finally {
      button.disabled = false;
    }
  }

  function said(place_, text) {
    place_.querySelector(":scope > .refusal")?.remove();
    const note = Object.assign(document.createElement("p"), { className: "refusal", textContent: text.slice(0, 300) });
    note.setAttribute("role", "alert");
    place_.append(note);
  }

  const first = (row) => row.querySelector(".value[data-box], [data-verify], .more summary");
  function land(row, onward) {
    const all = rows();
    const to = onward ? all.slice(all.indexOf(row) + 1).find((one) => one.querySelector("[data-verify]")) ?? row : row;
    (to.querySelector("[data-box]") && !onward ? to.querySelector("[data-box]") : first(to))?.focus();
  }

  function ask(row) {
    const reply = row.querySelector(".thread:not(.closed) [data-reply]"), box = row.querySelector("[data-asking] .box");
    if (reply) reply.focus();
    else if (box) { row.querySelector(".more").open = true; box.focus(); }
    return Boolean(reply ?? box);
  }

  function walk(step) {
    const all = rows(), here = all.indexOf(inside());
    const to = here < 0 ? all[step > 0 ? 0 : all.length - 1] : all[here + step];
    if (!to) return;
    first(to)?.focus();
    to.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || typing || document.querySelector("dialog[open]")) return;
    const row = inside();
    const acts = {
      v: () => (row ?? rows().find((one) => one.querySelector("[data-verify]")))?.querySelector("[data-verify]")?.click(),
      V: () => form.querySelector("[data-rest]")?.click(),
      q: () => row && ask(row),
      ArrowDown: () => walk(1),
      ArrowUp: () => walk(-1),
    };
    const reads = form.querySelector("[data-verify], [data-rest], [data-asking]");
    if (!acts[event.key] || !(reads || event.key === "q")) return;
    event.preventDefault();
    acts[event.key]();
  });

  // -- What others changed while the page is open -------------------------------------------------------------------
  async function look() {
    if (document.hidden || busy()) return;
    try {
      const answer = await fetch(`${form.dataset.meanwhile}?since=${form.dataset.head}`, { headers: headers() });
      if (answer.status !== 200 || busy()) return;
      await apply(await answer.text(), "");
      form.dataset.head = answer.headers.get("X-Hepatica-Head") ?? form.dataset.head;
    } catch { /* the counter says when the server does not answer */ }
  }
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  return { talk, ask };
}
