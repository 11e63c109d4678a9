// Ctrl and Enter save the passage that is being written. Without this script the button does.
for (const form of document.querySelectorAll("form[data-quick]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  });
}
// The browser goes to the passage of the address only when the page has come, and takes the focus from everything else.
const goOn = () => {
  const next = document.querySelector("#next");
  next?.querySelector("textarea[aria-invalid], textarea")?.focus({ preventScroll: true });
  if (next?.querySelector("[aria-invalid]")) next.scrollIntoView(); // a passage that was refused has no address
};
if (document.readyState === "complete") goOn();
else addEventListener("load", () => setTimeout(goOn), { once: true });

// What was typed and not saved is not lost by a link that was pressed by mistake.
let typed = false;
addEventListener("input", () => { typed = true; });
addEventListener("submit", () => { typed = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
