// What a screen reader is told of a list: one sentence now and then, where every tick would be a flood.

import { direction, percent } from "./format.js";

const CALM = 30_000; // milliseconds between two sentences

// "3 up, 2 down; largest move TSLA up 1.23%"; nothing without a price.
export function summary(quotes) {
  const priced = quotes.filter(({ price, change }) => price !== null && change !== null);
  const way = ({ change, price }) => direction(change, price);
  const count = (wanted) => priced.filter((quote) => way(quote) === wanted).length;
  const counts = [["up", "up"], ["down", "down"], ["flat", "unchanged"]]
    .map(([wanted, word]) => [count(wanted), word])
    .filter(([number]) => number)
    .map(([number, word]) => `${number} ${word}`);
  const moved = priced.filter((quote) => way(quote) !== "flat" && quote.change_percent !== null);
  if (!moved.length) return counts.join(", ");
  const most = moved.reduce((one, other) => (Math.abs(other.change_percent) > Math.abs(one.change_percent) ? other : one));
  return `${counts.join(", ")}; largest move ${most.symbol} ${way(most)} ${percent(Math.abs(most.change_percent)).slice(1)}`;
}

export class Summary {
  #place = document.querySelector("[data-summary]");
  #last = performance.now();

  // `now` in milliseconds, of any clock that goes on evenly.
  tick(quotes, now) {
    if (!this.#place || now - this.#last < CALM) return;
    this.#last = now;
    const spoken = document.documentElement.dataset.spoken !== "off";
    const words = spoken ? summary(quotes) : "";
    if (this.#place.textContent !== words) this.#place.textContent = words;
  }
}
