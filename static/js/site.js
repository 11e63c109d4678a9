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

// ---- What several parts below need

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const SAFELY = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" };

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function attributes(element, values) {
  for (const name in values) element.setAttribute(name, values[name]);
}

/** A button; one that is a switch begins as not pressed. */
function button(text, act, { className = "", label, pressed } = {}) {
  const made = make("button", { type: "button", className: `button-quiet button-small ${className}` }, text);
  if (label) attributes(made, { title: label, "aria-label": label });
  if (pressed !== undefined) made.setAttribute("aria-pressed", pressed);
  made.addEventListener("click", () => act(made));
  return made;
}

function isPressed(made) {
  return made.getAttribute("aria-pressed") === "true";
}

/** Replace {name} in a sentence of the page. */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

/** Tell those who do not see what has changed. */
function say(text) {
  let status = document.querySelector("#said");
  if (!status) {
    status = make("p", { id: "said", className: "visually-hidden" });
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = text;
}

/** Copy text; without leave to do so, show it selected in `place`, to be copied by hand. */
async function copied(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = place.querySelector("textarea") ?? make("textarea", { readOnly: true, rows: 3, ariaLabel: place.dataset.byHand ?? "" });
    box.value = text;
    place.append(box);
    box.select();
    return document.execCommand?.("copy") ?? false;
  }
}

// ---- Suggestions

// The search box works without this file; here it offers names and words while somebody types.
// What is typed goes in the body of a request, never in an address, and nothing of it is kept.

const ROOM_PX = 144; // three suggestions
const SHORTEST = 2;
const WAIT_MS = 150;

