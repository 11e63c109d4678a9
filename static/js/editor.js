// The transcript editor. The page is a list of forms and works without this file; with it, words are saved as they are
// typed, everything is done by keys beside the recording, and several people in one transcript see each other.
// Nothing of a testimony is kept in the browser's storage: what is not saved yet stays in the page, and leaving asks.

const root = document.getElementById("editor");
const $ = (selector, within = root) => within.querySelector(selector);
const $$ = (selector, within = root) => [...within.querySelectorAll(selector)];
const say = root.querySelector("[data-words]").dataset;
const PAUSE = 1500;
const HEARTBEAT = 10_000;
const PATIENCE = 30_000; // a connection that hangs counts as none; saving again does no harm
const TYPED = "input:not([type=checkbox]), textarea"; // fields where Ctrl+Z takes back what was typed
const passages = new Map();
let token = $("[name=csrfmiddlewaretoken]").value;
let trouble = ""; // "offline" or "signed-out" while saving waits
let savedAt = "";
let retry = 0;
let others = [];
let warned = null;
let inside = ""; // the passage that others are told we are in
let moved = 0;

class Lost extends Error {}
class SignedOut extends Error {}

// Words as the archive stores them: NFC, no space at the ends of lines, no empty lines.
const clean = (text) => text.normalize("NFC").split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// ---- passages -------------------------------------------------------------------------------------------------------

function adoptPassage(el) {
  const text = $("[name=text]", el);
  const known = { el, text, pk: el.dataset.pk, base: $("[name=base]", el).value, shown: text.value, busy: null, timer: 0, stuck: null, knows: {} };
  if (known.shown !== known.base && !$(".editor-theirs", el)) known.shown = known.base; // a form that failed: words to be saved
  passages.set(known.pk, known);
  el.classList.add("is-live");
  text.addEventListener("input", () => { grow(text); later(known); });
  el.addEventListener("input", (event) => { if (lastShape && event.target.matches(TYPED)) remember(null); show(); });
  el.addEventListener("focusout", (event) => { if (!el.contains(event.relatedTarget)) left(known); });
  el.addEventListener("focusin", () => { if (inside !== known.pk) { inside = known.pk; clearTimeout(moved); moved = setTimeout(beat, 800); } });
  for (const input of $$("[name=start], [name=end]", el)) input.addEventListener("change", () => saveTimes(known));
  $(".editor-name", el).addEventListener("focusout", (event) => { if (!event.currentTarget.contains(event.relatedTarget)) saveSpeaker(known); });
  $("form", el).addEventListener("submit", (event) => { event.preventDefault(); act(known, event.submitter?.value ?? "save"); });
  grow(text);
  return known;
}

