// A whole visit without a mouse: Enter moves on, digits choose, N not done, U unknown, = copies the last value.
export function listen(form, field) {
  const { ask, rowOf, boxes, box, isDirty, typing, commit, because, queued, stuck } = field;

  const stops = () => {
    const groups = new Set();
    return boxes(form).filter((one) => {
      if (["state", "why", "reason"].includes(one.dataset.part) || one.matches(".unit") || !one.checkVisibility()) return false;
      if (one.type !== "radio") return true;
      if (groups.has(one.name)) return false;
      groups.add(one.name);
      return true;
    });
  };
  const next = (from) => {
    const row = rowOf(from), all = stops();
    const inside = from.matches("[data-part=state], [data-part=why], [data-part=reason], [type=radio]");
    const follows = (one) => from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    const to = all.find((one) => follows(one) && !(inside && rowOf(one) === row));
    if (!to) { commit(row); return void (document.querySelector("#foot [data-act], #foot summary")?.focus()); }
    const chosen = to.type === "radio" && rowOf(to).querySelector("[type=radio]:checked");
    (chosen || to).focus();
    if (to.select && !chosen) to.select();
  };
  // Where the answer decides what is asked next, the next field waits for the server, and the keys wait with it.
  let held = null;
  const onward = async (from) => {
    const row = rowOf(from);
    if (!row.hasAttribute("data-gates") || !(isDirty(row) || queued(row))) return next(from);
    commit(row);
    held = [];
    for (let n = 0; n < 50 && queued(row) && !stuck(); n += 1) await new Promise((done) => { setTimeout(done, 30); });
    const keys = held;
    held = null;
    next(from);
    for (const key of keys) held ? held.push(key) : press(key);
  };
  const press = (key) => {
    const to = document.activeElement;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    if (!to.dispatchEvent(event) || key.length > 1 || !to.matches("input:not([type=radio]), textarea")) return;
    to.setRangeText(key, to.selectionStart, to.selectionEnd, "end");
    to.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const state = (row, word) => {
    const more = row.querySelector(".more");
    if (!more || !box(row, "state")) return;
    more.open = true;
    box(row, "state").value = word;
    typing(row);
    box(row, "why").focus();
  };
  const copy = (row) => {
    const { last, lastUnit } = row.dataset;
    if (last === undefined) return;
    const radio = row.querySelector(`[type=radio][value="${CSS.escape(last)}"]`);
    if (radio) { radio.checked = true; radio.focus(); return void radio.dispatchEvent(new Event("change", { bubbles: true })); }
    const first = row.querySelector("[data-box]");
    first.value = last;
    if (lastUnit && row.querySelector(".unit[name]")) row.querySelector(".unit").value = lastUnit;
    if (first.tagName === "SELECT") first.dispatchEvent(new Event("change", { bubbles: true }));
    else typing(row);
  };
  const choose = (row, digit) => {
    const one = row.querySelector(`[data-key="${digit}"]`);
    if (!one) return;
    if (one.tagName === "OPTION") one.selected = true;
    else { one.checked = true; one.focus(); }
    (one.tagName === "OPTION" ? one.parentElement : one).dispatchEvent(new Event("change", { bubbles: true }));
  };

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target, key } = event;
    if (held && key !== "Tab") {
      event.preventDefault();
      return void held.push(key);
    }
    const row = target.hasAttribute("data-box") ? rowOf(target) : null;
    if (key === "Enter" && target.matches("input, textarea, select")) {
      if (!row) {
        event.preventDefault();
        return target.closest(".say, .act-box")?.querySelector("button")?.click();
      }
      if (target.tagName === "TEXTAREA" && event.shiftKey) return;
      event.preventDefault();
      const wants = isDirty(row) && target.dataset.part !== "reason" && !box(row, "state")?.value ? because(row) : null;
      const dated = row.dataset.kind === "date" && target.dataset.part && target.dataset.part !== "reason";
      if (wants && !dated) return wants.focus();
      return void onward(target);
    }
    if (!row || target.tagName === "TEXTAREA" || ["why", "reason", "state"].includes(target.dataset.part)) return;
    const chosen = target.type === "radio" || target.tagName === "SELECT";
    const acts = {
      q: () => ask(row),
      "=": () => copy(row),
      "?": () => document.getElementById("keys")?.showModal(),
      "/": () => (row.dataset.kind === "date" ? next(target) : document.querySelector(".find input")?.focus()),
    };
    const blank = target.type === "radio" || target.selectionEnd - target.selectionStart === target.value.length;
    if (blank && target.dataset.part !== "month" && target.tagName !== "SELECT") acts.n = () => state(row, "not_done");
    if (blank && target.tagName !== "SELECT") acts.u = () => {
      if (row.dataset.kind !== "date" || boxes(row).every((one) => !one.value || !["day", "month", "year", "time"].includes(one.dataset.part))) return state(row, "unknown");
      // What stands under an unknown part is unknown too: a day of no month, a time of no day.
      const parts = ["year", "month", "day", "time"];
      for (const part of parts.slice(parts.indexOf(target.dataset.part))) if (box(row, part)) box(row, part).value = "";
      typing(row);
      next(target);
    };
    if (row.dataset.kind === "date") for (const mark of [".", "-", " "]) acts[mark] = () => next(target);
    if (chosen && /^[0-9]$/.test(key)) acts[key] = () => choose(row, key);
    if (target.type === "radio") acts.backspace = acts.delete = () => {
      if (!box(row, "state")?.querySelector("[value=clear]")) return;
      box(row, "state").value = "clear";
      row.querySelectorAll("[type=radio]").forEach((one) => { one.checked = false; });
      typing(row);
      if (!commit(row)) because(row)?.focus();
    };
    const act = acts[key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}