function offerFor(input) {
  const list = make("ul", { id: `${input.id}-suggestions`, className: "suggestions", hidden: true });
  attributes(list, { role: "listbox", "aria-label": input.dataset.suggestions });
  // Under the button for discreet search, which must stay in reach while somebody types.
  (input.form.querySelector(".discreet") ?? input.closest(".searchbox")).after(list);
  attributes(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

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
        ...SAFELY,
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
    // On a phone the keyboard has taken half of the screen: what is offered below that is offered to nobody.
    const seen = visualViewport.height - (document.querySelector(".leave-bar")?.offsetHeight ?? 0);
    const room = Math.min(list.offsetHeight, ROOM_PX);
    if (list.getBoundingClientRect().top + room > seen) input.form.scrollIntoView();
    mark(-1);
  }

  function option(one, n) {
    const item = make("li", { id: `${list.id}-${n}` }, make("bdi", {}, one.text));
    item.setAttribute("role", "option");
    if (one.label) item.append(" ", make("span", { className: "small" }, one.label));
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

// ---- The recording

/** The parts of the recording as one, on the interview's own clock; null where nothing plays on the page itself. */
function recording() {
  const all = [...document.querySelectorAll("audio[data-offset], video[data-offset]")];
  if (!all.length) return null;
  const offsetOf = (part) => Number(part.dataset.offset);
  const parts = [...document.querySelectorAll(".part[data-offset]")];
  const mediaOf = (part) => part.querySelector("audio, video");
  const opened = document.querySelector(".part-current") ?? all[0].closest(".part");
  let away = null; // the part in which the place lies, where it is kept elsewhere
  let current = mediaOf(heardIn(offsetOf(opened))) ?? all[0];
  let until = Infinity;
  if (!mediaOf(heardIn(offsetOf(opened)))) away = opened;

  /** The part in which a moment is heard: of several that begin together, one whose file is here. */
  function heardIn(ms) {
    const begun = parts.filter((part) => !part.hidden && offsetOf(part) <= ms);
    const last = Math.max(...begun.map(offsetOf));
    const here = begun.filter((part) => offsetOf(part) === last);
    return here.find(mediaOf) ?? here[0] ?? all[0].closest(".part");
  }

  /** Where a file will begin: until it is fetched, only its address says so. */
  function asked(part) {
    return part.readyState ? 0 : Number(/#t=(\d+)/.exec(part.getAttribute("src"))?.[1] ?? 0);
  }

  /** Go to a moment. Nothing is fetched unless it is played: until then only the place is kept. */
  function goTo(ms, play = !current.paused) {
    const part = mediaOf(heardIn(ms));
    away = part ? null : heardIn(ms);
    if (!part) {
      for (const other of all) other.pause();
      here.placed();
      return false;
    }
    const second = Math.max(0, (ms - offsetOf(part)) / 1000);
    until = Infinity;
    for (const other of all) if (other !== part) other.pause();
    current = part;
    if (part.readyState < HTMLMediaElement.HAVE_METADATA)
      part.addEventListener("loadedmetadata", () => (part.currentTime = second), { once: true });
    part.currentTime = second;
    if (play) part.play().catch(() => {});
    here.placed();
    return true;
  }

  const here = {
    all,
    goTo,
    current: () => current,
    away: () => away,
    placed: () => {}, // what is to be done when another place was chosen
    now: () => offsetOf(current) + (current.currentTime || asked(current)) * 1000,
    toggle: () => (current.paused ? current.play().catch(() => {}) : current.pause()),
    skip: (seconds) => current.readyState > 0 && goTo(Math.max(offsetOf(current), here.now() + seconds * 1000)),
    stopAt: (ms) => (until = ms),
    /** Hear another file of the same part from here on. */
    swap(other) {
      const { paused, currentTime } = current;
      current.pause();
      current = other;
      goTo(offsetOf(other) + currentTime * 1000, !paused);
    },
    on(names, act) {
      for (const name of names.split(" ")) for (const part of all) part.addEventListener(name, (event) => event.target === current && act(name));
    },
  };
  for (const part of all) {
    part.addEventListener("play", () => {
      current = part;
      away = null;
      for (const other of all) if (other !== part) other.pause();
    });
    part.addEventListener("timeupdate", () => {
      if (part !== current || here.now() < until) return;
      until = Infinity;
      part.pause();
    });
    part.addEventListener("ended", () => {
      const later = all.filter((other) => offsetOf(other) > offsetOf(part) && !other.closest(".part").hidden);
      if (later.length) goTo(offsetOf(later[0]), true);
    });
  }
  return here;
}

/** Open at `#t=60` or `#t=60,90` (W3C Media Fragments, in seconds or on the clock), also when it is typed later. */
function openAtFragment(sound) {
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  function open() {
    const [, begin, end] = /^#t=(?:npt:)?([\d:.]*)(?:,([\d:.]+))?$/.exec(location.hash) ?? [];
    const [from, to] = [seconds(begin || "0"), seconds(end || "Infinity")];
    if (begin === undefined || !(from < to)) return;
    const passage = passagesAt(from * 1000)[0];
    for (const other of document.querySelectorAll(".passage.is-current")) other.classList.remove("is-current");
    passage?.classList.add("is-current");
    passage?.scrollIntoView({ block: "center" });
    if (sound?.goTo(from * 1000)) sound.stopAt(to * 1000);
  }
  addEventListener("hashchange", open);
  open();
  // At `?t=60` the browser goes to the passage before all heights are known, and lands beside it. Who comes back, stays.
  const came = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (came && !location.hash) document.querySelector(".passage.is-current")?.scrollIntoView();
}

/** The passages heard at a moment: one, or one of each language side by side; in a silence, the last that began. */
function passagesAt(ms) {
  const begun = [...document.querySelectorAll(".transcript .passage[data-start]")].filter((one) => one.dataset.start <= ms);
  const heard = begun.filter((one) => one.dataset.end > ms);
  const last = Math.max(...begun.map((one) => one.dataset.start));
  return heard.length ? heard : begun.filter((one) => Number(one.dataset.start) === last);
}

// ---- The transcript follows

const SCROLLING = /^(Page|Arrow|Home|End|Tab| )/;
const OWN_SCROLL_MS = 1200;
const OWN_PAUSE_MS = 300;

/** Mark what is heard and keep it in view, until the reader moves the page: then only when they ask for it again. */
function followTranscript(sound, words) {
  const transcript = document.querySelector("[data-transcript]");
  if (!transcript) return;
  const again = button(words.follow, () => follow(true), { className: "follow" });
  again.hidden = true;
  let playing = [];
  let following = true;
  let ours = 0; // until when a scroll of the page is taken for our own
  document.querySelector(".words").append(again);

  function follow(now) {
    following = now;
    again.hidden = now || !playing.length;
    if (now) bring();
  }

  function bring() {
    const passage = playing[0];
    if (!passage) return;
    ours = performance.now() + OWN_SCROLL_MS;
    const block = passage.offsetHeight > innerHeight * 0.6 ? "start" : "center";
    passage.scrollIntoView({ block, behavior: CALM.matches ? "instant" : "smooth" });
  }

  function mark() {
    const heard = passagesAt(sound.now());
    if (heard[0] === playing[0] && heard.length === playing.length) return;
    for (const one of [...playing, ...heard]) {
      const here = one.classList.toggle("is-playing", heard.includes(one));
      attributes(one, { "aria-current": here });
    }
    playing = heard;
    transcript.dataset.following = "";
    follow(following);
  }

  function letGo() {
    if (following && playing.length) follow(false);
    ours = 0;
  }

  // What opens or closes on the page (the controls under "More", a caption) moves it too, but that is no reader's scroll.
  let height = 0;
  function isMovedByLayout() {
    const before = height;
    height = document.documentElement.scrollHeight;
    return before !== height;
  }

  sound.on("timeupdate play seeked", (name) => {
    if (!sound.current().paused) mark();
    if (name === "play") follow(true);
  });
  transcript.addEventListener("click", (event) => {
    const link = event.target.closest(".passage-time");
    const passage = link?.closest(".passage[data-start]");
    if (!passage || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (!sound.goTo(Number(passage.dataset.start), true)) return;
    event.preventDefault();
    // The address then names the moment, so that it can be copied and passed on; no new step in the history.
    history.replaceState(null, "", link.href);
    mark();
    follow(true);
  });
  for (const name of ["wheel", "touchmove"]) addEventListener(name, letGo, { passive: true });
  addEventListener("keydown", (event) => SCROLLING.test(event.key) && !event.defaultPrevented && !event.target.closest?.(".dock, .keys") && letGo());
  function scrolled() {
    const now = performance.now();
    if (isMovedByLayout()) return;
    if (now > ours) letGo();
    else ours = Math.max(ours, now + OWN_PAUSE_MS); // a long way takes longer: until it ends, each step leads to the next
  }
  addEventListener("scroll", scrolled, { passive: true });
  addEventListener("scrollend", () => (ours = Math.min(ours, performance.now() + 50)));
  document.addEventListener("selectionchange", () => !getSelection().isCollapsed && letGo());
}

// ---- The player's own controls

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

function clock(ms) {
  return new Date(ms).toISOString().slice(11, 19).replace(/^0(0:0?)?/, "");
}

/** What the browser's own player lacks, in a row that stays in reach; returns what its keys do. */
function dock(sound, player) {
  const words = player.dataset;
  const acts = {
    k: () => (sound.away() ? lead() : sound.toggle()),
    j: () => sound.skip(-5),
    l: () => sound.skip(5),
    m: () => sound.all.forEach((part) => (part.muted = !isPressed(mute))),
  };
  const play = button("", acts.k, { className: "dock-play", label: words.play, pressed: false });
  // A part that is kept elsewhere can't be played here: in place of the button stands the link to it.
  const out = make("a", { className: "button dock-out", hidden: true, rel: "noreferrer noopener external" });
  const mute = button(words.mute, acts.m, { pressed: false });
  const time = make("span", { className: "num dock-time" });
  const more = make("div", { className: "dock-more" });
  const open = button(words.more, () => open.setAttribute("aria-expanded", String(more.classList.toggle("is-open"))), { className: "dock-open" });
  open.setAttribute("aria-expanded", "false");
  const row = make("div", { className: "dock-row" }, play, out, button("−5", acts.j, { label: words.back }), button("+5", acts.l, { label: words.forward }), time, open);
  const bar = make("div", { className: "dock" }, row, more);
  const captions = captionsOf(sound, words, bar);
  const list = keyList(words);
  acts["?"] = () => list.showModal();
  const [speed, faster] = speeds(sound, words);
  Object.assign(acts, { c: captions.toggle, "<": () => faster(-1), ">": () => faster(1) });
  more.append(speed, ...captions.field, mute, ...soundOnly(sound, words, captions.refresh), button(words.keys, acts["?"], { className: "dock-keys" }));
  sound.all[0].closest(".part").after(bar);
  player.append(list);
  new ResizeObserver(() => document.documentElement.style.setProperty("--dock", `${bar.offsetHeight}px`)).observe(bar);

  function lead() {
    tell();
    out.focus();
  }

  function tell() {
    const link = sound.away()?.querySelector("a[href]");
    play.hidden = !!link;
    out.hidden = !link;
    if (link) Object.assign(out, { href: link.href, textContent: link.textContent });
    play.setAttribute("aria-pressed", String(!sound.current().paused));
    mute.setAttribute("aria-pressed", String(sound.current().muted));
    time.textContent = link ? "" : clock(sound.now());
  }
  sound.on("play pause ended timeupdate seeked volumechange", tell);
  sound.placed = tell;
  tell();
  return acts;
}

function choice(label, options, act) {
  const select = make("select", {}, ...options.map(([value, text]) => make("option", { value }, text)));
  select.addEventListener("change", () => act?.(select.value));
  return [make("label", { className: "dock-choice" }, make("span", {}, label), select), select];
}

function speeds(sound, words) {
  const set = (rate) => sound.all.forEach((part) => (part.playbackRate = part.defaultPlaybackRate = Number(rate)));
  const [field, select] = choice(words.speed, SPEEDS.map((rate) => [rate, `${rate}×`]), set);
  select.value = "1";
  const faster = (by) => {
    select.selectedIndex = Math.min(SPEEDS.length - 1, Math.max(0, select.selectedIndex + by));
    set(select.value);
    say(`${words.speed}: ${select.value}×`);
  };
  return [field, faster];
}

/** A chooser of captions. A picture shows them itself; where there is none, they stand in the dock. */
function captionsOf(sound, words, bar) {
  const names = new Map([...document.querySelectorAll("track[data-name]")].map((track) => [track.srclang, track.dataset.name]));
  if (!names.size) return { field: [], toggle() {} };
  const line = make("p", { className: "dock-caption", hidden: true });
  const [field, select] = choice(words.captions, [["", words.off], ...names], show);
  let last = names.has(document.documentElement.lang) ? document.documentElement.lang : [...names.keys()][0];
  bar.append(line);

  function show(language) {
    if (language) last = language;
    line.hidden = true;
    for (const part of sound.all)
      for (const { track, srclang } of part.querySelectorAll("track"))
        track.mode = srclang !== language ? "disabled" : part.localName === "video" && !part.hidden ? "showing" : "hidden";
  }

  for (const element of document.querySelectorAll("track[data-name]")) {
    element.track.addEventListener("cuechange", () => {
      if (element.track.mode !== "hidden") return;
      line.lang = element.srclang;
      line.textContent = [...element.track.activeCues].map((cue) => cue.getCueAsHTML().textContent).join(" ");
      line.hidden = !line.textContent;
    });
  }
  // A video shows captions from the start; they are not asked for before it plays, as a track by default would be.
  let first = true;
  sound.on("play", () => {
    const shown = document.querySelector("[data-transcript]")?.lang;
    if (first && !select.value && sound.current().localName === "video" && names.has(shown)) show((select.value = shown));
    first = false;
  });
  const toggle = () => {
    select.value = select.value ? "" : last;
    show(select.value);
    say(`${words.captions}: ${select.selectedOptions[0].text}`);
  };
  return { field: [field], toggle, refresh: () => show(select.value) };
}

/** For each video: its sound alone, from a recording of the same part if there is one, else with the picture hidden. */
function soundOnly(sound, words, changed) {
  const videos = sound.all.filter((part) => part.localName === "video");
  const twins = new Map(videos.map((video) => [video, sound.all.find((one) => one.localName === "audio" && one.dataset.offset === video.dataset.offset)]));
  for (const twin of twins.values()) if (twin) twin.closest(".part").hidden = true;
  if (!videos.length) return [];
  const label = [...twins.values()].some(Boolean) ? words.sound : words.picture;
  const act = (only) => {
    const on = !isPressed(only);
    only.setAttribute("aria-pressed", String(on));
    for (const [video, twin] of twins) {
      const [from, to] = on ? [video, twin] : [twin, video];
      if (twin) {
        to.closest(".part").hidden = false;
        from.closest(".part").hidden = true;
        if (sound.current() === from) sound.swap(to);
      } else video.hidden = on;
    }
    changed?.();
  };
  return [button(label, act, { pressed: false })];
}

// ---- The player's keys

/** The list of keys; there they can also be switched off, for whoever speaks to the computer. */
function keyList(words) {
  const rows = [[`K, ${words.space}`, words.play], ["J, ←", words.back], ["L, →", words.forward], ["<", words.slower], [">", words.faster], ["C", words.captions], ["M", words.mute], ["?", words.keys], ["Esc Esc Esc", words.leave]];
  const terms = rows.flatMap(([key, does]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, does)]);
  const on = make("input", { type: "checkbox", checked: true });
  const list = make("dialog", { className: "keys" }, make("h2", {}, words.keys), make("dl", { className: "facts" }, ...terms), make("label", { className: "check" }, on, words.letters), button(words.close, () => list.close()));
  list.setAttribute("aria-label", words.keys);
  return list;
}

const CONTROLS = "a, button, input, select, textarea, summary";
const ELSEWHERE = "input, select, textarea, [contenteditable], audio, video, dialog";

function listenToKeys(sound, acts) {
  const on = document.querySelector(".keys input");
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || event.target.closest?.(ELSEWHERE)) return;
    const act = event.key.length > 1 || event.key === " " ? ofReach(event) : on.checked && acts[letterOf(event)];
    if (!act) return;
    event.preventDefault();
    act();
  });

  /** Keys that also move the page are the player's while it plays, or in it: a key that scrolls never starts a sound. */
  function ofReach(event) {
    const inPlayer = event.target.closest?.(".player");
    if (event.shiftKey || (sound.current().paused && !inPlayer)) return null;
    if (event.key === " ") return event.target.closest?.(CONTROLS) ? null : acts.k;
    return { ArrowLeft: acts.j, ArrowRight: acts.l }[event.key];
  }

  /** The letter as it stands on a Latin keyboard: most readers type in Cyrillic. */
  function letterOf({ key, code, shiftKey }) {
    if (/^[a-z<>?]$/i.test(key)) return shiftKey && /[a-z]/i.test(key) ? "" : key.toLowerCase();
    if (shiftKey) return { Comma: "<", Period: ">", Slash: "?" }[code];
    return code.replace(/^Key/, "").toLowerCase();
  }
}

