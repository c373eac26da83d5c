// The board's rows in the order of their values. They move calmly: not under the pointer, not around the focus, and
// the server is asked for its own order and for who else belongs on the page once in a while.

import { worth } from "./columns.js";
import { direction, gained } from "./format.js";
import { shown } from "./money.js";

const CALM = 5_000; // milliseconds, as all of these
const ANEW = 60_000;
const SOON = 15_000; // where a row has a value by now and no rank yet

const hovers = matchMedia("(hover: hover)");

export class Board {
  #quoteOf;
  #changed;
  #moved = 0;
  #fetched = 0;
  #wait = ANEW;

  // `quoteOf(symbol)` is the latest quote; `changed()` is called when other rows stand there.
  constructor(quoteOf, changed) {
    this.#quoteOf = quoteOf;
    this.#changed = changed;
    this.#fetched = performance.now();
  }

  // To be called each second.
  tick() {
    const part = document.querySelector("[data-board]");
    const body = part.querySelector("[data-ranked]");
    if (document.hidden || part.contains(document.activeElement) || (hovers.matches && part.matches(":hover"))) return;
    const now = performance.now();
    if (body && now - this.#moved >= CALM) {
      this.#moved = now;
      this.#order([...body.rows], body);
    }
    if (now - this.#fetched >= this.#wait) this.#anew(part);
  }

  #order(rows, body) {
    const values = new Map(rows.map((row) => [row, this.#value(row)]));
    const ranks = rows.map(rank).filter((each) => each !== null).sort((a, b) => a - b);
    const valued = rows.filter((row) => values.get(row) !== null);
    if (valued.length > ranks.length) this.#wait = Math.min(this.#wait, SOON);
    // What has no rank yet stays where it is until the server gives it one.
    const ordered = valued.filter((row) => rank(row) !== null).sort((a, b) => values.get(b) - values.get(a));
    ordered.forEach((row, index) => {
      if (body.rows[index] !== row) body.insertBefore(row, body.rows[index]);
      tell(row, ranks[index]);
    });
  }

  #value(row) {
    const quote = this.#quoteOf(row.dataset.symbol);
    const cell = row.querySelector("[data-field=market_cap]");
    return quote && cell ? worth(shown(quote, Number(row.dataset.perUnit ?? 1)), cell) : null;
  }

  async #anew(part) {
    this.#fetched = performance.now();
    this.#wait = ANEW * (0.9 + 0.2 * Math.random()); // so that a thousand boards do not ask together
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-board]");
      if (!fresh || part.contains(document.activeElement)) return;
      part.replaceWith(fresh);
      this.#changed();
    } catch {
      // Away; the connection says so, and the next time is soon enough.
    }
  }
}

const rank = (row) => Number(row.querySelector("[data-rank]").textContent) || null;

function tell(row, place) {
  const before = row.dataset.before ? Number(row.dataset.before) : null;
  put(row.querySelector("[data-rank]"), String(place));
  const cell = row.querySelector("[data-places]");
  put(cell, gained(place, before));
  cell.dataset.way = before === null ? "flat" : direction(before - place, before);
}

function put(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}
