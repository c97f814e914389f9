// At the bedside: nothing is sent into the void. Before a form goes, the page asks whether the server is there; when it
// is not, it says so and keeps what was typed. Sent twice is sent once. Every page works without this file.
"use strict";

const PATIENCE = 5000;
const said = document.getElementById("no-network");

const answers = async (again = true) => {
  try {
    await fetch("/bedside/alive", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return again && answers(false); // a connection that died meanwhile fails once
  }
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-asks-server]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  if (await answers()) return form.submit();
  delete form.dataset.sending;
  said.hidden = false;
  said.scrollIntoView({ block: "center" });
});

// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach((form) => delete form.dataset.sending));

const words = (minutes) => (minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`);
const clock = document.querySelector("[data-now]");
const elapsed = document.querySelector("[data-since]");
const opened = Date.now();
const at = (text) => Number(text.split(":")[0]) * 60 + Number(text.split(":")[1]);
const first = clock ? at(clock.textContent) : 0;
const found = elapsed ? /(?:(\d+) h )?(\d+) min/.exec(elapsed.textContent) : null;
const ran = found ? Number(found[1] ?? 0) * 60 + Number(found[2]) : 0;

setInterval(() => {
  const passed = Math.floor((Date.now() - opened) / 60000);
  const now = (first + passed) % 1440;
  if (clock) clock.textContent = `${String(Math.floor(now / 60)).padStart(2, "0")}:${String(now % 60).padStart(2, "0")}`;
  if (found) elapsed.textContent = words(ran + passed);
}, 5000);
