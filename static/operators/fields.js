// One box that ticks all fields of an export, and none.
const all = document.querySelector("[data-all-fields]");
all?.addEventListener("change", () => {
  for (const box of document.querySelectorAll('.selectable-field-export-row input[type="checkbox"]')) {
    box.checked = all.checked;
  }
});
