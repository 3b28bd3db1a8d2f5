// Dropping, pasting, and the answer in place. Without this script the form does the same by loading a page.
"use strict";

let asking = null;

function form() {
  return document.getElementById("ask");
}

function say(words, bad) {
  const state = form().querySelector(".state");
  state.textContent = words;
  state.classList.toggle("bad", Boolean(bad));
}

async function ask(file) {
  if (!file.type.startsWith("image/")) return say("That is no picture: choose a PNG, JPEG or WebP.", true);
  const most = Number(form().dataset.bytes);
  if (file.size > most) return say(`That is more than ${Math.floor(most / 1e6)} MB: choose a smaller file.`, true);
  asking?.abort();
  const own = (asking = new AbortController());
  say("Looking…");
  const body = new FormData();
  body.append("picture", file);
  try {
    const answer = await fetch("/classify", { method: "POST", body, headers: { accept: "text/html" }, signal: own.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    ready();
    const told = document.querySelector(".answer h2, .fault h2");
    told.tabIndex = -1;
    told.focus({ preventScroll: true });
    told.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error.name !== "AbortError") say("No answer: the connection failed. Please try again.", true);
  }
}

// What a page that has just come needs.
function ready() {
  form().querySelector(".hint").hidden = false;
  form().querySelector("button").hidden = true;
}

document.addEventListener("change", (event) => {
  const file = event.target.files?.[0];
  if (file) ask(file);
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form().classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form().classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form().classList.remove("over");
  const file = event.dataTransfer.files[0];
  if (file) ask(file);
  else say("That was no file: save the picture first, then drop it.", true);
});
document.addEventListener("paste", (event) => {
  const file = event.clipboardData.files[0];
  if (file) ask(file);
});
ready();
