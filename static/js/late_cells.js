// Cells of a list whose values were not known when it was opened, or its ticker picked. They come by watching, so the
// page is looked at again, at ever longer intervals, and they are put into their place. `td[data-late]` is such a cell.

import { fetchPage } from "./adopt.js";

const WAITS = [2, 3, 5, 8, 12, 20, 30, 45, 60, 120]; // seconds

export class LateCells {
  #changed;
  #known = new Set(); // symbols that were waited for already
  #looks = 0;
  #next = 0;
  #under = false;

  // `changed()` is called when other cells stand there.
  constructor(changed) {
    this.#changed = changed;
  }

  // To be called each second; `now` in milliseconds, of any clock that goes on evenly.
  tick(now) {
    const symbols = lacking().map(symbolOf);
    if (symbols.some((symbol) => !this.#known.has(symbol))) {
      this.#known = new Set([...this.#known, ...symbols]);
      this.#looks = 0;
      this.#next = now + WAITS[0] * 1000;
    }
    // What has not come by the last may not come today.
    if (!symbols.length || this.#under || now < this.#next || this.#looks === WAITS.length) return;
    this.#looks += 1;
    this.#next = now + WAITS[Math.min(this.#looks, WAITS.length - 1)] * 1000;
    this.#look();
  }

  async #look() {
    this.#under = true;
    try {
      const fresh = await fetchPage(location.href);
      const came = lacking().filter((cell) => this.#place(cell, fresh));
      if (came.length) this.#changed();
    } catch {
      // Away; the connection says so, and the next look is soon enough.
    } finally {
      this.#under = false;
    }
  }

  // Whether there is something for it now.
  #place(cell, fresh) {
    const row = fresh.querySelector(`tr[data-symbol="${CSS.escape(symbolOf(cell))}"]`);
    const next = row && [...row.cells].find(({ className }) => className === cell.className);
    if (!next || "late" in next.dataset) return false;
    cell.replaceWith(document.adoptNode(next));
    return true;
  }
}

const lacking = () => [...document.querySelectorAll("td[data-late]")];
const symbolOf = (cell) => cell.closest("tr").dataset.symbol;
