// The page of an interview works without this file; here it only gets more comfortable:
// times play in place, the passage that is heard is marked, the citation can be copied.

const media = [...document.querySelectorAll("audio[data-offset], video[data-offset]")];
const passages = [...document.querySelectorAll(".passage[data-start]")];
const starts = passages.map((passage) => Number(passage.dataset.start));
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let playing = null;
let follow = true;

function offsetOf(player) {
  return Number(player.dataset.offset);
}

/** The part in which a moment of the interview lies: the last one that has begun by then. */
function partAt(ms) {
  return media.filter((player) => offsetOf(player) <= ms).at(-1) ?? media[0];
}

/** The passage heard at a moment of the interview, or null before the first one. */
function passageAt(ms) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= ms) low = middle + 1;
    else high = middle;
  }
  return low ? passages[low - 1] : null;
}

function mark(passage) {
  if (passage === playing) return;
  playing?.classList.remove("is-playing");
  playing?.removeAttribute("aria-current");
  playing = passage;
  if (!passage) return;
  document.querySelector("[data-transcript]").dataset.following = "";
  passage.classList.add("is-playing");
  passage.setAttribute("aria-current", "true");
  if (follow) passage.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

function seek(player, ms, thenPlay) {
  const second = Math.max(0, (ms - offsetOf(player)) / 1000);
  const go = () => {
    player.currentTime = second;
    if (thenPlay) player.play().catch(() => {});
  };
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) go();
  else {
    player.addEventListener("loadedmetadata", go, { once: true });
    player.preload = "metadata";
    player.load();
  }
}

function playFrom(event) {
  const link = event.target.closest(".passage-time");
  const passage = link?.closest(".passage[data-start]");
  if (!passage || !media.length || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  follow = false;
  const ms = Number(passage.dataset.start);
  const player = partAt(ms);
  media.filter((other) => other !== player).forEach((other) => other.pause());
  // The address then names the moment, so that it can be copied and passed on; no new step in the history.
  history.replaceState(null, "", link.href);
  seek(player, ms, true);
  mark(passage);
  follow = true;
}

/** Whoever scrolls wants to read elsewhere; the page stops pulling them back until they press a time or play. */
function letGo() {
  follow = false;
}

document.querySelector("[data-transcript]")?.addEventListener("click", playFrom);
for (const player of media) {
  player.addEventListener("timeupdate", () => {
    if (!player.paused) mark(passageAt(offsetOf(player) + player.currentTime * 1000));
  });
  player.addEventListener("play", () => {
    follow = true;
    media.filter((other) => other !== player).forEach((other) => other.pause());
  });
  player.addEventListener("ended", () => {
    const next = media[media.indexOf(player) + 1];
    if (next) seek(next, offsetOf(next), true);
  });
}
for (const name of ["wheel", "touchmove"]) addEventListener(name, letGo, { passive: true });

for (const box of document.querySelectorAll(".citation[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-quiet button-small";
  button.textContent = box.dataset.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(`${box.querySelector("p").textContent.trim()} ${new URL(box.dataset.address ?? location.href, location.href)}`);
      button.textContent = box.dataset.copied;
    } catch {
      getSelection().selectAllChildren(box.querySelector("p"));
    }
  });
  box.append(button);
}
