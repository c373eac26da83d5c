// A table sorted by a column follows the prices, at most every 5 s, and never under a pointer or the focus.

const PAUSE = 5000; // milliseconds

export class Sorting {
  #valueOf;
  #last = 0;
  #under = null; // what the pointer is over; a finger is over nothing once it is lifted, where :hover would stay

  // `valueOf(row, field)` is what a row sorts by, null where nothing is known.
  constructor(valueOf) {
    this.#valueOf = valueOf;
    document.addEventListener("pointerover", ({ target, pointerType }) => {
      this.#under = pointerType === "touch" ? null : target;
    });
    document.documentElement.addEventListener("pointerleave", () => (this.#under = null));
  }

  // `now` in milliseconds, of any clock that goes on evenly.
  tick(now) {
    const table = document.querySelector("table.quotes[data-sort]:not([data-sort=''])");
    const rows = table?.tBodies[0];
    if (!rows || now - this.#last < PAUSE) return;
    if (rows.contains(this.#under) || rows.contains(document.activeElement)) return;
    this.#last = now;
    const key = table.dataset.sort.replace(/^-/, "");
    const valued = [...rows.rows].map((row) => ({
      row,
      place: Number(row.dataset.place),
      value: this.#value(row, key, table.dataset.sortField),
    }));
    if (valued.every(({ value }) => value === null)) return;
    place(rows, inOrder(valued, table.dataset.sort.startsWith("-")).map(({ row }) => row));
  }

  #value(row, key, field) {
    if (key === "symbol") return row.dataset.symbol;
    if (key === "name") return row.querySelector(".name")?.textContent.toLowerCase() || null;
    if (field) return this.#valueOf(row, field);
    const value = row.querySelector(`td.${key}`)?.dataset.value;
    return value === undefined ? null : Number(value);
  }
}

// As live/arrangement.py puts them: the unknown last either way, equals in the visitor's own order.
export function inOrder(valued, falling) {
  const way = falling ? -1 : 1;
  return [...valued].sort((a, b) => {
    if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
    if (a.value === b.value || a.value === null) return a.place - b.place;
    return a.value < b.value ? -way : way;
  });
}

// Moves only what is out of its place.
function place(rows, order) {
  order.forEach((row, index) => {
    if (rows.rows[index] !== row) rows.insertBefore(row, rows.rows[index]);
  });
}