// ---- Search inside

const FOUND_MS = 150;
const ALIKE = ["её", "иії", "уў", "гґ", "'’ʼ`", "-‐–"];

/** A pattern of words as somebody types them: beginnings of words, in any case, ё as е, і as и, accents or not. */
function patternOf(typed) {
  const letters = [...typed.trim()].map((letter) => {
    const alike = ALIKE.find((group) => group.includes(letter.toLowerCase()));
    if (alike) return `[${alike.replace("-", "\\-")}]`;
    return /\s/.test(letter) ? "\\s+" : letter.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  });
  return new RegExp(`(^|[^\\p{L}\\p{M}\\p{N}])(${letters.join("[\\u0301\\u00AD]*")})`, "giu");
}

/** Find words in the transcript while somebody types them; the button still leads to the search of the site. */
function findInside(form, transcript, words) {
  const input = form.querySelector('input[type="search"]');
  const count = make("span", { className: "num" });
  const bar = make("div", { className: "find-bar", hidden: true }, count, button(words.previous, () => go(-1)), button(words.next, () => go(1)), button(words.close, close));
  let marks = []; // of each place found, the pieces that are marked: several where it reaches over an element's edge
  let at = -1;
  let waiting = 0;
  form.closest(".words-head").after(bar);

  function clear() {
    // Those that came with the page too, where its address asked for words; what leads from one to the next goes along.
    for (const told of document.querySelectorAll(".found-inside, .found-steps")) told.remove();
    for (const piece of transcript.querySelectorAll("mark")) {
      const text = piece.parentNode;
      piece.replaceWith(...piece.childNodes);
      text.normalize();
    }
    marks = [];
    at = -1;
  }

  function find() {
    clear();
    const typed = input.value;
    bar.hidden = typed.trim().length < SHORTEST;
    if (bar.hidden) return;
    const pattern = patternOf(typed);
    for (const text of transcript.querySelectorAll(".passage-text")) marks.push(...markIn(text, pattern));
    if (marks.length) show(Math.max(0, marks.findIndex(([piece]) => piece.getBoundingClientRect().top > 0)), false);
    else tell(words.none);
  }

  function show(next, scroll = true) {
    marks[at]?.forEach((piece) => piece.classList.remove("found-here"));
    at = next;
    marks[at].forEach((piece) => piece.classList.add("found-here"));
    if (scroll) marks[at][0].scrollIntoView({ block: "center" });
    tell(fill(words.found, { n: at + 1, all: marks.length }));
  }

  function tell(text) {
    count.textContent = text;
    say(text);
  }

  function go(by) {
    if (marks.length) show((at + by + marks.length) % marks.length);
  }

  function close() {
    input.value = "";
    clear();
    bar.hidden = true;
    input.focus();
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, FOUND_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || bar.hidden) return;
    event.preventDefault(); // words in an address are for whoever presses the button
    go(event.shiftKey ? -1 : 1);
  });
}

