// When an alert fires and when it is ready again: (alert, quote, now) → outcome.
//
// An alert is { id, symbol, kind, level, percent, from, source, armed, seen, … }: `kind` is "above" or "below"
// with the price `level`, or "move" with `percent` either way `from` a price. Prices are in what the wire's quote is in.
// `source` is where the price came from when it was set, `seen` the order of the quote that it was judged by last.

import { order } from "./order.js";

// By how many percent of its level a price must go back before an alert that fired is ready again: more than a price
// wavers within minutes, so that one that hovers at the level tells it once.
export const MARGIN = 0.5;

// What the quote changes about the alert: null for nothing, else { alert, fired }: the alert as it is now, and whether
// it fires. A price of another source than it was set on, such as a real one after simulated ones, and one that is
// older than what was judged, as in a tab that slept, change nothing. `now` is milliseconds.
export function judge(alert, quote, now) {
  if (quote.price === null || quote.source !== alert.source || order(quote) < alert.seen) return null;
  const judged = { ...alert, seen: order(quote) };
  if (!alert.armed) return isBack(alert, quote.price) ? { alert: { ...judged, armed: true }, fired: false } : null;
  if (!isReached(alert, quote.price)) return null;
  // A move is measured anew from where it was told; a level waits until the price has gone back.
  const next = alert.kind === "move" ? { from: quote.price } : { armed: false };
  return { alert: { ...judged, ...next, firedAt: now }, fired: true };
}

export function isReached({ kind, level, percent, from }, price) {
  if (kind === "above") return price >= level;
  if (kind === "below") return price <= level;
  return Math.abs(moved(from, price)) >= percent;
}

// In percent, without the dust of floating point: 210 is 5 % from 200.
export const moved = (from, price) => Number(((price / from - 1) * 100).toFixed(6));

// The price at which an alert that fired is ready again.
export const backAt = ({ kind, level }) => level * (1 + (kind === "above" ? -MARGIN : MARGIN) / 100);

function isBack(alert, price) {
  return alert.kind === "above" ? price <= backAt(alert) : price >= backAt(alert);
}