function grow(text) {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

const isDirty = (one) => one.text.value !== one.shown;
const isRenamed = (one) => $("[name=speaker]", one.el).value.trim() !== $("[name=speaker_seen]", one.el).value;
const isMoved = (one) => ["start", "end"].some((name) => { const field = $(`[name=${name}]`, one.el); return field && field.value !== field.defaultValue; });
const waiting = () => [...passages.values()].filter((one) => isDirty(one) || one.busy || isRenamed(one) || isMoved(one) || one.todo);
const order = () => $$(".editor-passage").map((el) => passages.get(el.dataset.pk));
const at = (one, step) => order()[order().indexOf(one) + step];
const current = () => passages.get((document.activeElement?.closest?.(".editor-passage") ?? $(".is-playing") ?? $(".editor-passage:target") ?? $(".editor-passage")).dataset.pk);

function later(one) {
  clearTimeout(one.timer);
  one.timer = setTimeout(() => save(one), PAUSE);
  show();
}

function left(one) {
  clearTimeout(one.timer);
  save(one);
}

// Put other words into a textarea and leave the cursor at the same words, counted from the nearer end.
function put(one, words) {
  const { text } = one;
  const [start, length] = [text.selectionStart, text.value.length];
  const fromEnd = length - start < start;
  const had = document.activeElement === text;
  text.value = words;
  one.shown = words;
  if (had) {
    const place = Math.max(0, Math.min(words.length, fromEnd ? words.length - (length - start) : start));
    text.setSelectionRange(place, place);
  }
  grow(text);
}

function showKnown({ el, knows }, names) {
  for (const name of names) {
    const field = $(`[name=${name}]`, el);
    const now = knows[name] ?? field.defaultValue;
    field.defaultValue = now;
    if (field.value !== now) field.value = now;
  }
}

// Fields show what the archive has, also the one that has the focus. What is typed there stays, with what its typist had
// seen, so that leaving it doesn't silently undo what somebody else did meanwhile.
function settleFields({ el, knows }, fresh, seen, names, isTyped) {
  if (!$(`[name=${seen}]`, el)) return;
  for (const name of [seen, ...names]) knows[name] = $(`[name=${name}]`, fresh).value;
  if (!isTyped) showKnown({ el, knows }, [seen, ...names]);
}

// What the archive has now, told of a passage; words that somebody is typing stay, and are joined when they are saved.
function settle(one, fresh) {
  const { el } = one;
  for (const name of ["digest", "start", "end", "marks", "checked"]) {
    if (fresh.dataset[name] === undefined) delete el.dataset[name];
    else el.dataset[name] = fresh.dataset[name];
  }
  el.classList.toggle("is-checked", fresh.classList.contains("is-checked"));
  $("[name=next_opened_on]", el).value = $("[name=next_opened_on]", fresh).value;
  settleFields(one, fresh, "speaker_seen", ["speaker"], isRenamed(one));
  settleFields(one, fresh, "times_seen", ["start", "end"], isMoved(one));
  for (const part of [".passage-meta", ".editor-acts"]) {
    const [mine, theirs] = [$(part, el), $(part, fresh)];
    if (mine.outerHTML === theirs.outerHTML) continue;
    const focused = mine.contains(document.activeElement) ? document.activeElement : null;
    const again = focused && (focused.value ? `[value="${CSS.escape(focused.value)}"]` : focused.tagName);
    mine.replaceWith(theirs);
    if (focused) ($(again, theirs) ?? $("button", theirs))?.focus();
  }
  const words = $("[name=base]", fresh).value;
  if (isDirty(one)) return;
  if (clean(one.text.value) !== words) put(one, words);
  one.base = words;
}

function apply(state) {
  if (!state.order) return;
  const frame = new DOMParser();
  for (const [pk, html] of Object.entries(state.passages)) {
    const fresh = document.importNode($(".editor-passage", frame.parseFromString(html, "text/html")), true);
    const one = passages.get(pk);
    if (one) settle(one, fresh);
    else { $(".editor-passages").append(fresh); adoptPassage(fresh); }
  }
  for (const one of [...passages.values()]) if (state.order.length && !state.order.includes(Number(one.pk))) drop(one);
  let before = null;
  for (const pk of state.order) {
    const el = passages.get(String(pk))?.el;
    if (!el) continue;
    if (el.previousElementSibling !== before) (before ? before.after(el) : $(".editor-passages").prepend(el));
    before = el;
  }
  if (state.names) {
    $("#names").replaceChildren(...state.names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }
  $(".editor-progress progress").max = state.total;
  $(".editor-progress progress").value = state.checked;
  $("[data-progress]").textContent = fill($("[data-progress]").dataset.progress, state);
  $(".editor-done").hidden = !state.total || state.checked < state.total;
}

// A passage that is no more. Words in it that were not saved are kept in sight, to be copied.
function drop(one) {
  if (isDirty(one)) {
    const box = $(".editor-lost");
    const words = document.createElement("p");
    words.textContent = one.text.value;
    words.lang = one.text.lang;
    box.append(words);
    box.hidden = false;
  }
  clearTimeout(one.timer);
  passages.delete(one.pk);
  one.el.remove();
}

// ---- sending --------------------------------------------------------------------------------------------------------

async function send(address, fields, again = true) {
  const have = [...passages.values()].map((one) => `${one.pk}:${one.el.dataset.digest}`).join(",");
  const body = new URLSearchParams({ ...fields, have, csrfmiddlewaretoken: token });
  const headers = { Accept: "application/json" };
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  } catch { throw new Lost(); }
  if (answer.type === "opaqueredirect") throw new SignedOut();
  if (answer.status === 403 && again && (await renew())) return send(address, fields, false);
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Lost();
  return answer.json();
}

// After signing in again, in another tab, the page needs a new token.
async function renew() {
  let answer;
  try {
    answer = await fetch(root.dataset.now, { redirect: "manual" });
  } catch { throw new Lost(); }
  if (answer.type === "opaqueredirect") throw new SignedOut();
  if (!answer.ok) return false;
  token = (await answer.json()).token;
  for (const input of $$("[name=csrfmiddlewaretoken]", document)) input.value = token;
  return true;
}

// Do one act after the other, so that each begins from what the one before has left.
let line = Promise.resolve();
function inTurn(work) {
  const done = line.then(work);
  line = done.catch(() => {});
  return done;
}

async function request(one, fields) {
  try {
    const answer = await send(root.dataset.address, { segment: one.pk, ...fields });
    trouble = "";
    retry = 0;
    return answer;
  } catch (error) {
    if (!(error instanceof Lost) && !(error instanceof SignedOut)) throw error;
    trouble = error instanceof Lost ? "offline" : "signed-out";
    tryLater();
    return null;
  }
}

let retrying = 0;
function tryLater() {
  show();
  clearTimeout(retrying);
  retry = Math.min(retry + 1, 5);
  retrying = setTimeout(saveAll, 2000 * retry);
}

function saveAll() {
  const open = waiting();
  for (const one of open) {
    if (one.todo) check(one, one.todo);
    else save(one);
    if (one.unsent) saveSpeaker(one);
    if (one.unmoved) saveTimes(one);
  }
  if (!open.length && trouble) beat();
}

function save(one) {
  if (!isDirty(one) || one.busy || one.stuck === one.text.value || one.conflict) return one.busy ?? Promise.resolve(true);
  one.busy = inTurn(async () => {
    const words = one.text.value;
    show();
    const answer = await request(one, { act: "save", text: words, base: one.base });
    one.busy = null;
    if (!answer) { show(); return false; }
    if (answer.problem) { refuse(one, answer, words); return false; }
    taken(one, answer, words);
    return true;
  });
  return one.busy;
}

// The archive has the words; whatever was typed since is saved next.
function taken(one, answer, words) {
  problem(one, "");
  one.stuck = null;
  one.shown = one.base = words;
  apply(answer);
  if (!isDirty(one)) one.base = answer.words;
  noteSaved();
  if (isDirty(one)) later(one);
  show();
}

/** Save what is typed in a passage, in all of its fields; tell whether nothing is left to save. */
async function flush(one) {
  clearTimeout(one.timer);
  if (one.busy) await one.busy;
  await saveSpeaker(one);
  await saveTimes(one);
  if (isRenamed(one) || isMoved(one)) return false;
  return !isDirty(one) || ((await save(one)) && !isDirty(one));
}

function refuse(one, answer, words) {
  one.stuck = words;
  if (answer.problem === "gone") { apply({ ...answer, order: answer.order }); if (passages.has(one.pk)) drop(one); }
  else {
    problem(one, answer.said);
    if (answer.problem === "conflict") choose(one, answer.theirs);
    apply(answer);
  }
  show();
}

function problem(one, said) {
  const place = $(".editor-error", one.el);
  place.textContent = said;
  one.text.toggleAttribute("aria-invalid", Boolean(said));
  if (said) one.text.setAttribute("aria-describedby", place.id);
  else one.text.removeAttribute("aria-describedby");
  if (said) tell(said);
}

// Two people changed the same words: both are shown, and one is kept, as it is or made of both by hand.
function choose(one, theirs) {
  $(".editor-theirs", one.el)?.remove();
  const box = document.importNode($("#editor-choice", document).content.firstElementChild, true);
  $(".passage-text", box).textContent = theirs;
  $(".passage-text", box).lang = one.text.lang;
  one.conflict = theirs;
  const decide = (words) => {
    one.conflict = one.stuck = null;
    box.remove();
    problem(one, "");
    one.base = theirs;
    if (words === theirs) put(one, theirs);
    else { one.shown = theirs; save(one); }
    one.text.focus();
    show();
  };
  $("[data-choose=theirs]", box).addEventListener("click", () => decide(theirs));
  $("[data-choose=mine]", box).addEventListener("click", () => decide(one.text.value));
  one.text.before(box);
}

// ---- acts -----------------------------------------------------------------------------------------------------------

async function act(one, what) {
  if (what === "save") { await flush(one); return; }
  if (what === "split") { await split(one); return; }
  if (what === "join") { await join(one); return; }
  if (what === "check" || what === "uncheck") await check(one, what);
}

// Whoever is told that somebody else is in the passage may do it all the same, by doing it again.
function mayChange(one) {
  const who = others.find((other) => String(other.segment) === one.pk && !other.own);
  if (!who || warned === one.pk) { warned = null; return true; }
  warned = one.pk;
  problem(one, fill(say.inUse, { name: who.name }));
  return false;
}

async function structural(one, fields) {
  const answer = await inTurn(() => request(one, fields));
  if (!answer) { problem(one, say.notDone); return null; }
  if (answer.problem) { problem(one, answer.said); apply(answer); return null; }
  problem(one, "");
  apply(answer);
  noteSaved();
  show();
  tell(answer.done);
  return answer;
}

// The way back of the last split or join, as long as nothing was typed since.
let lastShape = null;

function remember(shape) {
  lastShape = shape;
  $("[data-act=undo]").hidden = !shape;
}

async function undoShape() {
  const was = lastShape;
  const one = was && passages.get(was.pk);
  remember(null);
  if (!one) return;
  if (was.name === "split") {
    if (at(one, 1)?.pk === was.second) await join(one);
  } else {
    // Somebody else may have changed the whole since: the remembered place would give words to the wrong speaker.
    const isAsJoined = (names) => names.every((name) => stateOf(one)[name] === was.whole[name]);
    if (!isAsJoined(["words", "speaker", "start", "end"])) { problem(one, say.changedSince); return; }
    const untouched = one.el.dataset.checked === was.whole.checked; // nobody has compared the whole since
    const answer = await structural(one, { act: "split", base: one.base, at: was.at });
    const second = answer?.new && passages.get(String(answer.new));
    if (second && !isAsJoined(["speaker"])) problem(one, say.changedSince);
    else if (second) {
      await restore(one, was.first, untouched);
      await restore(second, was.second, untouched);
      go(second, 0);
    }
  }
  remember(null);
}

/** What a join takes from a passage besides its place. */
function stateOf(one) {
  const [speaker, start, end] = ["speaker", "start", "end"].map((name) => $(`[name=${name}]`, one.el)?.value ?? "");
  return { speaker, start, end, words: one.base, checked: one.el.dataset.checked };
}

/**
 * Give a passage the speaker and the times back that it had before it was joined, and with `alsoCheck` who checked it.
 * Nobody can check for another: what somebody else had checked stays unchecked.
 */
async function restore(one, was, alsoCheck) {
  const [speaker, start, end, everywhere] = ["speaker", "start", "end", "everywhere"].map((name) => $(`[name=${name}]`, one.el));
  speaker.value = was.speaker;
  everywhere.checked = false;
  await saveSpeaker(one);
  if (start && was.start && (start.value !== was.start || end.value !== was.end)) {
    [start.value, end.value] = [was.start, was.end];
    await saveTimes(one);
  }
  if (!alsoCheck || one.base !== was.words || one.el.dataset.checked === was.checked) return;
  if (was.checked === root.dataset.me) await check(one, "check");
  else if ("checked" in one.el.dataset) await check(one, "uncheck");
}

async function split(one) {
  const before = one.text.value.slice(0, one.text.selectionStart);
  const whole = one.text.value;
  if (!mayChange(one) || !(await flush(one)) || one.text.value !== whole) return;
  const place = [...clean(before)].length;
  const answer = await structural(one, { act: "split", base: one.base, at: place });
  if (!answer?.new) return;
  go(passages.get(String(answer.new)), 0);
  remember({ name: "split", pk: one.pk, second: String(answer.new) });
}

async function join(one) {
  const next = at(one, 1);
  if (!mayChange(one) || !(await flush(one)) || (next && !(await flush(next)))) return;
  const place = one.base.length;
  const had = next && { first: stateOf(one), second: stateOf(next) };
  const whose = $("[name=joined_speaker]", one.el);
  if (whose && whose.selectedIndex === 0) { problem(one, say.whose); whose.focus(); return; }
  const fields = { act: "join", base: one.base, next_opened_on: $("[name=next_opened_on]", one.el).value };
  if (whose) fields.joined_speaker = whose.value;
  if (!(await structural(one, fields))) return;
  go(one, place);
  if (had) remember({ name: "join", pk: one.pk, at: [...one.base.slice(0, place)].length, whole: stateOf(one), ...had });
}

// Words that are not saved yet go along.
async function check(one, what) {
  clearTimeout(one.timer);
  if (one.busy) await one.busy;
  if (one.conflict || one.stuck === one.text.value) return;
  one.busy = inTurn(async () => {
    const words = one.text.value;
    const changed = isDirty(one);
    const answer = await request(one, { act: what, base: one.base, ...(changed ? { text: words } : {}) });
    one.busy = null;
    one.todo = answer ? null : what;
    if (!answer) return;
    if (answer.problem) { refuse(one, answer, changed ? words : null); return; }
    taken(one, answer, words);
  });
  show();
  await one.busy;
}

async function saveSpeaker(one) {
  const [name, seen, everywhere] = ["speaker", "speaker_seen", "everywhere"].map((field) => $(`[name=${field}]`, one.el));
  if (!isRenamed(one)) return;
  const sent = name.value;
  const fields = { act: "save", speaker: sent, speaker_seen: seen.value };
  if (everywhere.checked) fields.everywhere = "1";
  one.unsent = true;
  const done = await structural(one, fields);
  one.unsent = !done && Boolean(trouble);
  if (!one.unsent) everywhere.checked = false;
  if (done && name.value === sent) showKnown(one, ["speaker_seen", "speaker"]);
  else if (!one.unsent) showKnown(one, ["speaker_seen"]); // told that somebody changed it: saved again, it counts
  show();
}

async function saveTimes(one) {
  const [start, end, seen] = ["start", "end", "times_seen"].map((field) => $(`[name=${field}]`, one.el)?.value);
  if (!isMoved(one)) return null;
  one.unmoved = true;
  const done = await structural(one, { act: "save", start, end, times_seen: seen });
  one.unmoved = !done && Boolean(trouble);
  if (done) showKnown(one, ["times_seen", "start", "end"]);
  else if (!one.unmoved) showKnown(one, ["times_seen"]);
  show();
  return done;
}

async function moveBorder(one, edge) {
  const ms = now();
  const field = $(`[name=${edge}]`, one.el);
  if (ms === null || !field) return;
  field.value = (ms / 1000).toFixed(3);
  if (!(await saveTimes(one)) && !one.unmoved) showKnown(one, ["start", "end"]); // refused: nobody typed it
}

function go(one, caret = null) {
  if (!one) return;
  one.text.focus({ preventScroll: true });
  if (caret !== null) one.text.setSelectionRange(caret, caret);
  one.el.scrollIntoView({ block: "nearest" });
}

// ---- the recording --------------------------------------------------------------------------------------------------

const players = $$(".editor-player").map((box) => ({ media: $("audio, video", box), offset: Number(box.dataset.offset) }));
let playing = players[0] ?? null;
let loop = null;

const now = () => (playing ? Math.round(playing.offset + playing.media.currentTime * 1000) : null);
const spanOf = (one) => ("start" in one.el.dataset ? [Number(one.el.dataset.start), Number(one.el.dataset.end)] : null);

function playAt(ms, start = true) {
  const part = players.filter((one) => one.offset <= ms).at(-1) ?? players[0];
  if (!part) return;
  for (const other of players) if (other !== part) other.media.pause();
  playing = part;
  const { media } = part;
  const jump = () => { media.currentTime = Math.max(0, (ms - part.offset) / 1000); if (start) media.play().catch(() => {}); };
  if (media.readyState >= HTMLMediaElement.HAVE_METADATA) jump();
  else { media.addEventListener("loadedmetadata", jump, { once: true }); media.preload = "metadata"; media.load(); }
}

const playPause = () => { if (playing) (playing.media.paused ? playing.media.play().catch(() => {}) : playing.media.pause()); };
const back = (seconds) => { pointed = null; if (playing) playing.media.currentTime = Math.max(0, playing.media.currentTime - seconds); };
const playFrom = (one) => { const span = spanOf(one); if (span) playAt(span[0]); };

const playFromCursor = (one) => { if (spanOf(one)) playAt(heardAt(one, one.text.selectionStart)); };

// Where a letter is heard, and which letter is: by the times of the cues that a passage was joined from, within a cue by
// the letters. What is typed and not saved moves what stands behind it.

function cuesOf(one) {
  const [start, end] = spanOf(one);
  const marks = one.el.dataset.marks ? JSON.parse(one.el.dataset.marks) : [[0, start, end]];
  const signs = [...one.base];
  const place = (n) => signs.slice(0, n).join("").length;
  return marks.map(([offset, from, until], n) => ({ first: place(n ? offset : 0), last: n + 1 < marks.length ? place(marks[n + 1][0]) : one.base.length, from, until }));
}

// A place in the words as they are saved, for one in the words as they are typed, and the way back.
function shifted(place, from, to) {
  let same = 0;
  while (same < place && from[same] === to[same]) same += 1;
  return same === place ? place : Math.max(same, Math.min(to.length, to.length - (from.length - place)));
}

function heardAt(one, letter) {
  const place = shifted(letter, one.text.value, one.base);
  const cue = cuesOf(one).findLast(({ first }) => first <= place);
  return cue.from + (cue.until - cue.from) * Math.min(1, (place - cue.first) / Math.max(1, cue.last - cue.first));
}

function letterAt(one, ms) {
  const cues = cuesOf(one);
  const cue = cues.findLast(({ from }) => from <= ms) ?? cues[0];
  const share = Math.max(0, Math.min(1, (ms - cue.from) / Math.max(1, cue.until - cue.from)));
  return shifted(Math.round(cue.first + (cue.last - cue.first) * share), one.base, one.text.value);
}

const REACTION = 800; // from the middle of a word that sounds wrong to the key
let pointed = null; // what F7 has come to: { one, word }, where the recording stopped and where it goes on

// Whoever moves the recording after F7 wants to hear that place. By its time: the event of a seek may come after the key.
const isPointed = () => Boolean(pointed && playing?.media.paused && Math.abs(now() - pointed.stopped) < 300);

const wordsOf = (one) => [...one.text.value.matchAll(/[\p{L}\p{N}](?:\S*[\p{L}\p{N}])?/gu)].map((word) => [word.index, word.index + word[0].length]);

/** Stop, and select the word that was heard, to be typed over; pressed again, the one before it, or behind it. */
function toHeard(step) {
  if (!playing) return;
  const { media } = playing;
  if (isPointed() && document.activeElement === pointed.one.text) pointed = beside(pointed, step);
  else {
    const ms = now() - (media.paused ? 0 : REACTION * media.playbackRate);
    media.pause();
    const one = order().findLast((passage) => spanOf(passage) && spanOf(passage)[0] <= Math.max(ms, 0)) ?? order().find(spanOf);
    if (!one) return;
    const letter = letterAt(one, ms);
    pointed = { one, word: Math.max(0, wordsOf(one).findLastIndex(([start]) => start <= letter)) };
  }
  const word = wordsOf(pointed.one)[pointed.word];
  go(pointed.one);
  if (word) pointed.one.text.setSelectionRange(...word);
  pointed.stopped = now();
  pointed.from = word ? heardAt(pointed.one, word[0]) : pointed.stopped; // “[…]” has no word to go on from
}

function beside({ one, word }, step) {
  if (wordsOf(one)[word + step]) return { one, word: word + step };
  for (let other = at(one, step); other; other = at(other, step)) {
    const count = spanOf(other) ? wordsOf(other).length : 0;
    if (count) return { one: other, word: step > 0 ? 0 : count - 1 };
  }
  return { one, word };
}

// After a word was looked at, the recording goes on from it, not from where the hand had stopped it.
function goOn() {
  if (isPointed()) playAt(pointed.from);
  else playPause();
  pointed = null;
}

function setLoop(one) {
  loop = one && loop !== one && spanOf(one) ? one : null;
  $("[data-act=loop]").setAttribute("aria-pressed", String(Boolean(loop)));
  if (loop && (now() < spanOf(loop)[0] || now() >= spanOf(loop)[1])) playFrom(loop);
}

function speed(step) {
  const select = $("[data-act=speed]");
  const place = step === null ? [...select.options].findIndex((one) => one.value === "1") : select.selectedIndex + step;
  select.selectedIndex = Math.max(0, Math.min(select.options.length - 1, place));
  for (const one of players) one.media.playbackRate = one.media.defaultPlaybackRate = Number(select.value);
  tell(select.selectedOptions[0].textContent);
}

function heard() {
  const ms = now();
  if (loop && passages.has(loop.pk) && ms >= spanOf(loop)[1]) { playAt(spanOf(loop)[0]); return; }
  const here = order().findLast((one) => spanOf(one) && spanOf(one)[0] <= ms);
  for (const el of $$(".is-playing")) if (el !== here?.el) { el.classList.remove("is-playing"); el.removeAttribute("aria-current"); }
  if (!here || here.el.classList.contains("is-playing")) return;
  here.el.classList.add("is-playing");
  here.el.setAttribute("aria-current", "true");
  const typing = document.activeElement?.closest?.(".editor-passage");
  if ($("[data-act=follow]").checked && !typing) here.el.scrollIntoView({ block: "center" });
}

for (const one of players) {
  one.media.addEventListener("timeupdate", () => { if (one === playing) heard(); });
  one.media.addEventListener("play", () => {
    playing = one;
    pointed = null;
    for (const other of players) if (other !== one) other.media.pause();
  });
  one.media.addEventListener("ended", () => {
    const next = players[players.indexOf(one) + 1];
    if (next && !loop) playAt(next.offset);
  });
}
root.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-player]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  playFrom(passages.get(link.closest(".editor-passage").dataset.pk));
});