/** Mark what is found in one passage, also where it reaches from one element into the next. */
function markIn(element, pattern) {
  const found = [...element.textContent.matchAll(pattern)].map((one) => [one.index + one[1].length, one.index + one[0].length]);
  const marks = found.map(() => []);
  if (!found.length) return marks;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let end = 0; walker.nextNode(); ) nodes.push([walker.currentNode, end, (end += walker.currentNode.length)]);
  for (const [node, start, end] of nodes)
    for (let n = found.length - 1; n >= 0; n--) {
      const [from, to] = [Math.max(start, found[n][0]) - start, Math.min(end, found[n][1]) - start];
      if (from >= to) continue;
      const piece = node.splitText(from);
      piece.splitText(to - from);
      const mark = make("mark");
      piece.replaceWith(mark);
      mark.append(piece);
      marks[n].push(mark);
    }
  return marks.filter((pieces) => pieces.length);
}

// ---- Words that are selected

/** The words selected in the transcript, with the address of the passages they lie in; null without any. */
function selectedIn(transcript, words) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const touched = [...transcript.querySelectorAll(".passage-text")].filter((text) => range.intersectsNode(text));
  const pieces = touched.map((text) => [text, within(text, range)]).filter(([, said]) => said);
  if (!pieces.length) return null;
  const { lang } = pieces[0][0].closest("[lang]");
  const quoted = pieces.filter(([text]) => text.closest("[lang]").lang === lang);
  const [first, last] = [quoted[0], quoted.at(-1)].map(([text]) => text.closest(".passage"));
  const listed = (pairs) => Object.fromEntries(pairs.trim().split(/\s+/).map((one) => one.split(":")));
  const stretch = stretchOf(first, last, listed(words.moments));
  const version = listed(words.versions)[lang];
  const page = `${words.address}passage/${stretch}/`;
  const query = `?transcript=${lang}${version ? `&v=${version}` : ""}`;
  return { text: quoted.map(([, said]) => said).join("\n"), after: last, page, query, lasting: page + query };
}

