// The first ticker and its price in the title, for who works in another tab.

import { direction, number, percent } from "./format.js";
import { entitle } from "./title.js";
import { stateAt } from "./words.js";

const OFTEN = 5_000; // milliseconds: a price that grows old says so in a hidden tab too
const ARROW = { up: "▲", down: "▼", flat: "" };

// "AAPL 189.30 ▲ 1.20%". `quote` as it is shown (see money.js), `now` in milliseconds.
export function headline(quote, now) {
  if (!quote || quote.price === null) return "";
  const known = quote.change_percent !== null;
  const moved = known ? percent(quote.change_percent).replace(/^[+−]/, "") : "";
  const arrow = known ? ARROW[direction(quote.change, quote.price)] : "";
  const old = ["stale", "error"].includes(stateAt(quote, now)) ? "old" : "";
  return [quote.symbol, number(quote.price), arrow, moved, old].filter(Boolean).join(" ");
}

// `first()` is the quote of the page's first ticker as it is shown. To be called again when it has changed.
export function headlining(first, now) {
  const tell = () => entitle("ticker", headline(first(), now()));
  setInterval(tell, OFTEN);
  tell();
  return tell;
}
