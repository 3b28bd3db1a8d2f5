// A file that is dropped is as one that was chosen: what it is stands there before it is sent.
const form = (event) => event.target.closest?.("form[data-drop]");

// `12 B`, `3.4 kB`, `47.0 MB`.
function size(bytes) {
  for (const [least, unit] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) {
    if (bytes >= least) return `${(bytes / least).toFixed(1)} ${unit}`;
  }
  return `${bytes} B`;
}

const tooLarge = (input) => [...input.files].some((file) => file.size > input.dataset.mib * 2 ** 20);

// What is chosen, and whether it can be taken at all.
async function tell(own) {
  const told = own.querySelector(".dropped");
  const says = [];
  for (const input of own.querySelectorAll("input[type=file]")) {
    const file = input.files[0];
    const large = tooLarge(input);
    input.setCustomValidity(large ? `This file is larger than ${input.dataset.mib} MiB.` : "");
    if (!file) continue;
    let rows = "";
    if (input.name === "file" && !large) {
      const lines = (await file.text()).trimEnd().split("\n").length;
      // Another one was chosen meanwhile: it tells itself.
      if (input.files[0] !== file) return;
      rows = `, ${lines - 1} ${lines === 2 ? "row" : "rows"} after its first line`;
    }
    says.push(large ? `${file.name} has ${size(file.size)}, and would be refused: ${input.dataset.mib} MiB at most.` : `${file.name}: ${size(file.size)}${rows}.`);
  }
  told.textContent = says.join(" ");
}

function take(own, files) {
  const inputs = [...own.querySelectorAll("input[type=file]")];
  const model = inputs.find((input) => input.name === "model");
  const csv = inputs.find((input) => input.name === "file");
  const of = (input) => [...files].filter((file) => (input === model) === (model !== undefined && file.name.endsWith(".safetensors")));
  for (const input of [model, csv]) {
    const own = input ? of(input) : [];
    if (!own.length) continue;
    const chosen = new DataTransfer();
    chosen.items.add(own[0]);
    input.files = chosen.files;
  }
  tell(own);
}

document.addEventListener("dragover", (event) => {
  const own = form(event);
  for (const other of document.querySelectorAll("form[data-drop].dropping-now")) if (other !== own) other.classList.remove("dropping-now");
  if (!own || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  own.classList.add("dropping-now");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector(".dropping-now")?.classList.remove("dropping-now");
});

document.addEventListener("drop", (event) => {
  const own = form(event);
  if (!own || !event.dataTransfer.files.length) return;
  event.preventDefault();
  own.classList.remove("dropping-now");
  take(own, event.dataTransfer.files);
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("form[data-drop] input[type=file]")) tell(form(event));
});

// A second click sends nothing again.
document.addEventListener("submit", (event) => {
  const own = form(event);
  if (!own) return;
  if (own.dataset.sent) event.preventDefault();
  own.dataset.sent = "yes";
  own.querySelector(".dropped").textContent = "It is sent, and looked at …";
});
window.addEventListener("pageshow", () => {
  for (const own of document.querySelectorAll("form[data-sent]")) delete own.dataset.sent;
});

function ready() {
  for (const word of document.querySelectorAll(".dropping")) word.hidden = false;
  for (const own of document.querySelectorAll("form[data-drop]")) tell(own);
}
ready();
document.addEventListener("pivot:fresh", ready);

// What was just made or done is said once, and not again when the page is loaded anew.
const here = new URL(location.href);
if (["attempt", "done"].some((name) => here.searchParams.has(name))) {
  for (const name of ["attempt", "done"]) here.searchParams.delete(name);
  history.replaceState(null, "", here);
}
