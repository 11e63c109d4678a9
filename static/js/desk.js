/* What JavaScript adds at the desk: dropping a file, and playing a passage in the player of the page. */
"use strict";

function prepare() {
  for (const zone of document.querySelectorAll(".dropzone")) makeDropzone(zone);
  for (const form of document.querySelectorAll("form[data-progress]")) showProgress(form);
}

function makeDropzone(zone) {
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
      const dropped = new DataTransfer();
      for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) dropped.items.add(file);
      input.files = dropped.files;
      input.focus();
    }
  });
}

// A form with files is sent with its progress shown. Whatever goes wrong, the form is sent as browsers do it.
function showProgress(form) {
  // Only what changes in a region that is there already is read aloud, and a disabled button would lose the focus.
  const button = form.querySelector("button");
  const line = document.createElement("p");
  const label = document.createElement("span");
  const bar = document.createElement("progress");
  line.className = "sending";
  label.setAttribute("role", "status");
  line.append(label);
  button.after(line);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    bar.setAttribute("aria-label", form.dataset.progress);
    label.textContent = form.dataset.progress;
    line.append(bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) { bar.max = sent.total; bar.value = sent.loaded; }
    });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); label.textContent = form.dataset.reading; });
    request.addEventListener("load", () => {
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = [200, 422].includes(request.status) && answer.querySelector("main");
      if (!main) { form.submit(); return; }
      document.title = answer.title;
      history.pushState(null, "", request.responseURL);
      shownPage = pageOf(location);
      document.querySelector("main").replaceWith(main);
      prepare();
      const told = main.querySelector("[role=alert], .messages") || main;
      told.tabIndex = -1;
      told.focus();
      scrollTo(0, 0);
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

prepare();
// Back to the form whose answer was put into its place; a link to a part of the same page comes here as well.
const pageOf = ({ pathname, search }) => pathname + search;
let shownPage = pageOf(location);
addEventListener("popstate", () => {
  if (pageOf(location) !== shownPage) location.reload();
});

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

// A button that ticks every box of its form.
for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll('input[type="checkbox"]')];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}

// The way back of the browser puts what was typed into a page that it loads anew, upon what somebody else may have written
// since. Such a form counts as opened on something else: saved, it shows both and passes over nothing.
const typedIn = new Set();
document.addEventListener("input", ({ target }) => typedIn.add(target.form));
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) return;
  for (const opened of document.querySelectorAll('input[type="hidden"][name$="opened_on"]')) {
    const fields = [...(opened.form?.querySelectorAll('textarea, input:not([type="hidden"], [type="checkbox"], [type="radio"])') ?? [])];
    if (!typedIn.has(opened.form) && fields.some((field) => field.value !== field.defaultValue)) opened.value = "brought-back";
  }
});
