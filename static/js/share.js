// The address of a list, copied; where the browser does not let a page copy, shown to be copied by hand.

export function share() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-share]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const told = link.parentElement.querySelector("[data-shared]");
    told.hidden = false;
    try {
      await navigator.clipboard.writeText(link.href);
      told.textContent = "Address copied";
    } catch {
      told.replaceChildren(field(link.href));
      told.firstChild.select();
    }
  });
}

function field(address) {
  const input = document.createElement("input");
  input.className = "field";
  input.readOnly = true;
  input.value = address;
  input.setAttribute("aria-label", "Address of this list");
  return input;
}
