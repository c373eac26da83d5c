// A bar in words and numbers, written as everywhere else on the page.

import { compact, number, percent } from "./format.js";
import { HERE } from "./markets.js";
import { hour, day } from "./times.js";

// A day, or of a day's minutes the time in the reader's zone. `long` names the day with its year.
export function label(time, zone, long = false) {
  if (typeof time === "number") return hour(time * 1000, time * 1000, HERE ?? zone);
  const words = day(time, Date.parse(time), "UTC");
  return long ? `${words} ${time.slice(0, 4)}` : words;
}

// `span` is what a bar spans: minutes, days or weeks.
export function readout(bar, before, zone, span = "days") {
  const change = before ? ` (${percent(((bar.close - before.close) / before.close) * 100)})` : "";
  const prices = ["open", "high", "low"].map((name) => `${name} ${number(bar[name])}`).join(", ");
  const volume = bar.volume === null || bar.volume === undefined ? "" : `, volume ${compact(bar.volume)}`;
  const time = `${span === "weeks" ? "week to " : ""}${label(bar.until ?? bar.time, zone, true)}`;
  return `${time.charAt(0).toUpperCase()}${time.slice(1)}: ${prices}, close ${number(bar.close)}${change}${volume}`;
}