function within(element, range) {
  const part = document.createRange();
  part.selectNodeContents(element);
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0) part.setStart(range.startContainer, range.startOffset);
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0) part.setEnd(range.endContainer, range.endOffset);
  return part.toString().trim();
}

/** As the archive writes a stretch in an address: whole seconds, or positions where there are no times. */
function stretchOf(first, last, moments) {
  if (!first.dataset.start) return `p${moments[first.id]}-p${moments[last.id]}`;
  const begin = Math.floor(first.dataset.start / 1000);
  return `${begin}-${Math.max(Math.floor(last.dataset.end / 1000), begin + 1)}`;
}

/** A citation as the archive writes it, with the words in it, in each format. */
const WITH_WORDS = {
  txt: (citation, text, words) => `${fill(words.quoted, { words: text })}\n${citation}`,
  bib: (citation, text) => citation.replace(/\n}\n$/, () => `,\n  annote = {${text.replace(/\s+/g, " ").replace(/[\\{}~^]/g, " ").replace(/[#$%&_]/g, "\\$&")}}\n}\n`),
  ris: (citation, text) => citation.replace("ER  - ", () => `N1  - ${text.replace(/\s+/g, " ")}\r\nER  - `),
  "csl.json": (citation, text) => JSON.stringify(JSON.parse(citation).map((item) => ({ ...item, note: text })), null, 1),
};

