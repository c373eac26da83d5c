// What is said of alerts. `zone` is the exchange's, `here` the reader's, `now` milliseconds, as in words.js.

import { backAt, moved } from "./alert_rules.js";
import { number, percent } from "./format.js";
import { when } from "./times.js";
import { freshness, mark } from "./words.js";

// A price as it was shown where the alert was set: dollars go without saying.
export const sum = (price, { perUnit, unit }) => number(price / perUnit) + (unit && unit !== "USD" ? ` ${unit}` : "");

export function condition(alert) {
  if (alert.kind === "move") return `moves ${alert.percent}% from ${sum(alert.from, alert)}`;
  return `${alert.kind} ${sum(alert.level, alert)}`;
}

// What an alert that fires says, in short and with its price. `alert` is as it was before.
export function told(alert, quote, now, zone, here) {
  const { symbol, kind, from, level } = alert;
  const way = `${quote.price >= from ? "up" : "down"} ${percent(moved(from, quote.price)).slice(1)}`;
  const what = kind === "move" ? `${way} from ${sum(from, alert)}` : `${kind} ${sum(level, alert)}`;
  const price = [sum(quote.price, alert), caveat(quote, now, zone, here)].filter(Boolean).join(", ");
  return { words: `${symbol} ${what}`, price };
}

// What there is to know of a price that is not of the moment, or of no market.
export function caveat(quote, now, zone, here) {
  const age = mark(quote, now) === "fresh" ? "" : freshness(quote, now, zone, here);
  return [age, quote.basis === "simulated" ? "simulated" : ""].filter(Boolean).join(", ");
}

// How an alert stands: `source` is that of the page's prices, `unlisted` whether its ticker is no longer there,
// `watched` whether this page hears of it, `shown` whether it shows it.
export function standing(alert, { source, unlisted, watched, shown }, now, zone, here) {
  if (unlisted) return "no longer listed";
  if (source && alert.source !== source) {
    const [then, now] = alert.source === "simulated" ? ["simulated", "real"] : ["real", "simulated"];
    return `set on ${then} prices, not checked against ${now} ones`;
  }
  const said = [];
  if (alert.firedAt) said.push(`told ${when(alert.firedAt, now, zone, here)}`);
  if (!alert.armed) said.push(`again after ${sum(backAt(alert), alert)}`);
  if (!watched) said.push("this page is full, not checked here");
  else if (!shown) said.push("not on this page, still checked");
  return said.join(" · ");
}

// Many at once, for the title and for who listens: the newest by its words, more by their number.
export function summary(fired) {
  const symbols = [...new Set(fired.map(({ symbol }) => symbol))];
  return fired.length > 1 ? `${fired.length} alerts: ${symbols.join(", ")}` : (fired[0]?.words ?? "");
}

export const inTitle = (fired) => (fired.length ? `(${fired.length}) ${fired[0].words}` : "");
