// Where the bars are wider than their place, the present is brought into sight.
function show() {
  const box = document.querySelector(".lines .scroll");
  const now = box?.querySelector(".flag.now line");
  if (!now || box.scrollWidth <= box.clientWidth) return;
  const at = now.getBoundingClientRect().left - box.getBoundingClientRect().left + box.scrollLeft;
  box.scrollLeft = at - box.clientWidth / 4;
}

show();
document.addEventListener("pivot:fresh", show);
