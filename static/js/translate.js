// Ctrl and Enter save the passage that is being written. Without this script the button does.
for (const form of document.querySelectorAll("form[data-quick]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  });
}
document.querySelector("#next textarea")?.focus({ preventScroll: true });

// What was typed and not saved is not lost by a link that was pressed by mistake.
let typed = false;
addEventListener("input", () => { typed = true; });
addEventListener("submit", () => { typed = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
