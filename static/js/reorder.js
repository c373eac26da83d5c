// The visitor's own order by hand: drag a row by its menu's button, or Alt and an arrow key while the focus is in it.

const SLACK = 6; // pixels that a hand trembles
const EDGE = 48; // pixels from the window's edge where dragging scrolls

// `list.post(form, fields)` tells the server.
export function reorder(list) {
  let drag = null; // { row, rows, y, before, moving }
  let dragged = false; // the click that ends a drag opens no menu

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".row-menu");
    const row = handle?.closest("tr[data-symbol]");
    if (!row || event.button !== 0 || row.closest("table").dataset.sort) return;
    drag = { row, rows: row.parentElement, y: event.clientY, before: [...row.parentElement.rows], moving: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moving && Math.abs(event.clientY - drag.y) < SLACK) return;
    drag.moving = true;
    drag.row.classList.add("dragged");
    follow(drag.row, event.clientY);
  });

  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));

  function end(kept) {
    const ended = drag;
    drag = null;
    if (!ended?.moving) return;
    ended.row.classList.remove("dragged");
    dragged = true;
    setTimeout(() => (dragged = false));
    if (!kept) ended.rows.append(...ended.before);
    else if (ended.before.some((row, index) => ended.rows.rows[index] !== row)) {
      list.post("order", { symbol: [...ended.rows.rows].map((row) => row.dataset.symbol) });
    }
  }
  addEventListener("click", (event) => dragged && event.preventDefault(), { capture: true });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end(false);
    const form = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = event.target.closest?.("tr[data-symbol]");
    if (!form || !event.altKey || !row?.querySelector(".row-menu") || row.closest("table").dataset.sort) return;
    event.preventDefault();
    list.post(form, { symbol: row.dataset.symbol });
  });
}

// Its neighbours move around it, so that it stays the pointer's own.
function follow(row, y) {
  const { previousElementSibling: above, nextElementSibling: below } = row;
  if (below && y > middle(below)) row.before(below);
  else if (above && y < middle(above)) row.after(above);
  if (y < EDGE) scrollBy(0, -EDGE / 4);
  else if (y > innerHeight - EDGE) scrollBy(0, EDGE / 4);
}

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
