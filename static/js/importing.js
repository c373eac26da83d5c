// Symbols pasted anywhere on the page, or a file dropped on it, are imported into the list that is shown.

const LARGEST = 100_000; // as the server's; a file beyond it is not sent at all

// `list.post(form, fields)` tells the server, `tell(words)` the visitor.
export function importing(list, tell) {
  if (!document.getElementById("import")) return;

  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const field = event.target.closest?.("input, textarea, select");
    // Into a field goes what was meant for it: one name into the search, but not a column of them.
    if (!text.trim() || (field && !(field.id === "search" && /\S\s*[\n\t,]\s*\S/.test(text)))) return;
    event.preventDefault();
    list.post("import", { text });
  });

  document.addEventListener("dragover", (event) => {
    if (brings(event.dataTransfer) && !event.target.closest?.("input, textarea")) event.preventDefault();
  });
  document.addEventListener("drop", async (event) => {
    if (!brings(event.dataTransfer) || event.target.closest?.("input, textarea")) return;
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (!file) list.post("import", { text: event.dataTransfer.getData("text/plain") });
    else if (file.size > LARGEST) tell("That file is too long to be a list of symbols.");
    else list.post("import", { file });
  });
}

const brings = (transfer) => transfer && ["Files", "text/plain"].some((type) => transfer.types.includes(type));
