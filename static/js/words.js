// What is said of a price's age, of market, provider and budget. The server's live/words.py says the same:
// tests/page/cases.json holds both to it. Quotes are wire objects, `now` is milliseconds, `zone` an IANA name.

import { age, number, percent } from "./format.js";
import { clock, day, moment } from "./times.js";

const LIVE = 3; // seconds
const LEAST_GRACE = 30_000; // milliseconds

const WINDOWS = { day: "today", minute: "this minute", second: "this second" };

// The quote's state at `now`: stale when the next price is overdue.
export function stateAt(quote, now) {
  if (!["fresh", "closed"].includes(quote.state) || !quote.next_due_at || !quote.fetched_at) return quote.state;
  const due = Date.parse(quote.next_due_at);
  return now > due + Math.max(LEAST_GRACE, (due - Date.parse(quote.fetched_at)) / 2) ? "stale" : quote.state;
}

export function freshness(quote, now, zone) {
  const state = stateAt(quote, now);
  if (quote.price === null) return state === "error" ? "no price given" : "waiting for the first price";
  const since = Date.parse(quote.as_of ?? quote.fetched_at);
  const seconds = (now - since) / 1000;
  const close = () => `close of ${day(quote.trading_day, now, zone)}`;
  if (state === "error") return `no update, last good ${moment(since, now, zone)}`;
  if (state === "stale") return `stale, ${quote.basis === "end_of_day" ? close() : age(seconds)}`;
  if (state === "closed" || !["regular", null].includes(quote.session)) return close();
  if (quote.basis === "delayed") return "15 min delayed";
  return seconds < LIVE ? "live" : age(seconds);
}

export function extended(quote) {
  if (quote.extended_price === null || ["regular", null].includes(quote.session)) return "";
  const words = `${quote.session === "pre" ? "Before hours" : "After hours"} ${number(quote.extended_price)}`;
  return quote.extended_change_percent === null ? words : `${words} ${percent(quote.extended_change_percent)}`;
}

export function market(markets, now, zone) {
  const told = new Map();
  for (const exchange of Object.keys(markets).sort()) {
    const words = oneMarket(markets[exchange], now, zone);
    told.set(words, [...(told.get(words) ?? []), exchange]);
  }
  if (told.size === 1) return `Market ${[...told.keys()][0]}`;
  return [...told].map(([words, names]) => `${names.join(", ")} ${words}`).join(" · ");
}

export function provider({ state, since, message }, now, zone) {
  return ["ok", "waiting"].includes(state) ? "" : `${message} Since ${clock(Date.parse(since), now, zone)}.`;
}

export function budget(known, now, zone) {
  const words = known.limit === null ? "" : `${known.used} of ${known.limit} requests ${WINDOWS[known.window]}`;
  if (!known.next_due_at || Date.parse(known.next_due_at) - now < 120_000) return words;
  const due = clock(Date.parse(known.next_due_at), now, zone);
  return words ? `${words}, next prices ${due}` : `Next prices ${due}`;
}

function oneMarket({ state, next_change_at: change, holiday }, now, zone) {
  const at = change ? clock(Date.parse(change), now, zone) : "";
  if (state === "regular") return at ? `open until ${at}` : "open";
  if (state === "pre") return at ? `opens ${at}` : "not open yet";
  if (state === "post") return at ? `closed, after hours until ${at}` : "closed, after hours";
  const closed = `closed${holiday ? ` for ${holiday}` : ""}`;
  return at ? `${closed}, before hours from ${at}` : closed;
}
