// What is said of a price's age, of market, provider and budget. The server's live/words.py says the same:
// tests/page/cases.json holds both to it. Quotes are wire objects, `now` is milliseconds, `zone` an IANA name.

import { age, number, percent } from "./format.js";
import { also, clock, day, hour, moment, when } from "./times.js";

const LIVE = 3; // seconds, as all of these
const SOON = 60;
const DELAY = 15 * 60;
const PACE = 2;
const LEAST_GRACE = 30_000; // milliseconds

// The quote's state at `now`: stale when the next price is overdue.
export function stateAt(quote, now) {
  if (!["fresh", "closed"].includes(quote.state) || !quote.next_due_at || !quote.fetched_at) return quote.state;
  const due = Date.parse(quote.next_due_at);
  return now > due + Math.max(LEAST_GRACE, (due - Date.parse(quote.fetched_at)) / 2) ? "stale" : quote.state;
}

// `providerState` says why there is no newer price, where there is none.
export function freshness(quote, now, zone, here = null, providerState = "ok") {
  const state = stateAt(quote, now);
  if (quote.price === null) return state === "error" && providerState === "ok" ? "no price given" : "waiting";
  const since = Date.parse(quote.as_of ?? quote.fetched_at);
  const seconds = (now - since) / 1000;
  const close = () => `close of ${day(quote.trading_day, now, zone)}`;
  if (state === "error") {
    const why = providerState === "unreachable" ? "provider away" : "provider refused";
    return `${why}, last good ${moment(since, now, zone, here)}`;
  }
  if (state === "stale") return `stale, ${quote.state === "closed" ? close() : age(seconds)}`;
  if (state === "closed" || !["regular", null].includes(quote.session)) return close();
  const due = quote.next_due_at && Date.parse(quote.next_due_at);
  const later = due && (due - now) / 1000 > SOON;
  const words = heldBack(quote) ? delayed(quote, seconds) : seconds < LIVE && !later ? "live" : age(seconds);
  return later ? `${words}, next ${when(due, now, zone, here)}` : words;
}

// The state that the mark beside these words shows: "delayed" is a fresh price that the plan holds back.
export function mark(quote, now) {
  const state = stateAt(quote, now);
  return state === "fresh" && heldBack(quote) ? "delayed" : state;
}

// Whether the plan gives prices 15 minutes late, a simulated one too.
function heldBack({ basis, as_of, fetched_at }) {
  if (basis !== "simulated" || !as_of || !fetched_at) return basis === "delayed";
  return (Date.parse(fetched_at) - Date.parse(as_of)) / 1000 >= DELAY;
}

function delayed({ next_due_at, fetched_at }, seconds) {
  const interval = next_due_at && fetched_at ? (Date.parse(next_due_at) - Date.parse(fetched_at)) / 1000 : 0;
  return seconds <= DELAY + Math.max(SOON, interval) ? "15 min delayed" : age(seconds);
}

// Of a page without a network. `newest` is when its newest price came, null without one.
export function offline(newest, now, zone, here = null) {
  return newest === null ? "Offline" : `Offline, prices of ${moment(Date.parse(newest), now, zone, here)}`;
}

// Between two attempts to connect: `seconds` to go, none while one is made; `failed` in a row before it.
export function reconnecting(seconds, failed, restarting) {
  if (restarting && failed === 0) return "Server is restarting…";
  const words = seconds > 0 ? `Reconnecting in ${seconds} s` : "Reconnecting…";
  return failed ? `${words} (attempt ${failed + 1})` : words;
}

// What stands beside a market value that is the provider's own, told on this day.
export const toldValue = (on, now, zone) => (on ? `provider’s, ${day(on, now, zone)}` : "");

// Where the price stands in the range of 52 weeks.
export function yearRange(low, high, price) {
  if (price === null || high <= low) return "";
  if (price > high) return "above its high";
  if (price < low) return "below its low";
  const parts = ((price - low) / (high - low)) * 100;
  if (parts < 1) return "at its low";
  return parts > 99 ? "at its high" : `${Math.floor(parts + 0.5)}% of the way from low to high`;
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
  const at = (text) => text && when(Date.parse(text), now, zone, here);
  const [opens, changes] = [at(opens_at), at(next_change_at)];
  if (state === "regular") return quoteState === "closed" ? "market open" : "";
  if (state === "pre") return opens ? `pre-market, opens ${opens}` : "pre-market";
  if (state === "post") return changes ? `post-market until ${changes}` : "post-market";
  const words = opens ? `opens ${opens}` : "market closed";
  return holiday ? `${holiday}, ${words}` : words;
}

export function provider({ state, since, message }, now, zone, here = null) {
  return ["ok", "waiting"].includes(state) ? "" : `${message} Since ${when(Date.parse(since), now, zone, here)}.`;
}

// What there is to know of a provider that answers.
export const notice = ({ state, message }) => (["ok", "waiting"].includes(state) ? message : "");

export function budget({ window, used, limit, every, next_due_at }, now, zone, here = null) {
  const [limitedDay, due] = [window === "day", next_due_at && Date.parse(next_due_at)];
  const told = [];
  if (limitedDay && limit !== null) told.push(`${used} of ${limit} requests today`);
  else if (every > PACE) told.push(`each ticker about every ${pace(every)}`);
  if (due && due - now >= 120_000) {
    told.push(`next ${limitedDay ? "closes" : "prices"} about ${when(due, now, zone, here)}`);
  }
  const words = told.join(" · ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const pace = (seconds) =>
  seconds < 120 ? `${Math.floor(seconds + 0.5)} s` : `${Math.floor(seconds / 60 + 0.5)} min`;

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
