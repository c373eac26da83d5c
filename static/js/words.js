// What is said of a price's age, of market, provider and budget. The server's live/words.py says the same:
// tests/page/cases.json holds both to it. Quotes are wire objects, `now` is milliseconds, `zone` an IANA name.

import { age, number, percent } from "./format.js";
import { also, clock, day, hour, moment } from "./times.js";

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

// One exchange's times are told in its zone, and in the reader's zone `here` as well where it is known. Those of
// several are told in the reader's alone, for there is no room.
export function market(markets, now, here = null) {
  const inBoth = told(markets, now, both, here);
  const shown = inBoth.length > 1 ? told(markets, now, own, here) : inBoth;
  if (shown.length === 1) return `Market ${shown[0].words}`;
  return shown.map(({ names, words }) => `${names.join(", ")} ${words}`).join(" · ");
}

export const exchange = (known, now, here = null) => `${known.name} ${oneMarket(known, both(known, now, here))}`;

// What a row says of its exchange. Times are in the reader's zone `here`, else in the exchange's, which is named.
export function trading(known, quoteState, now, here = null) {
  const { state, opens_at, next_change_at, holiday, zone } = known;
  const at = (text) => text && (here ? hour : clock)(Date.parse(text), now, here ?? zone);
  const [opens, changes] = [at(opens_at), at(next_change_at)];
  if (state === "regular") return quoteState === "closed" ? "market open" : "";
  if (state === "pre") return opens ? `pre-market, opens ${opens}` : "pre-market";
  if (state === "post") return changes ? `post-market until ${changes}` : "post-market";
  const words = opens ? `opens ${opens}` : "market closed";
  return holiday ? `${holiday}, ${words}` : words;
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

// Exchanges of which the same is said, together: [{ words, names }].
function told(markets, now, how, here) {
  const found = new Map();
  for (const code of Object.keys(markets).sort()) {
    const words = oneMarket(markets[code], how(markets[code], now, here));
    found.set(words, [...(found.get(words) ?? []), markets[code].name || code]);
  }
  return [...found].map(([words, names]) => ({ words, names }));
}

function both({ zone }, now, here) {
  return (text) => {
    const mine = here ? also(Date.parse(text), zone, here) : "";
    return `${clock(Date.parse(text), now, zone)} time${mine ? `, ${mine} here` : ""}`;
  };
}

function own({ zone }, now, here) {
  return here ? (text) => hour(Date.parse(text), now, here) : both({ zone }, now, null);
}

// `at` tells a moment.
function oneMarket({ state, opens_at, next_change_at, holiday }, at) {
  const [opens, changes] = [opens_at && at(opens_at), next_change_at && at(next_change_at)];
  if (state === "regular") return changes ? `open until ${changes}` : "open";
  if (state === "pre") return opens ? `in pre-market trading, opens ${opens}` : "in pre-market trading";
  if (state === "post") return changes ? `closed, post-market until ${changes}` : "closed, post-market";
  const closed = `closed${holiday ? ` (${holiday})` : ""}`;
  return opens ? `${closed}, opens ${opens}` : closed;
}
