// A session is dragged to another time, or moved by the arrow keys. Nothing is recorded before its consequences were seen.
import { refresh } from "./live.js";

const STEP = 15;
const DAY = 1440;

const byId = (id) => document.getElementById(id);
const say = (text) => { const told = byId("told"); if (told) told.textContent = text; };

// Minutes by the person's clock, counted from a day that never was: what an instant, or a day with a minute of it, shows.
const days = (date) => Date.parse(`${date}T00:00Z`) / 60000;
const wall = (instant) => days(instant.slice(0, 10)) + Number(instant.slice(11, 13)) * 60 + Number(instant.slice(14, 16));
const dateOf = (at) => new Date(at * 60000).toISOString().slice(0, 10);
const clock = (at) => new Date(at * 60000).toISOString().slice(11, 16);
const named = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const words = (start, length) => `${named.format(start * 60000).replace(",", "")}, ${clock(start)}–${clock(start + length)}`;
const snap = (at, way = Math.round) => way(at / STEP) * STEP;

// The hours that are shown, and whether the days stand beside each other.
function sheet() {
  const week = byId("week");
  if (!week || getComputedStyle(week).display !== "grid") return null;
  return { week, from: Number(week.dataset.from), to: Number(week.dataset.to), now: wall(week.dataset.now), columns: [...week.querySelectorAll(".day")] };
}

// What is being moved: the session with the place it would have, and what is drawn for it.
let held = null;

function take(item, how) {
  const { session, start, end } = item.dataset;
  const length = (Date.parse(end) - Date.parse(start)) / 60000;
  held = { item, how, session, was: { start: wall(start), length }, start: wall(start), length, drawn: [], lifted: [] };
  item.dataset.dragging = "";
  draw();
}

const moved = () => held.start !== held.was.start || held.length !== held.was.length;
const parts = (session) => document.querySelectorAll(`#week [data-session="${CSS.escape(session)}"]`);

function lift(session) {
  for (const part of parts(session)) {
    part.classList.add("lifted");
    held.lifted.push(part);
  }
}

// Draws a session at a place that it does not have yet: on two days where it goes over midnight.
function ghost(start, length, look, text) {
  const { from, to, columns } = sheet();
  for (let at = start; at < start + length;) {
    const midnight = Math.floor(at / DAY) * DAY;
    const end = Math.min(start + length, midnight + DAY);
    const list = columns.find((c) => c.dataset.date === dateOf(at))?.querySelector("ol.slots");
    const first = Math.max(at - midnight, from), last = Math.min(end - midnight, to);
    if (list && first < last) {
      const piece = document.createElement("li");
      const rows = Math.max(Math.ceil((last - first) / 5), 1);
      piece.className = `block session ghost ${look} s${rows}`;
      piece.ariaHidden = "true";
      piece.style.gridRowStart = Math.floor((first - from) / 5) + 1;
      const inner = piece.appendChild(document.createElement("div"));
      inner.className = "inner";
      inner.append(Object.assign(document.createElement("span"), { className: "time", textContent: `${clock(start)}–${clock(start + length)}` }));
      inner.append(" ", Object.assign(document.createElement("span"), { className: "title", textContent: text }));
      list.append(piece);
      held.drawn.push(piece);
    }
    at = end;
  }
}

const hue = (item) => [...item.classList].find((c) => /^h\d$/.test(c)) ?? "h0";

function draw() {
  wipe();
  if (!moved()) return;
  lift(held.session);
  const title = held.item.querySelector(".title")?.textContent ?? "";
  ghost(held.start, held.length, hue(held.item), title);
}

function wipe() {
  for (const piece of held.drawn) piece.remove();
  for (const part of held.lifted) part.classList.remove("lifted");
  held.drawn = [];
  held.lifted = [];
}

function putBack() {
  if (!held) return;
  wipe();
  delete held.item.dataset.dragging;
  held = null;
}

