// The one script of every page that readers meet, asked for once and kept. Every page works without it.
// It runs as soon as it has come, so that the way out works before the rest of a page is there.

// ---- Leaving

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

// ---- Suggestions

// The search box works without this file; here it offers names and words while somebody types.
// What is typed goes in the body of a request, never in an address, and nothing of it is kept.

const SHORTEST = 2;
const WAIT_MS = 150;

function offerFor(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions);
  list.hidden = true;
  // Under the button for discreet search, which must stay in reach while somebody types.
  (input.form.querySelector(".discreet") ?? input.closest(".searchbox")).after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let waiting = 0;
  let asking = null;
  let active = -1;

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value;
    try {
      const answer = await fetch(input.dataset.suggest, {
        method: "POST",
        body: new URLSearchParams({ q: typed }),
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: asking.signal,
      });
      if (answer.ok && input.value === typed && document.activeElement === input) show((await answer.json()).suggestions);
    } catch {
      close(); // no network, or the next letter was typed already: the box goes on without suggestions
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(option));
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
  }

  function option(one, n) {
    const item = document.createElement("li");
    item.id = `${list.id}-${n}`;
    item.setAttribute("role", "option");
    const text = document.createElement("bdi");
    text.textContent = one.text;
    item.append(text);
    if (one.label) {
      const label = document.createElement("span");
      label.className = "small";
      label.textContent = one.label;
      item.append(" ", label);
    }
    item.addEventListener("click", () => choose(one));
    return item;
  }

  // A name leads to its page; a word is only written into the box: how it is searched, discreetly or not, is still open.
  function choose(one) {
    close();
    if (one.page) {
      location.assign(one.page);
      return;
    }
    input.value = one.text;
    input.focus();
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.trim().length < SHORTEST) close();
    else waiting = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (!count || event.isComposing) return;
    if (event.key === "ArrowDown") mark(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") mark(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) list.children[active].click();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

// ---- The page of an interview, and of one passage

// The page of an interview works without this file; here it only gets more comfortable:
// times play in place, the passage that is heard is marked, the citation can be copied.

function readTogether() {
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
}

// ---- What needs the whole page

function begin() {
  for (const input of document.querySelectorAll("input[data-suggest]")) offerFor(input);
  if (document.querySelector(".reading-room, .passage-page")) readTogether();
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