// ---- what is told ---------------------------------------------------------------------------------------------------

function tell(said) { $(".editor-said").textContent = said; }

function noteSaved() {
  savedAt = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function show() {
  const open = waiting().length;
  const state = $(".editor-saved");
  let said = savedAt ? fill(say.saved, { time: savedAt }) : say.ready;
  if (trouble) said = fill(trouble === "offline" ? say.offline : say.signedOut, { count: open });
  else if ([...passages.values()].some((one) => one.stuck !== null && isDirty(one))) said = fill(say.refused, { count: open });
  else if (open) said = fill(say.unsaved, { count: open });
  if (state.textContent !== said) state.textContent = said;
  state.classList.toggle("is-waiting", Boolean(trouble));
  $(".editor-sign-in").hidden = trouble !== "signed-out";
}

function showWho() {
  for (const el of $$(".editor-who")) el.remove();
  for (const other of others) {
    const one = passages.get(String(other.segment));
    if (!one) continue;
    const mark = document.createElement("span");
    mark.className = "badge badge-warn editor-who";
    mark.textContent = fill(other.own ? say.own : say.here, { name: other.name });
    $(".passage-meta", one.el).append(mark);
  }
  const names = [...new Set(others.map((other) => (other.own ? fill(say.ownWindow, other) : other.name)))];
  const line = $(".editor-others");
  const said = names.length ? fill(say.others, { names: names.join(", ") }) : "";
  if (line.textContent !== said) line.textContent = said;
}

async function beat() {
  inside = document.activeElement?.closest?.(".editor-passage")?.dataset.pk ?? "";
  try {
    const answer = await inTurn(() => send(root.dataset.now, { window: root.dataset.window, in: inside }));
    if (trouble) { trouble = ""; retry = 0; saveAll(); }
    others = answer.others ?? [];
    apply(answer);
    showWho();
  } catch (error) {
    if (!(error instanceof Lost) && !(error instanceof SignedOut)) throw error;
    trouble = error instanceof Lost ? "offline" : "signed-out";
    tryLater();
  }
  show();
}

// ---- keys -----------------------------------------------------------------------------------------------------------

const help = $("#editor-keys", document);
const KEYS = {
  Escape: goOn,
  F2: () => back(2),
  "Shift+F2": () => back(-2),
  F4: () => setLoop(current()),
  "Shift+F4": () => $("[data-act=follow]").click(),
  F7: () => toHeard(-1),
  "Shift+F7": () => toHeard(1),
  F8: () => { const one = current(); const next = at(one, 1); check(one, "check"); go(next, 0); }, // whoever checks doesn't wait for the answer
  "Shift+F8": () => check(current(), "uncheck"),
  F9: () => playFrom(current()),
  "Shift+F9": () => playFromCursor(current()),
  "Ctrl+Enter": () => split(current()),
  "Ctrl+Shift+Enter": () => join(current()),
  "Ctrl+z": undoShape,
  "Ctrl+s": () => { for (const one of passages.values()) flush(one); },
  "Alt+ArrowDown": () => go(document.activeElement.closest(".editor-passage") ? at(current(), 1) : current(), 0),
  "Alt+ArrowUp": () => go(document.activeElement.closest(".editor-passage") ? at(current(), -1) : current(), 0),
  "Alt+Minus": () => speed(-1),
  "Alt+Equal": () => speed(1),
  "Alt+Digit0": () => speed(null),
  "Alt+BracketLeft": () => moveBorder(current(), "start"),
  "Alt+BracketRight": () => moveBorder(current(), "end"),
  "Alt+Slash": () => help.showModal(),
};

function keyOf(event) {
  // By the letter on the key; where that is no Latin one, by the place where a Latin layout has it.
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : { KeyS: "s", KeyZ: "z" }[event.code];
  const name = event.altKey ? event.code : (letter ?? event.key);
  return [(event.ctrlKey || event.metaKey) && "Ctrl+", event.altKey && "Alt+", event.shiftKey && "Shift+", name].filter(Boolean).join("");
}

document.addEventListener("keydown", (event) => {
  if (help.open || event.isComposing) return;
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  const command = event.key === "?" && !typing ? () => help.showModal() : KEYS[keyOf(event)];
  if (!command || (command === KEYS["Ctrl+z"] && !lastShape)) return;
  if (event.key !== "Escape") event.preventDefault();
  command();
});

const BUTTONS = {
  play: goOn, back: () => back(2), loop: () => setLoop(current()), keys: () => help.showModal(), undo: undoShape,
};
for (const [name, command] of Object.entries(BUTTONS)) $(`[data-act=${name}]`)?.addEventListener("click", command);
$("[data-act=speed]").addEventListener("change", () => speed(0));

// ---- beginning and end ----------------------------------------------------------------------------------------------

for (const el of $$(".editor-passage")) adoptPassage(el);
for (const el of $$("[data-live]", document)) el.hidden = false;
$(".editor-player-keys").hidden = !players.length;
root.classList.add("is-live");
addEventListener("beforeunload", (event) => { if (waiting().length) event.preventDefault(); });
addEventListener("online", () => { retry = 0; saveAll(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); else beat(); });
addEventListener("pagehide", () => {
  const body = new URLSearchParams({ window: root.dataset.window, leave: "1", csrfmiddlewaretoken: token });
  navigator.sendBeacon(root.dataset.now, body);
});
setInterval(beat, HEARTBEAT);
show();
beat();