// A place within the hours that are shown, and not in the past.
function place(start, length) {
  const { now } = sheet();
  held.length = Math.min(Math.max(length, STEP), DAY);
  held.start = Math.max(start, held.was.start === start ? start : snap(now, Math.ceil));
  draw();
}

/* By pointer: a mouse or pen drags at once, a finger after it has rested, so that it can scroll. */
let pressed = null;

function where(event) {
  const { from, to, columns } = sheet();
  const inside = (c) => event.clientX < c.getBoundingClientRect().right;
  const column = columns.find(inside) ?? columns.at(-1);
  const box = column.querySelector(".body").getBoundingClientRect();
  const share = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1);
  return { day: days(column.dataset.date), at: days(column.dataset.date) + from + share * (to - from), from, to };
}

document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest("#week .session:not(.ghost)");
  if (!item || event.button !== 0 || !event.isPrimary || byId("consequences").open || !sheet()) return;
  putBack();
  pressed = { item, id: event.pointerId, x: event.clientX, y: event.clientY, how: event.target.closest(".edge") ? "stretch" : "move" };
  pressed.grabbed = where(event).at - wall(item.dataset.start);
  if (event.pointerType === "touch") {
    pressed.rest = setTimeout(() => { pressed.rests = true; begin(); }, 350);
    pressed.touch = true;
  }
});

function begin() {
  take(pressed.item, pressed.how);
  pressed.item.setPointerCapture?.(pressed.id);
  document.body.classList.add("dragging");
}

document.addEventListener("pointermove", (event) => {
  if (!pressed || event.pointerId !== pressed.id) return;
  const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
  if (!held) {
    if (far < 5) return;
    if (pressed.touch && !pressed.rests) return letGo();
    begin();
  }
  const { day, at, from, to } = where(event);
  if (held.how === "stretch") place(held.was.start, snap(at) - held.was.start);
  else place(Math.min(Math.max(snap(at - pressed.grabbed), Math.min(day + from, held.start)), day + to - STEP), held.length);
});

function letGo() {
  clearTimeout(pressed?.rest);
  pressed = null;
  document.body.classList.remove("dragging");
}

document.addEventListener("pointerup", (event) => {
  if (!pressed || event.pointerId !== pressed.id) return;
  const dragged = held;
  letGo();
  if (!dragged) return;
  // The click that ends a drag opens nothing.
  const nothing = (click) => click.preventDefault();
  document.addEventListener("click", nothing, true);
  setTimeout(() => document.removeEventListener("click", nothing, true));
  if (moved()) ask();
  else putBack();
});
document.addEventListener("pointercancel", () => { if (pressed) { letGo(); putBack(); } });
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("#week")) event.preventDefault(); });
document.addEventListener("contextmenu", (event) => { if (pressed?.touch) event.preventDefault(); });
document.addEventListener("touchmove", (event) => { if (pressed && held) event.preventDefault(); }, { passive: false });

/* By keyboard. */
const STEPS = { ArrowUp: -STEP, ArrowDown: STEP, ArrowLeft: -DAY, ArrowRight: DAY };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held && !byId("consequences").open) {
    event.preventDefault();
    letGo();
    putBack();
    return say("Put back.");
  }
  const item = event.target.closest?.("#week .session");
  if (!item || pressed || event.ctrlKey || event.metaKey || event.altKey || !sheet()) return;
  if (event.key === "Enter" && held?.item === item && moved()) {
    event.preventDefault();
    if (!event.repeat) ask();
    return;
  }
  const step = STEPS[event.key];
  if (!step || (event.shiftKey && Math.abs(step) === DAY)) return;
  event.preventDefault();
  if (held?.item !== item) { putBack(); take(item, "keys"); }
  const { columns, from, to } = sheet();
  if (event.shiftKey) place(held.start, held.length + step);
  else {
    const start = Math.abs(step) === DAY ? held.start + step : snap(held.start + step, step < 0 ? Math.ceil : Math.floor);
    const minute = start - Math.floor(start / DAY) * DAY;
    if (!columns.some((c) => c.dataset.date === dateOf(start)) || minute < from || minute > to - STEP) {
      return say("The calendar ends here. Open the session to move it further.");
    }
    place(start, held.length);
  }
  held.drawn[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(moved() ? `${words(held.start, held.length)}. Enter shows what it moves, Escape puts it back.` : "Where it was.");
});
document.addEventListener("focusout", (event) => {
  if (held?.how === "keys" && held.item.contains(event.target) && !held.asking) putBack();
});

