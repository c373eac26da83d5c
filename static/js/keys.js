// Single keys for who uses no pointer: j and k walk through the rows, x removes one, u takes that back, ? tells of
// them. Never while somebody types, with another key held, or when they are switched off (WCAG 2.1.4).

export function free(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented;
  return !typing && !held && document.documentElement.dataset.keys !== "off";
}

// `list.post(form, fields)` tells the server.
export function keys(list) {
  const help = document.getElementById("keys-help");
  const acts = {
    "?": () => help?.togglePopover(),
    j: () => step(1),
    k: () => step(-1),
    x: () => remove(list),
    u: () => document.querySelector("[data-adopt=told] button")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(":popover-open");
    if (!acts[event.key] || !free(event) || (open && (event.key !== "?" || open !== help))) return;
    if (event.repeat && !["j", "k"].includes(event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });
}

const current = () => document.activeElement?.closest("tr[data-symbol]");

// The focus goes to the next row's symbol, which Enter opens; from elsewhere to the first row, or up to the last.
function step(by) {
  const rows = [...document.querySelectorAll("tr[data-symbol]")];
  const at = rows.indexOf(current());
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next]?.querySelector("a.symbol").focus();
}

function remove(list) {
  const row = current();
  if (row?.querySelector(".row-menu")) list.post("remove", { symbol: row.dataset.symbol });
}