/** Beside words that are selected: copy a link or a quotation, open them as a passage. Nothing is kept. */
function quoteSelected(bar, transcript) {
  const words = bar.dataset;
  const [field, format] = choice(words.format, [["txt", words.plain], ["bib", "BibTeX"], ["ris", "RIS"], ["csl.json", "CSL-JSON"]]);
  const neutral = make("input", { type: "checkbox" });
  const open = make("a", { className: "button-quiet button-small" }, words.open);
  const absolute = (path) => new URL(path, location.href).href;
  let quote = null;
  let waiting = 0;
  let held = false; // a tap on the bar may take the selection away, but not what it was about
  attributes(bar, { role: "group", "aria-label": words.label });
  bar.append(
    button(words.link, () => give(absolute(addressToGive()))),
    button(words.quote, async () => give(await cited(format.value))),
    field,
    open,
    make("label", { className: "check" }, neutral, words.neutral),
  );

  neutral.addEventListener("change", () => (open.href = addressToGive()));

  function addressToGive() {
    return quote.lasting + (neutral.checked ? "&title=none" : "");
  }

  async function cited(kind) {
    try {
      const answer = await fetch(`${quote.page}citation.${kind}${quote.query}`, SAFELY);
      // Where the archive was told its own name, the citation has it before the path already.
      const before = /[^\s{"]/;
      const citation = (await answer.text()).replaceAll(quote.lasting, (path, at, all) => (before.test(all[at - 1]) ? path : absolute(path)));
      if (answer.ok) return WITH_WORDS[kind](citation, quote.text, words);
    } catch {
      // no network: the words and where they stand are here already
    }
    return WITH_WORDS.txt(absolute(quote.lasting), quote.text, words);
  }

  async function give(text) {
    say((await copied(text, bar)) ? words.copied : words.byHand);
    bar.dataset.said = document.querySelector("#said").textContent;
  }

  function show() {
    const found = selectedIn(transcript, words);
    if (!found && (held || bar.contains(document.activeElement))) return;
    bar.hidden = !found;
    if (!found || (found.text === quote?.text && found.lasting === quote.lasting)) return;
    quote = found;
    open.href = addressToGive();
    delete bar.dataset.said;
    bar.querySelector("textarea")?.remove();
    quote.after.after(bar);
    const below = getSelection().getRangeAt(0).getBoundingClientRect().bottom;
    bar.style.top = `${below + 8 - (bar.offsetParent ?? document.body).getBoundingClientRect().top}px`;
    say(words.label);
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, WAIT_MS);
  });
  addEventListener("pointerdown", (event) => {
    held = bar.contains(event.target);
    if (!held && getSelection().isCollapsed) bar.hidden = true;
  });
  addEventListener("keydown", (event) => {
    if (bar.hidden || event.shiftKey) return;
    if (event.key === "Escape") {
      getSelection().removeAllRanges();
      bar.hidden = true;
    } else if (event.key === "Tab" && !document.activeElement.matches(CONTROLS)) {
      event.preventDefault(); // from the words to what can be done with them
      bar.querySelector("button").focus();
    }
  });
}

function offerToCopy(box) {
  const words = "alone" in box.dataset ? "" : box.querySelector("p").textContent.trim();
  box.append(button(box.dataset.copy, async (copy) => {
    const address = new URL(box.dataset.address ?? location.href, location.href);
    if (await copied(`${words} ${address}`.trim(), box)) copy.textContent = box.dataset.copied;
  }));
}

// ---- What needs the whole page

function begin() {
  for (const input of document.querySelectorAll("input[data-suggest]")) offerFor(input);
  for (const box of document.querySelectorAll(".citation[data-copy]")) offerToCopy(box);
  const player = document.querySelector(".player");
  if (!player) return;
  const sound = recording();
  openAtFragment(sound);
  if (sound) {
    followTranscript(sound, player.dataset);
    listenToKeys(sound, dock(sound, player));
  }
  const transcript = document.querySelector("[data-transcript]");
  const form = document.querySelector("form.search-inside");
  const selected = document.querySelector(".selected");
  if (selected && form) findInside(form, transcript, selected.dataset);
  if (selected) quoteSelected(selected, transcript);
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