/* What it would move, and then either way. */
async function ask() {
  const mine = held;
  mine.asking = true;
  const place = new URLSearchParams({ session: mine.session, day: dateOf(mine.start), start: clock(mine.start), minutes: mine.length });
  const answer = await reach(`/calendar/preview?${place}`);
  if (held !== mine) return;
  if (answer) await show(answer);
  else putBack();
}

// What Pivot answers; nothing where it does not.
async function reach(address, how = {}) {
  try {
    return await fetch(address, { ...how, headers: { accept: "text/html" } });
  } catch {
    say("Pivot does not answer. Nothing was recorded.");
    return null;
  }
}

async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = byId("consequences");
  const found = [...page.querySelectorAll("#main > .note, #moving, #main > .fault")];
  if (!dialog || found.length === 0) {
    say("That did not work. Nothing was recorded.");
    return putBack();
  }
  dialog.replaceChildren(...found.map((part) => document.adoptNode(part)));
  for (const link of dialog.querySelectorAll('a.button[href="/"]')) { link.textContent = "Close"; link.dataset.leave = ""; }
  for (const row of dialog.querySelectorAll(".moves li")) {
    const { moves, start, end } = row.dataset;
    if (moves) lift(moves);
    if (start) ghost(wall(start), (Date.parse(end) - Date.parse(start)) / 60000, `other ${row.className}`, row.querySelector(".title").textContent);
  }
  if (!dialog.open) dialog.showModal();
  const first = dialog.lastElementChild;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const dialog = byId("consequences");
  if (!dialog?.open) return;
  if (event.target === dialog || event.target.closest("[data-leave]")) {
    event.preventDefault();
    dialog.close();
  }
});
document.addEventListener("close", (event) => {
  if (event.target.id !== "consequences") return;
  event.target.replaceChildren();
  if (!held) return;
  const link = held.item.querySelector("a");
  putBack();
  link?.focus({ preventScroll: true });
  say("Left as it was.");
}, true);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest("#consequences")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await reach(form.action, { method: "POST", body });
  if (!answer) return;
  const said = answer.ok && answer.redirected && new URL(answer.url).searchParams.get("said");
  if (!said) return show(answer);
  const here = new URLSearchParams(location.search);
  here.delete("said");
  const session = held?.session;
  held = null;
  // The commas between the facts stand as they are.
  await refresh(`/calendar?${here}${here.size ? "&" : ""}said=${said}`);
  parts(session ?? "")[0]?.querySelector("a")?.focus({ preventScroll: true });
});

/* The line of the present moment goes on while the page is open. */
let since = performance.now();
function tick() {
  const line = byId("now-line"), shown = sheet();
  if (!line || !shown) return;
  const at = shown.now + (performance.now() - since) / 60000;
  const minute = at - Math.floor(shown.now / DAY) * DAY - shown.from;
  line.hidden = minute < 0 || minute >= shown.to - shown.from;
  line.style.gridRowStart = Math.floor(Math.max(minute, 0) / 5) + 1;
}
setInterval(tick, 30000);

function fresh() {
  held = null;
  pressed = null;
  since = performance.now();
  byId("how")?.removeAttribute("hidden");
}
document.addEventListener("pivot:fresh", fresh);
fresh();
