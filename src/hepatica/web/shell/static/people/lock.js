// Covers the page after the site's idle minutes, and keeps it: its own person's password opens it where it was.
// The server closes the session when the page is covered, so nothing here is a secret that a reload would show.
"use strict";

(() => {
  const kept = document.getElementById("lock");
  if (!kept) return;
  const { user } = kept.dataset;
  const idle = Number(kept.dataset.idle) * 1000;
  if (!(idle > 0)) return; // a page that nobody's session stands behind, such as the gallery
  const others = "BroadcastChannel" in window ? new BroadcastChannel("hepatica") : null;
  let last = Date.now(), asked = last, before = null, cover = null;

  const locked = () => document.documentElement.classList.contains("is-locked");
  const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.split("=")[1]
    ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const post = (url, body) => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "error" });

  // Being covered is not leaving a field: what was half typed stays half typed, and is not sent.
  const still = (event) => { if (!cover?.contains(event.target)) event.stopImmediatePropagation(); };

  function lock() {
    if (locked()) return;
    for (const sign of ["focusout", "change"]) addEventListener(sign, still, { capture: true });
    before = { title: document.title, x: scrollX, y: scrollY, at: document.activeElement };
    document.querySelectorAll("dialog[open]").forEach((one) => one.close());
    cover = kept.content.firstElementChild.cloneNode(true);
    cover.querySelector("form").addEventListener("submit", asks);
    document.body.append(cover);
    document.documentElement.classList.add("is-locked");
    document.title = kept.dataset.title;
    cover.querySelector("[name=password]").focus();
    post("/accounts/lock/").catch(() => { /* the page is covered all the same, and the session ends by itself */ });
    others?.postMessage({ user, locked: true });
  }

  function open(csrf) {
    if (csrf) for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = csrf;
    if (csrf && document.body.hasAttribute("hx-headers:inherited")) {
      document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": csrf }));
    }
    document.documentElement.classList.remove("is-locked");
    document.title = before?.title ?? document.title;
    if (before) { scrollTo(before.x, before.y); before.at?.focus?.({ preventScroll: true }); }
    for (const sign of ["focusout", "change"]) removeEventListener(sign, still, { capture: true });
    cover?.remove();
    cover = null;
    used();
    document.dispatchEvent(new CustomEvent("hepatica:opened"));
  }

  async function asks(event) {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    const said = cover.querySelector("[role=alert]");
    try {
      const answer = await post(form.action, new FormData(form));
      const body = await answer.json();
      if (answer.ok) {
        others?.postMessage({ user, csrf: body.csrf });
        return open(body.csrf);
      }
      if (body.go) return location.assign(`${body.go}?next=${encodeURIComponent(location.pathname)}`);
      said.textContent = body.said;
    } catch {
      said.textContent = kept.dataset.offline;
    }
    form.elements.password.value = "";
    form.elements.password.focus();
  }

  // A key, a touch or a wheel says that somebody is here; a page in view keeps the session of who reads and types.
  function used() {
    last = Date.now();
    if (last - asked < idle / 3) return;
    asked = last;
    fetch("/accounts/alive/", { headers: { "HX-Request": "true" } }).catch(() => {});
    others?.postMessage({ user, used: true });
  }
  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "scroll"]) {
    addEventListener(sign, () => { if (!locked()) look() || used(); }, { passive: true, capture: true });
  }
  const look = () => Date.now() - last >= idle && (lock(), true);
  setInterval(look, Math.min(5000, idle / 4));
  document.addEventListener("visibilitychange", look);
  // A page that comes back from the browser's memory shows nothing until the server has said that it is still its person's.
  addEventListener("pageshow", async (event) => {
    if (!event.persisted || locked()) return;
    document.documentElement.classList.add("is-locked");
    const answer = await fetch("/accounts/alive/", { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.headers.get("X-Hepatica-User") === user) document.documentElement.classList.remove("is-locked");
    else location.reload();
  });
  others?.addEventListener("message", ({ data }) => {
    if (data.user !== user) return lock();
    if (data.locked) lock();
    else if (data.used) last = Date.now();
    else if (data.csrf && locked()) open(data.csrf);
  });
})();
