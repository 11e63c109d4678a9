// The coding page works without this file, by plain forms; here words are selected, and a number, two letters or a click
// code them.
// Nothing is kept in the browser: what was done stands in the archive, and the way back of the last act in this page.

const rows = document.getElementById("code-rows");
if (rows) start();

function start() {
  const picker = document.getElementById("code-picker");
  const input = document.getElementById("code-theme");
  const list = document.getElementById("code-themes");
  const meaning = document.getElementById("code-meaning");
  const editor = document.getElementById("code-editor");
  const said = document.getElementById("code-said");
  const undoButton = document.getElementById("code-undo");
  const dock = document.getElementById("code-dock");
  const palette = document.getElementById("code-palette");
  const keys = document.getElementById("code-keys");
  const all = [...rows.querySelectorAll(".code-row")];
  const themes = [...list.children];

  let current = -1; // the row that the arrows have come to
  let from = -1; // where a selection of several rows began
  let head = null; // the word that the arrows have come to: { row, word }
  let anchor = null; // the word where they began with Shift
  let chosen = null; // what the picker codes: { first, begin, last, end }
  let undo = "";
  let waiting = Promise.resolve(); // one act after the other, however quick the fingers are
  let active = 0;

  rows.classList.add("code-live");
  keys.hidden = false;
  for (const link of rows.querySelectorAll(".code-plain")) link.tabIndex = -1;
  if (all.length) all[0].tabIndex = 0;

  // Words

  const textOf = (row) => row.querySelector(".code-text");
  const wordsOf = (row) => [...textOf(row).textContent.matchAll(/\S+/g)].map((word) => [word.index, word.index + word[0].length]);

  /** Letters as the archive counts them: a sign outside the first plane is one, not two. */
  const letters = (text, place) => [...text.slice(0, place)].length;

  function selection() {
    const found = getSelection();
    if (!found.rangeCount || found.isCollapsed) return null;
    const range = found.getRangeAt(0);
    const touched = all.filter((row) => range.intersectsNode(textOf(row)));
    if (!touched.length || !rows.contains(range.commonAncestorContainer)) return null;
    const [first, last] = [touched[0], touched.at(-1)];
    const begin = within(textOf(first), range.startContainer, range.startOffset, 0);
    const end = within(textOf(last), range.endContainer, range.endOffset, textOf(last).textContent.length);
    const picked = textOf(first).textContent.slice(begin, first === last ? end : undefined);
    if (first === last && !picked.trim()) return null;
    return stretch(first, begin, last, end);
  }

  function within(text, node, offset, otherwise) {
    return node === text.firstChild ? offset : otherwise;
  }

  function stretch(first, begin, last, end) {
    return {
      first: first.dataset.position,
      last: last.dataset.position,
      begin: letters(textOf(first).textContent, begin),
      end: letters(textOf(last).textContent, end),
    };
  }

  function wholeRows() {
    const several = all.filter((row) => row.classList.contains("row-chosen"));
    const some = several.length ? several : all.slice(Math.max(current, 0), Math.max(current, 0) + 1);
    return stretch(some[0], 0, some.at(-1), textOf(some.at(-1)).textContent.length);
  }

  // Moving by keys

  function go(to, extend) {
    const next = Math.min(Math.max(to, 0), all.length - 1);
    if (extend && from < 0) from = Math.max(current, 0);
    if (!extend) from = -1;
    if (current >= 0) all[current].tabIndex = -1;
    else all[0].tabIndex = -1;
    current = next;
    head = anchor = null;
    all[current].tabIndex = 0;
    all[current].focus();
    all[current].scrollIntoView({ block: "nearest" });
    getSelection().removeAllRanges();
    markRows();
  }

  function markRows() {
    const [low, high] = from < 0 ? [1, 0] : [Math.min(from, current), Math.max(from, current)];
    all.forEach((row, n) => row.classList.toggle("row-chosen", n >= low && n <= high));
  }

  function goWord(step, extend) {
    if (current < 0) go(0, false);
    from = -1;
    markRows();
    const before = head;
    if (head && !extend && (anchor.row !== head.row || anchor.word !== head.word)) {
      head = before_(anchor, head) === step > 0 ? head : anchor; // of several words the first, or the last
    } else if (!head) head = { row: current, word: step > 0 ? 0 : wordsOf(all[current]).length - 1 };
    else head = nextWord(head, step);
    if (!extend || !before) anchor = head;
    markWords();
  }

  function markWords() {
    if (head.row !== current) {
      all[current].tabIndex = -1;
      current = head.row;
      all[current].tabIndex = 0;
      all[current].focus();
    }
    const ordered = before_(anchor, head) ? [anchor, head] : [head, anchor];
    const [first, last] = ordered.map((place) => ({ text: textOf(all[place.row]).firstChild, word: wordsOf(all[place.row])[place.word] }));
    getSelection().setBaseAndExtent(first.text, first.word[0], last.text, last.word[1]);
  }

  const before_ = (one, other) => one.row < other.row || (one.row === other.row && one.word <= other.word);

  function nextWord(place, step) {
    const word = place.word + step;
    if (word >= 0 && word < wordsOf(all[place.row]).length) return { row: place.row, word };
    const row = place.row + step;
    if (row < 0 || row >= all.length) return place;
    return { row, word: step > 0 ? 0 : wordsOf(all[row]).length - 1 };
  }

  /** The words at which the sentences of a row begin. */
  function sentencesOf(row) {
    const words = wordsOf(row);
    const text = textOf(row).textContent;
    return words.flatMap(([start], n) => (!n || (/[.!?…]["»”’)\]]*$/.test(text.slice(0, start).trimEnd()) && /[^\p{Ll}]/u.test(text[start])) ? [n] : []));
  }

  function endOfSentence(place) {
    const next = sentencesOf(all[place.row]).find((word) => word > place.word);
    return { row: place.row, word: (next ?? wordsOf(all[place.row]).length) - 1 };
  }

  /** Select the first sentence of the passage, then the next or the one before; with Shift, one more. */
  function goSentence(step, extend) {
    if (current < 0) go(0, false);
    from = -1;
    markRows();
    const sentences = sentencesOf(all[current]);
    const here = head ? sentences.findLast((word) => word <= (step > 0 ? head : anchor).word) : null;
    const next = here === null ? sentences.at(step > 0 ? 0 : -1) : sentences[sentences.indexOf(here) + step];
    if (next === undefined) return;
    const begins = { row: current, word: next };
    if (extend && head) {
      if (step > 0) head = endOfSentence(begins);
      else anchor = begins;
    } else {
      anchor = begins;
      head = endOfSentence(begins);
    }
    markWords();
  }

  function toEndOfSentence() {
    head = endOfSentence(head);
    markWords();
  }

  rows.addEventListener("focusin", (event) => {
    const row = event.target.closest(".code-row");
    if (!row) return;
    const at = all.indexOf(row);
    if (at !== current) {
      if (current >= 0) all[current].tabIndex = -1;
      current = at;
      row.tabIndex = 0;
      head = anchor = null;
      from = -1;
      markRows();
    }
  });

  // The page's keys hold only while a passage has the focus, so they meet no key of a browser or a screen reader's.
  rows.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains("code-row")) return;
    const command = event.ctrlKey || event.metaKey;
    const across = event.key === "ArrowRight" || event.key === "ArrowLeft";
    if (event.altKey || (command && event.code !== "KeyZ" && !across)) return;
    const number = command || event.shiftKey ? null : /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (goesOn(event)) { event.preventDefault(); return; }
    if (event.key === "ArrowDown") go(current + 1, event.shiftKey);
    else if (event.key === "ArrowUp") go(current - 1, event.shiftKey);
    else if (across && command) goSentence(event.key === "ArrowRight" ? 1 : -1, event.shiftKey);
    else if (across) goWord(event.key === "ArrowRight" ? 1 : -1, event.shiftKey);
    else if (event.key === "End" && event.shiftKey && head) toEndOfSentence();
    else if (event.key === "Escape") { getSelection().removeAllRanges(); head = anchor = null; from = -1; markRows(); }
    else if (number && slots[number[1] - 1]) codeWith(slots[number[1] - 1]);
    else if (event.key === "Enter" || (event.code === "KeyC" && !command)) openPicker();
    else if (event.key === " ") play();
    else if (!command && /^\p{L}$/u.test(event.key) && selection()) openPicker(event.key);
    else if (event.code === "KeyE") editHere();
    else if (event.code === "KeyU" || event.code === "KeyZ") takeBack();
    else if (event.code === "KeyP") play();
    else if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) keys.open = !keys.open;
    else return;
    event.preventDefault();
  });

  function play() {
    const running = [...document.querySelectorAll(".desk-player")].find((player) => !player.paused);
    if (running) running.pause();
    else all[current].querySelector("a.play")?.click();
  }

  // As soon as words are selected, the themes come up: those with numbers first, then the codebook.

  let pressed = false; // while the mouse selects, nothing comes up under it
  let trail = null; // what may still be typed of a theme that two letters have picked

  function showDock() {
    dock.hidden = pressed || !selection();
    if (dock.hidden) return;
    dock.classList.toggle("dock-few", Boolean(head)); // whoever selects by keys needs the numbers alone
    const words = getSelection().getRangeAt(0).getBoundingClientRect();
    dock.classList.toggle("dock-above", words.bottom > innerHeight - dock.offsetHeight - 16);
  }

  document.addEventListener("selectionchange", showDock);
  document.addEventListener("pointerdown", (event) => {
    trail = null;
    pressed = event.pointerType === "mouse" && rows.contains(event.target);
  });
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => {
    if (!pressed) return;
    pressed = false;
    showDock();
    if (!dock.hidden && !rows.contains(document.activeElement)) all[Math.max(current, 0)].focus({ preventScroll: true });
  });
  dock.addEventListener("pointerdown", (event) => event.preventDefault());
  document.querySelector("#code-selected button").addEventListener("click", () => openPicker());
  palette.addEventListener("click", (event) => {
    const chip = event.target.closest("button");
    if (chip) codeWith(themes.find((option) => option.dataset.code === chip.dataset.code));
  });

  // Themes used lately have the numbers 1 to 9. A theme keeps its number until others push it out.
  const slots = [...themes].sort((one, other) => rank(one) - rank(other)).slice(0, 9).sort((one, other) => one.dataset.order - other.dataset.order);
  const lastUsed = new Map(slots.map((option) => [option, -rank(option)]));

  function rank(option) {
    return Number(option.dataset.recent) || 100 + 1000 * Number(option.dataset.question) + Number(option.dataset.order);
  }

  function number() {
    const inOrder = [...themes].sort((one, other) => one.dataset.order - other.dataset.order);
    const rest = inOrder.filter((option) => !slots.includes(option));
    palette.replaceChildren(...[...slots, ...rest].map(chipOf));
    for (const option of themes) option.querySelector("kbd").textContent = slots.includes(option) ? slots.indexOf(option) + 1 : "";
  }

  function chipOf(option) {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = `code-chip ${/tone-\d/.exec(option.querySelector(".code-option").className)[0]}`;
    chip.dataset.code = option.dataset.code;
    chip.textContent = option.dataset.label;
    chip.title = option.querySelector(".code-definition").textContent;
    const slot = slots.indexOf(option);
    if (slot >= 0) chip.prepend(Object.assign(document.createElement("kbd"), { textContent: slot + 1 }), " ");
    return chip;
  }

  function keepNumber(option) {
    if (!slots.includes(option)) {
      const oldest = [...slots].sort((one, other) => lastUsed.get(one) - lastUsed.get(other))[0];
      slots[slots.indexOf(oldest)] = option;
    }
    lastUsed.set(option, picked.length);
    number();
  }

  function codeWith(option) {
    chosen = selection() ?? (current >= 0 ? wholeRows() : null);
    if (chosen && option) pick(option);
  }

  rows.addEventListener("click", (event) => {
    const plain = event.target.closest(".code-plain");
    const label = event.target.closest("[data-coding]");
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (plain) {
      event.preventDefault();
      getSelection().removeAllRanges();
      go(all.indexOf(plain.closest(".code-row")), false);
      openPicker();
    } else if (label) {
      event.preventDefault();
      edit(label.href);
    }
  });
  document.getElementById("code-checklist").addEventListener("click", (event) => {
    const chip = event.target.closest("[data-coding]");
    if (!chip || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    edit(chip.href);
  });

  // The picker

  function openPicker(typed = "") {
    chosen = selection() ?? (current >= 0 ? wholeRows() : null);
    if (!chosen) return;
    input.value = typed;
    filter();
    picker.showModal();
    input.focus();
  }

  const plainly = (text) => text.toLocaleLowerCase().replaceAll("ё", "е").replaceAll("’", "'");

  const picked = []; // codes of themes picked since the page was opened, the last one last

  /**
   * How well a theme fits what was typed, 0 not at all: its whole code; the beginning of its name; the first letters of
   * the words of its name ("io" of "Ideology officer"); the beginning of its code; that of a later word.
   */
  function fits(option, typed) {
    if (!typed) return 1;
    const code = option.dataset.code;
    if (code === typed) return 6;
    const names = plainly(option.dataset.words).split(" | ");
    if (plainly(option.dataset.label).startsWith(typed)) return 5.5; // the name that stands in the list
    if (names.some((name) => name.startsWith(typed))) return 5;
    const words = names.map((name) => name.split(/[\s(«"-]+/).filter(Boolean));
    if (words.some((parts) => parts.map((word) => word[0]).join("").startsWith(typed))) return 4;
    if (code.slice(code.indexOf("-") + 1).startsWith(typed)) return 3;
    return words.some((parts) => parts.some((word) => word.startsWith(typed))) ? 2 : 0;
  }

  /** Themes that fit best come first; of equals those picked lately, then the order of the codebook. */
  function filter() {
    const typed = plainly(input.value.trim());
    const late = (option) => picked.length - 1 - picked.lastIndexOf(option.dataset.code);
    const order = themes.map((option, n) => [fits(option, typed), late(option), n, option]).filter(([fit]) => fit);
    order.sort((one, other) => other[0] - one[0] || (typed ? one[1] - other[1] : 0) || one[2] - other[2]);
    list.replaceChildren(...order.map((one) => one[3]));
    mark(0);
    return order.length;
  }

  // Two letters that leave one theme code with it. Whoever types on, or presses Enter, as if a list still stood there, does no more.
  input.addEventListener("input", (event) => {
    const left = filter();
    const typed = plainly(input.value.trim());
    if (left !== 1 || typed.length < 2 || event.isComposing || event.inputType !== "insertText") return;
    const option = list.children[0];
    trail = { typed, names: plainly(option.dataset.words).split(" | "), until: Date.now() + 1500 };
    pick(option);
  });

  function goesOn(event) {
    const known = trail;
    trail = null;
    if (!known || event.ctrlKey || event.metaKey || Date.now() > known.until) return false;
    if (event.key === "Enter") return true;
    const typed = known.typed + plainly(event.key);
    if (event.key.length !== 1 || !known.names.some((name) => name.includes(typed))) return false;
    trail = { ...known, typed, until: Date.now() + 1500 };
    return true;
  }

  function mark(at) {
    const shown = [...list.children];
    active = shown.length ? (at + shown.length) % shown.length : -1;
    shown.forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    const option = shown[active];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    meaning.textContent = option ? option.querySelector(".code-definition").textContent : meaning.dataset.none;
    option?.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const slot = input.value ? undefined : slots[Number(event.key) - 1];
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (slot && !themes.some((option) => fits(option, event.key))) pick(slot);
    else if (event.key === "Enter" && list.children[active]) pick(list.children[active]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && [...list.children].indexOf(option) !== active) mark([...list.children].indexOf(option));
  });

  async function pick(option) {
    const wanted = chosen;
    picked.push(option.dataset.code);
    picker.close();
    getSelection().removeAllRanges();
    head = anchor = null;
    from = -1;
    markRows();
    back();
    themes.splice(themes.indexOf(option), 1);
    themes.unshift(option);
    keepNumber(option);
    await send(rows.dataset.code, { ...wanted, theme: option.dataset.code });
  }

  function back() {
    all[Math.max(current, 0)]?.focus();
  }

  // Asking the archive

  function send(address, fields) {
    said.textContent = rows.dataset.saving;
    said.className = "small";
    waiting = waiting.then(() => ask(address, fields));
    return waiting;
  }

  async function ask(address, fields) {
    const body = new URLSearchParams(typeof fields === "function" ? fields() : fields);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    body.set("csrfmiddlewaretoken", token);
    body.set("transcript", rows.dataset.transcript);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      const kind = answer.headers.get("Content-Type") ?? "";
      if (kind.startsWith("text/html") && answer.status === 422) {
        show("", false);
        return await answer.text();
      }
      if (!kind.startsWith("application/json")) throw new Error(kind);
      const told = await answer.json();
      show(told.said, answer.ok);
      refresh(told.html);
      if (answer.ok) remember(told.undo);
      return answer.ok;
    } catch {
      show(rows.dataset.failed, false);
      return false;
    }
  }

  function show(text, ok) {
    said.textContent = text;
    said.className = ok ? "notice notice-ok" : "notice notice-error";
  }

  function remember(note) {
    undo = note;
    undoButton.hidden = !note;
  }

  function refresh(html) {
    const told = new DOMParser().parseFromString(html, "text/html");
    const beside = new Map([...told.querySelectorAll("[data-position]")].map((one) => [one.dataset.position, one]));
    for (const row of all) {
      const now = beside.get(row.dataset.position);
      for (const name of ["code-bars", "code-labels"]) {
        const place = row.querySelector(`.${name}`);
        const fresh = now?.querySelector(`.${name}`);
        if (fresh ? fresh.innerHTML !== place.innerHTML : place.childElementCount) {
          place.replaceChildren(...(fresh ? fresh.childNodes : []));
        }
      }
    }
    const checklist = document.getElementById("code-checklist");
    const wasOpen = checklist.querySelector("details")?.open;
    checklist.replaceChildren(...told.getElementById("code-checklist").childNodes);
    if (wasOpen) checklist.querySelector("details").open = true;
    underline();
  }

  async function takeBack() {
    await waiting;
    if (undo && (await send(rows.dataset.undo, { undo }))) remember("");
  }
  undoButton.addEventListener("click", async () => {
    await takeBack();
    back();
  });

  // Changing a coding

  function editHere() {
    const here = [...all[current].querySelectorAll(".code-bar")];
    if (!here.length) return;
    const last = here.findIndex((bar) => bar.dataset.coding === editHere.last && editHere.row === current);
    const bar = here[(last + 1) % here.length];
    editHere.last = bar.dataset.coding;
    editHere.row = current;
    edit(bar.href);
  }

  async function edit(address) {
    try {
      const answer = await fetch(address, { redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      fill(await answer.text());
      editor.showModal();
    } catch {
      location.assign(address);
    }
  }

  function fill(html) {
    const form = new DOMParser().parseFromString(html, "text/html").querySelector("[data-editor]");
    editor.replaceChildren(document.importNode(form, true));
    editor.querySelector(".field-bad input, .field-bad select, .field-bad textarea")?.focus();
  }

  const isChanged = (form) => [...form.elements].some((one) => (one.options ? [...one.options].some((option) => option.selected !== option.defaultSelected) : "defaultValue" in one && one.value !== one.defaultValue));

  editor.addEventListener("submit", async (event) => {
    event.preventDefault();
    const main = editor.querySelector("[data-coding-form]");
    // Whoever wrote a sentence and then accepts means both.
    const accepts = event.submitter?.name === "status" && event.submitter.value === "accepted" && isChanged(main);
    const form = accepts ? main : event.target;
    const fields = new FormData(form);
    if (accepts) fields.set("accept", "1");
    else if (event.submitter?.name) fields.set(event.submitter.name, event.submitter.value);
    const done = await send(form.action, fields);
    if (typeof done === "string") fill(done);
    else if (done) editor.close();
  });
  editor.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    editor.close();
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form) return;
    event.preventDefault();
    editor.querySelector("[data-coding-form]").requestSubmit();
  });
  editor.addEventListener("close", back);
  picker.addEventListener("close", back);

  // The words of each coding are underlined, where the browser can do that without a change to the page.

  function underline() {
    if (!globalThis.Highlight) return;
    const marks = new Highlight();
    for (const row of all) {
      const text = textOf(row).firstChild;
      if (!text) continue;
      for (const bar of row.querySelectorAll(".code-bar")) marks.add(range(text, bar));
    }
    CSS.highlights.set("coded", marks);
  }

  function range(text, bar) {
    const found = new Range();
    const signs = [...text.data];
    const place = (n) => signs.slice(0, n).join("").length;
    found.setStart(text, place(Number(bar.dataset.first)));
    found.setEnd(text, Math.min(place(Number(bar.dataset.last)), text.data.length));
    return found;
  }

  function point(event) {
    if (!globalThis.Highlight) return;
    const bar = event.type === "pointerout" ? null : event.target.closest?.("[data-coding]");
    if (!bar) {
      CSS.highlights.delete("pointed");
      return;
    }
    const same = rows.querySelectorAll(`.code-bar[data-coding="${bar.dataset.coding}"]`);
    const marks = [...same].map((one) => range(textOf(one.closest(".code-row")).firstChild, one));
    CSS.highlights.set("pointed", new Highlight(...marks));
  }
  for (const kind of ["pointerover", "pointerout", "focusin"]) rows.addEventListener(kind, point);
  underline();
  number();
}
