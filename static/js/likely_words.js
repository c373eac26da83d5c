// The words and numbers of a likely range, as live/likely_range.py writes them. `now` is in milliseconds.

import { number } from "./format.js";
import { day, moment } from "./times.js";

// The closes that a forecast is for, the next one first: { days, label, median, half, most }.
export function rows(answer, now, zone) {
  const first = row(1, nextClose(answer.for_day, now, zone), answer);
  return [first, ...answer.further.map((each) => row(each.days, later(each, now, zone), each))];
}

// How old it is, by the price that it starts from: in the reader's zone `here` where it is known.
export const age = (answer, now, zone, here) => `from the price of ${moment(Date.parse(answer.as_of), now, zone, here)}`;

const row = (days, label, { prediction, interval }) => ({
  days, label, median: number(prediction), half: range(interval["50"]), most: range(interval["90"]),
});

function nextClose(forDay, now, zone) {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(now); // Sweden writes 2026-11-20
  return forDay === today ? "Today’s close" : `Close of ${day(forDay, now, zone)}`;
}

const later = ({ days, for_day: forDay }, now, zone) => `${days} trading days, ${day(forDay, now, zone)}`;

const range = (ends) => ends.map((end) => number(end)).join(" to ");
