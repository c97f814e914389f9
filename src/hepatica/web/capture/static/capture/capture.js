// Saves a form field by field: typing, saved here, on the server. What is typed is kept in this browser until the
// server has it, sent again with the same key, and never sent for anyone but the person who typed it.
import { listen } from "./keys.js";
import { keep } from "./kept.js";
import { review } from "./review.js";

const form = document.querySelector("[data-capture]");
if (form) {
  const { user } = form.dataset;
  const place = location.pathname;
  const mine = `hepatica:${user}:`;
  const kept = keep(mine);
  const DRAFT = `${mine}draft:${place}:`;
  const SEND = `${mine}send:`;
  const counter = document.getElementById("counter");
  let busy = false, failures = 0, trouble = "", timer = 0, after = null, scored = 0;

  const waiting = () => kept.all(SEND);

  // -- A field and its boxes -----------------------------------------------------------------------------------------
  const rowOf = (element) => element.closest("[data-field]");
  const rowNamed = (name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const boxes = (row) => [...row.querySelectorAll("[data-box]")];
  const box = (row, part) => row.querySelector(`[data-part="${part}"]`);
  const isDirty = (row) => row.hasAttribute("data-dirty");
  const pairs = (row) => {
    const found = new Map();
    for (const one of boxes(row)) {
      if (one.type !== "radio") found.set(one.name, one.value);
      else if (one.checked || !found.has(one.name)) found.set(one.name, one.checked ? one.value : "");
    }
    return [...found];
  };
  const fill = (row, values) => {
    const given = new Map(values);
    for (const one of boxes(row)) {
      if (!given.has(one.name)) continue;
      if (one.type === "radio") one.checked = one.value === given.get(one.name);
      else one.value = given.get(one.name);
    }
    const instead = row.querySelector(".instead");
    if (instead) instead.open = true;
  };
  const say = (row, state) => {
    const slot = row.querySelector(".save-slot");
    const words = document.getElementById(`save-${state}`);
    if (slot && words) slot.replaceChildren(words.content.cloneNode(true));
  };
  const because = (row) => {
    const asks = row.querySelector(".because");
    if (asks && row.hasAttribute("data-reason")) asks.hidden = false;
    return row.hasAttribute("data-reason") && box(row, "reason")?.value.trim() === "" ? box(row, "reason") : null;
  };

  const typing = (row) => {
    row.setAttribute("data-dirty", "");
    kept.put(DRAFT + row.dataset.field, { parts: pairs(row), seen: row.dataset.seen });
    because(row);
    say(row, "typing");
    count();
  };

  const commit = (row) => {
    if (!isDirty(row)) return true;
    const state = box(row, "state");
    if (because(row) && !["not_done", "unknown"].includes(state?.value)) return false;
    row.removeAttribute("data-dirty");
    kept.drop(DRAFT + row.dataset.field);
    for (const [key, entry] of waiting()) {
      if (entry.place === place && entry.field === row.dataset.field && entry.key !== busy) kept.drop(key);
    }
    const key = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
    const entry = { key, place, field: row.dataset.field, seen: row.dataset.seen, parts: pairs(row) };
    kept.put(`${SEND}${String(Date.now()).padStart(15, "0")}-${key}`, entry);
    say(row, "here");
    count();
    pump();
    return true;
  };

  // -- Sending -------------------------------------------------------------------------------------------------------
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.split("=")[1] ?? "";
  const token = () => cookie("csrftoken") || form.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = () => ({ "HX-Request": "true", "X-CSRFToken": token(), "X-Hepatica-User": user });

  async function send(entry) {
    const body = new URLSearchParams(entry.parts);
    body.set("seen", entry.seen);
    body.set("key", entry.key);
    body.set("since", form.dataset.head);
    return fetch(entry.place, {
      method: "POST", body, headers: headers(), keepalive: true, redirect: "error", signal: AbortSignal.timeout(20000),
    });
  }

  async function pump() {
    clearTimeout(timer);
    if (busy || trouble === "out" || trouble === "other") return count();
    const next = waiting()[0];
    if (!next) return drained();
    const [key, entry] = next;
    busy = entry.key;
    try {
      const answer = await send(entry);
      if (answer.status >= 500) throw new Error("unavailable");
      failures = 0;
      trouble = answer.status === 401 || answer.status === 403 ? "out" : answer.status === 409 ? "other" : "";
      if (!trouble) {
        const text = await answer.text();
        kept.drop(key);
        if (entry.place === place) await settle(entry, answer, text);
      }
    } catch {
      trouble = "offline";
      failures += 1;
      timer = setTimeout(pump, Math.min(15000, 500 * 2 ** failures));
    }
    busy = false;
    count();
    if (!trouble) pump();
  }

  async function settle(entry, answer, text) {
    if (answer.ok || answer.status === 422) {
      if (!answer.ok) kept.put(DRAFT + entry.field, { parts: entry.parts, seen: entry.seen });
      await apply(text, entry.field);
      if (answer.ok) form.dataset.head = answer.headers.get("X-Hepatica-Head") ?? form.dataset.head;
      if (answer.ok && form.hasAttribute("data-scored")) rescore();
    } else {
      const row = rowNamed(entry.field);
      const words = Object.assign(document.createElement("p"), { className: "refusal", textContent: text.slice(0, 300) });
      row?.append(words);
      row?.querySelector(".save-slot")?.replaceChildren();
    }
  }

  function drained() {
    count();
    if (after) {
      const act = after;
      after = null;
      if (!form.querySelector("[data-dirty]")) submit(act);
    }
  }

  // -- What the server answers: morphed in place, with what is being typed left alone ----------------------------------
  async function apply(text, field) {
    const page = new DOMParser().parseFromString(`<template>${text}</template>`, "text/html");
    for (const part of [...page.querySelector("template").content.children]) {
      const old = document.getElementById(part.id);
      if (!old || (old.id === "foot" && old.contains(document.activeElement))) continue;
      const row = old.matches("[data-field]");
      const held = row && isDirty(old);
      if (held && old.dataset.field !== field && part.dataset.seen !== old.dataset.seen) continue;
      if (row && !held && old.dataset.field !== field && queued(old)) continue;
      const kept = held ? old.querySelectorAll(":scope > .entry, :scope > .saved") : [];
      const open = [...old.querySelectorAll("details")].map((one) => one.open);
      for (const one of kept) one.setAttribute("hx-morph-skip", "");
      await htmx.swap({ text: part.outerHTML, target: old, swap: "outerMorph", sourceElement: form });
      for (const one of kept) one.removeAttribute("hx-morph-skip");
      const now = document.getElementById(part.id);
      if (held) { now.setAttribute("data-dirty", ""); say(now, "typing"); }
      else if (row) reset(now);
      const details = [...now.querySelectorAll("details")];
      if (!row && details.length === open.length) details.forEach((one, n) => { one.open = open[n]; });
    }
  }

  const queued = (row) => waiting().some(([, e]) => e.place === place && e.field === row.dataset.field);
  const reset = (row) => {
    for (const one of boxes(row)) {
      if (one.type === "radio") one.checked = one.defaultChecked;
      else if (one.tagName === "SELECT") {
        const own = [...one.options].findIndex((option) => option.defaultSelected);
        one.selectedIndex = Math.max(own, 0);
      } else one.value = one.defaultValue;
    }
    row.querySelectorAll("details").forEach((one) => { one.open = false; });
  };

  function rescore() {
    clearTimeout(scored);
    scored = setTimeout(async () => {
      try {
        const answer = await fetch(`${place}?part=scores`, { headers: headers() });
        if (answer.ok) await apply(await answer.text(), "");
      } catch { /* the scores follow with the next answer */ }
    }, 120);
  }

  // -- The header says what is not there yet ---------------------------------------------------------------------------
  function count() {
    if (!counter) return;
    const here = new Set(waiting().map(([, entry]) => `${entry.place} ${entry.field}`));
    for (const row of form.querySelectorAll("[data-dirty], .refused")) here.add(`${place} ${row.dataset.field}`);
    const n = here.size;
    const kind = n && trouble ? trouble : n ? "but" : "all";
    const words = document.createElement("span");
    words.textContent = counter.dataset[kind].replace("{n}", n);
    const glyph = document.getElementById(n ? "save-here" : "save-server").content.querySelector("svg").cloneNode(true);
    const line = document.createElement("span");
    line.className = `save ${n ? (trouble ? "trouble" : "here") : "server"}`;
    line.append(glyph, words);
    if (n && (trouble === "out" || trouble === "other")) {
      const link = Object.assign(document.createElement("a"), { href: form.dataset.signIn, textContent: counter.dataset.in });
      line.append(" ", link);
    }
    counter.replaceChildren(line);
    counter.dataset.left = n;
  }

  // -- Typing, choosing, leaving ---------------------------------------------------------------------------------------
  form.addEventListener("input", (event) => {
    const row = event.target.hasAttribute("data-box") && rowOf(event.target);
    if (row && !["radio", "select-one"].includes(event.target.type)) typing(row);
  });

  form.addEventListener("change", (event) => {
    const { target } = event;
    const row = target.hasAttribute("data-box") && rowOf(target);
    if (!row || !["radio", "select-one"].includes(target.type)) return;
    const { part } = target.dataset;
    if (part !== "state" && box(row, "state")) box(row, "state").value = "";
    typing(row);
    if (part === "state" && ["not_done", "unknown"].includes(target.value)) return box(row, "why").focus();
    if (target.matches(".unit") && !row.querySelector(".value")?.value.trim()) return;
    if (!commit(row)) because(row)?.focus();
  });

  form.addEventListener("focusout", (event) => {
    const row = rowOf(event.target);
    if (row && isDirty(row) && !row.contains(event.relatedTarget)) commit(row);
    const more = event.target.closest(".more");
    if (more && event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false;
  });

  form.addEventListener("click", async (event) => {
    const keep = event.target.closest("[data-keep]");
    const history = event.target.closest("[data-history]");
    const correct = event.target.closest("[data-correct]");
    const row = rowOf(event.target);
    if (keep?.dataset.keep === "mine") {
      row.dataset.seen = row.dataset.theirs;
      typing(row);
      if (!commit(row)) because(row)?.focus();
    } else if (keep) {
      row.removeAttribute("data-dirty");
      kept.drop(DRAFT + row.dataset.field);
      row.classList.remove("refused");
      const [asked, item, number] = row.dataset.field.split(".");
      const address = place.replace(/[^/]+\/$/, `${asked}/`);
      const answer = await fetch(`${address}?part=field&item=${item}&row=${number}`, { headers: headers() });
      if (answer.ok) await apply(await onlyRow(answer, row.id), row.dataset.field);
      count();
    } else if (history) {
      event.preventDefault();
      const answer = await fetch(history.href, { headers: headers() }).catch(() => null);
      if (!answer?.ok) return void (location.href = history.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const sheet = document.adoptNode(page.getElementById("history"));
      document.body.append(sheet);
      sheet.addEventListener("close", () => sheet.remove());
      sheet.showModal();
    } else if (correct) {
      event.preventDefault();
      const first = row.querySelector("[data-box]");
      first.focus();
      first.select?.();
    }
  });

  const onlyRow = async (answer, id) => {
    const page = new DOMParser().parseFromString(`<template>${await answer.text()}</template>`, "text/html");
    return page.querySelector("template").content.getElementById(id)?.outerHTML ?? "";
  };

  // -- Acts on the whole form wait until everything is on the server -----------------------------------------------------
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!event.submitter?.hasAttribute("formaction")) return;
    if (event.submitter.hasAttribute("data-talk")) return void about.talk(event.submitter);
    for (const row of form.querySelectorAll("[data-dirty]")) commit(row);
    after = event.submitter;
    if (form.querySelector("[data-dirty]")) {
      after = null;
      because(form.querySelector("[data-dirty]"))?.focus();
    } else if (waiting().length && trouble) {
      after = null;
      counter?.scrollIntoView();
      const note = counter?.querySelector("span span");
      if (note) note.textContent = counter.dataset.wait.replace("{n}", counter.dataset.left);
    } else pump();
  });

  function submit(act) {
    boxes(form).forEach((one) => { one.disabled = true; });
    form.action = act.getAttribute("formaction");
    if (act.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: act.name, value: act.value }));
    form.querySelector("[name=csrfmiddlewaretoken]").value = token();
    HTMLFormElement.prototype.submit.call(form);
  }

  const about = review(form, { rowOf, apply, headers, place, busy: () => busy || waiting().length > 0 });
  listen(form, { ask: about.ask, rowOf, boxes, box, isDirty, typing, commit, because, stuck: () => trouble, queued: (row) => queued(row) });

  // -- Leaving for good: nothing typed here stays for the next person ----------------------------------------------------
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.includes("/accounts/logout/")) return;
    const left = Number(counter?.dataset.left ?? 0);
    if (left && !confirm(counter.dataset.leave.replace("{n}", left))) return event.preventDefault();
    kept.forget();
  });
  addEventListener("online", () => { failures = 0; pump(); });
  document.addEventListener("hepatica:opened", () => { trouble = ""; failures = 0; pump(); });

  // -- What was still here when the page was left ------------------------------------------------------------------------
  for (const [, entry] of waiting()) {
    const row = entry.place === place && rowNamed(entry.field);
    if (row) { fill(row, entry.parts); say(row, "here"); }
  }
  for (const [key, draft] of kept.all(DRAFT)) {
    const row = rowNamed(key.slice(DRAFT.length));
    if (!row) continue;
    fill(row, draft.parts);
    row.dataset.seen = draft.seen;
    typing(row);
  }
  document.querySelector(".missing")?.focus();
  count();
  pump();
}
