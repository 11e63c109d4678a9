// The search box works without this file; here it offers names and words while somebody types.
// What is typed goes in the body of a request, never in an address, and nothing of it is kept.

const SHORTEST = 2;
const WAIT_MS = 150;

for (const input of document.querySelectorAll("input[data-suggest]")) offerFor(input);

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
