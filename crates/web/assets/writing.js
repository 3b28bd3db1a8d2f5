// The preview follows what is typed, a moment after; a fault's place leads into the text.
const PAUSE = 400;
let timer;
let asked = 0;

const form = () => document.querySelector("form[data-edit]");

// The frame's page is changed in place, so that it stays where it was scrolled to.
function put(frame, page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const own = frame.contentDocument;
  const [main, old] = [fresh.querySelector("main"), own?.querySelector("main")];
  if (main && old && fresh.head.innerHTML === own.head.innerHTML) old.replaceWith(own.importNode(main, true));
  else frame.srcdoc = page;
}

async function follow() {
  const own = form();
  if (!own) return;
  const turn = ++asked;
  const body = new URLSearchParams();
  for (const name of ["path", "text"]) body.set(name, own.elements[name].value);
  let look;
  try {
    const answer = await fetch("/writing/preview", { method: "POST", body });
    if (!answer.ok) return;
    look = await answer.json();
  } catch {
    return; // Pivot was stopped: what is typed stays.
  }
  // Something newer was asked for meanwhile, or the page is another.
  if (turn !== asked || own !== form()) return;
  put(own.querySelector("iframe"), look.page);
  own.querySelector("[data-told]").innerHTML = look.told;
  own.querySelector("[data-words]").textContent = look.words;
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "text" || !form()) return;
  clearTimeout(timer);
  timer = setTimeout(follow, PAUSE);
});

document.addEventListener("click", (event) => {
  const place = event.target.closest?.("[data-told] [data-line]");
  const text = form()?.elements.text;
  if (!place || !text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const line = Math.min(place.dataset.line, lines.length) - 1;
  // A column counts signs, a place in a field counts units of 16 bits.
  const before = [...lines[line]].slice(0, place.dataset.column - 1).join("");
  const at = lines.slice(0, line).reduce((sum, own) => sum + own.length + 1, before.length);
  text.focus();
  text.setSelectionRange(at, at);
  const high = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, line * high - text.clientHeight / 2);
});

// Whoever leaves with something unsaved is asked first.
let sends = false;
document.addEventListener("submit", () => (sends = true));
window.addEventListener("pageshow", () => (sends = false));
window.addEventListener("beforeunload", (event) => {
  const text = form()?.elements.text;
  if (text && !sends && (text.dataset.unsaved || text.value !== text.defaultValue)) event.preventDefault();
});

// What was just done is said once.
const here = new URL(location.href);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}
