import { busy, refresh } from "./live.js";

// The other life answers while a slider moves: from few futures on the way, from more where it rests. One question is open at a
// time; the next is where the slider is by then. Where it rests, an older question is given up.
let open = null;
let moved = false;

async function ask(form, futures) {
  open?.abort();
  const own = open = new AbortController();
  moved = false;
  const wish = new URLSearchParams(new FormData(form));
  wish.set("futures", futures);
  try {
    const answer = await fetch(`/forecast/what-if?${wish}`, { signal: own.signal });
    if (answer.ok) show(form, await answer.text());
  } catch (error) {
    // Given up, or the server is gone: what is shown stays.
    if (error.name !== "AbortError") console.warn(error);
  }
  if (open !== own) return;
  open = null;
  if (moved && form.isConnected) ask(form, form.dataset.moving);
}

function show(form, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("what-if-answer");
  const shown = document.getElementById("what-if-answer");
  if (!fresh || !shown) return;
  if (shown.querySelector("details[open]")) fresh.querySelector("details")?.setAttribute("open", "");
  // While the slider moves nothing is read out; the last answer is.
  shown.setAttribute("aria-live", form.dataset.dragging === undefined ? "polite" : "off");
  shown.replaceChildren(...fresh.childNodes);
  // What the wish comes to: a day is longer or shorter by whole five minutes.
  if (fresh.dataset.weekly && !moved) form.querySelector("output[for=weekly]").textContent = fresh.dataset.weekly;
}

// `41 h 15 m`, as everywhere.
function hours(slider) {
  if (Math.abs(slider.value - slider.dataset.today) <= .13) return slider.dataset.says;
  const minutes = Math.round(60 * slider.value);
  return [[Math.floor(minutes / 60), "h"], [minutes % 60, "m"]].filter(([n]) => n).map((part) => part.join(" ")).join(" ");
}

function tell(slider) {
  slider.form.querySelector(`output[for=${slider.id}]`).textContent = slider.id === "weekly" ? hours(slider) : slider.value;
}

// The first day, so many weeks from the day on which it could be.
function delay(slider) {
  const { start } = slider.form.elements;
  const day = new Date(`${slider.dataset.from}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * Number(slider.value));
  start.value = Number(slider.value) ? day.toISOString().slice(0, 10) : start.dataset.today;
}

function ready() {
  document.getElementById("later-label")?.removeAttribute("hidden");
}
ready();
document.addEventListener("pivot:fresh", ready);

// Drawn from few futures: shown again when the others are there, unless somebody is in the middle of something.
async function more() {
  if (!document.querySelector("[data-awaits]")) return;
  try {
    const answer = await fetch("/forecast/drawn");
    if (answer.ok && document.querySelector("[data-awaits]") && !busy()) await refresh();
  } catch (error) {
    // The page is left, or the server is gone.
    console.debug(error);
  }
}
more();
document.addEventListener("pivot:fresh", more);

document.addEventListener("input", (event) => {
  const form = event.target.closest("#what-if-form");
  if (!form || event.target.type !== "range") return;
  tell(event.target);
  if (event.target.id === "weekly") form.elements.hours.value = "";
  else delay(event.target);
  form.dataset.dragging = "";
  if (open) moved = true;
  else ask(form, form.dataset.moving);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("#what-if-form");
  if (!form) return;
  delete form.dataset.dragging;
  ask(form, form.dataset.resting);
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "what-if-form") return;
  event.preventDefault();
  ask(event.target, event.target.dataset.resting);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#what-if-form a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = link.closest("form");
  const { weekly, start } = form.elements;
  weekly.value = weekly.dataset.today;
  start.value = start.dataset.today;
  for (const name of ["hours", "away_from", "away_to", "drop"]) form.elements[name].value = "";
  const later = form.querySelector("#later");
  later.value = 0;
  for (const slider of [weekly, later]) tell(slider);
  ask(form, form.dataset.resting);
});

// That it is done is said once.
const here = new URL(location.href);
if (here.searchParams.has("mended")) {
  here.searchParams.delete("mended");
  history.replaceState(null, "", here);
}
