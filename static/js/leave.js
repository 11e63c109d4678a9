// "Leave now" is a plain link without this file. Here the page goes blank at once and is replaced, so that the
// button Back does not return to it, and the key Esc does the same when it is pressed three times.
// Nothing on a page can clear the history, and the page on safety says so.

const PRESSES = 3;
const WITHIN_MS = 2000;

let pressed = [];

function leave() {
  const address = document.querySelector("a.leave")?.href;
  if (!address) return;
  for (const player of document.querySelectorAll("audio, video")) player.pause();
  // The other site may take seconds to come, on a slow line or in Tor: until then nothing is to be seen.
  document.documentElement.replaceChildren();
  location.replace(address);
}

addEventListener("click", (event) => {
  if (!event.target.closest?.("a.leave") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leave();
});

// Before anything on the page can stop the key; holding it down counts as one press.
addEventListener(
  "keydown",
  (event) => {
    if (event.repeat) return;
    const now = event.timeStamp;
    pressed = event.key === "Escape" ? [...pressed.filter((then) => now - then < WITHIN_MS), now] : [];
    if (pressed.length >= PRESSES) leave();
  },
  { capture: true },
);
