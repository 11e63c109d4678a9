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
