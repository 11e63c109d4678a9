/* What JavaScript adds at the desk: dropping a file, and playing a passage in the player of the page. */
"use strict";

for (const zone of document.querySelectorAll(".dropzone")) {
  const input = zone.querySelector('input[type="file"]');
  const hint = document.createElement("p");
  hint.className = "dropzone-hint";
  hint.textContent = zone.dataset.hint;
  input.after(hint);
  const over = (on) => zone.classList.toggle("dropzone-over", on);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) {
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      input.files = one.files;
      input.focus();
    }
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-player]");
  const player = link && document.getElementById(link.dataset.player);
  if (!player || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".desk-player")) if (other !== player) other.pause();
  player.currentTime = Number(link.dataset.seconds);
  player.play();
});

// Marking words: words selected with the mouse, or from one tick to another with Shift, are ticked at once.
let lastWord = null;
for (const words of document.querySelectorAll(".words")) {
  const boxes = [...words.querySelectorAll('input[type="checkbox"]')];
  words.addEventListener("click", (event) => {
    const box = event.target.closest(".word")?.querySelector("input");
    if (!box || event.target !== box) return;
    if (event.shiftKey && boxes.includes(lastWord)) {
      const [from, to] = [boxes.indexOf(lastWord), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    lastWord = box;
  });
  words.addEventListener("pointerup", () => {
    const chosen = getSelection();
    if (chosen.isCollapsed) return;
    const picked = [...words.querySelectorAll(".word")].filter((word) => chosen.containsNode(word, true));
    if (picked.length < 2) return;
    for (const word of picked) word.querySelector("input").checked = true;
    chosen.removeAllRanges();
  });
}
