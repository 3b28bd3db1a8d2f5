// The other life answers while a slider moves: few futures on the way, more where it rests. Only the last wish counts.
const PAUSE = 25;
let running, waiting;

async function ask(form, futures) {
  running?.abort();
  const own = running = new AbortController();
  const wish = new URLSearchParams(new FormData(form));
  wish.set("futures", futures);
  try {
    const answer = await fetch(`/forecast/what-if?${wish}`, { signal: own.signal });
    if (!answer.ok || own !== running) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("what-if-answer");
    const shown = document.getElementById("what-if-answer");
    if (!fresh || !shown || own !== running) return;
    if (shown.querySelector("details[open]")) fresh.querySelector("details")?.setAttribute("open", "");
    // While it moves nothing is read out; the last answer is.
    shown.setAttribute("aria-live", form.dataset.dragging === undefined ? "polite" : "off");
    shown.replaceChildren(...fresh.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function tell(slider) {
  const hours = Number(slider.value);
  slider.form.querySelector("output").textContent = `${hours} h`;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("#what-if-form");
  if (!form || event.target.type !== "range") return;
  tell(event.target);
  form.elements.hours.value = "";
  form.dataset.dragging = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(form, form.dataset.moving), PAUSE);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("#what-if-form");
  if (!form) return;
  delete form.dataset.dragging;
  clearTimeout(waiting);
  ask(form, form.dataset.resting);
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "what-if-form") return;
  event.preventDefault();
  ask(event.target, event.target.dataset.resting);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#what-if-form a");
  if (!link) return;
  event.preventDefault();
  const form = link.closest("form");
  form.elements.weekly.value = form.elements.weekly.dataset.today;
  form.elements.start.value = form.elements.start.dataset.today;
  for (const name of ["hours", "away_from", "away_to", "drop"]) form.elements[name].value = "";
  tell(form.elements.weekly);
  ask(form, form.dataset.resting);
});
