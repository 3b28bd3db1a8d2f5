// An open page follows what is recorded elsewhere, in another tab, in a terminal, and files that it shows.
const shown = () => document.body.dataset;

// Whether somebody is in the middle of something that a fresh page would take away.
export function busy() {
  if (document.querySelector("dialog[open], [data-dragging]")) return true;
  for (const field of document.querySelectorAll("main input:not([type=hidden]), main textarea, main select")) {
    // A list begins at its first choice where none is marked; a slider at the nearest of its steps.
    const begun = field.tagName === "SELECT"
      ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((o) => o.defaultSelected))
      : field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
      : field.type === "range" ? Math.abs(field.value - field.defaultValue) >= field.step
      : field.value !== field.defaultValue;
    if (begun) return true;
  }
  return false;
}

export async function refresh(address = location.href) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { version, files } = fresh.body.dataset;
  if (!version) return;
  const open = [...document.querySelectorAll("main details[open][id]")].map((d) => d.id);
  const focus = document.activeElement?.id;
  const { scrollX, scrollY } = window;
  shown().version = version;
  if (files) shown().files = files;
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  window.scrollTo(scrollX, scrollY);
  document.querySelector(".stale").hidden = true;
  document.dispatchEvent(new CustomEvent("pivot:fresh"));
}

if (shown().version) {
  const news = new EventSource("/events");
  for (const of of ["version", "files"]) {
    news.addEventListener(of, (event) => {
      // A page that shows no files does not say which it shows.
      if (!event.data || !(of in shown()) || event.data === shown()[of]) return;
      if (busy()) document.querySelector(".stale").hidden = false;
      else refresh();
    });
  }
}

// What was just done is said once, and not again when the page is loaded anew.
const here = new URL(location.href);
if (here.searchParams.has("said")) {
  here.searchParams.delete("said");
  history.replaceState(null, "", here);
}
