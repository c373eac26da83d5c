// When alerts fire, when they are ready again, and what is said of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../static/js/alert_rules.js";
import { condition, inTitle, standing, summary, told } from "../../static/js/alert_words.js";
import { amount } from "../../static/js/amount.js";
import { titled } from "../../static/js/title.js";

const NOW = Date.parse("2026-11-20T18:00:00Z");
const ZONE = "America/New_York";

// A price that was made `seconds` after NOW.
function priced(price, seconds = 0, more = {}) {
  const at = new Date(NOW + seconds * 1000).toISOString();
  const due = new Date(NOW + seconds * 1000 + 10_000).toISOString();
  return {
    symbol: "AAPL", price, trading_day: "2026-11-20", as_of: at, fetched_at: at, next_due_at: due, state: "fresh",
    session: "regular", source: "alphavantage", basis: "realtime", ...more,
  };
}

const SET = { id: "1", symbol: "AAPL", source: "alphavantage", armed: true, seen: "", firedAt: null, perUnit: 1, unit: "USD" };
const above = { ...SET, kind: "above", level: 200 };
const below = { ...SET, kind: "below", level: 200 };
const move = { ...SET, kind: "move", percent: 5, from: 200 };

// The prices at which the alert fires, of these one after the other.
function fires(alert, prices) {
  const found = [];
  for (const [at, price] of prices.entries()) {
    const outcome = judge(alert, priced(price, at), NOW + at * 1000);
    if (outcome?.fired) found.push(price);
    alert = outcome?.alert ?? alert;
  }
  return found;
}

test("an alert fires when its price is reached, not before", () => {
  assert.deepEqual(fires(above, [199, 199.99, 200, 201]), [200]);
  assert.deepEqual(fires(below, [201, 200.01, 200, 199]), [200]);
  assert.deepEqual(fires(below, [201, 190]), [190]);
});

test("a price that hovers at the level tells it once; gone back by half a percent it may tell it again", () => {
  assert.deepEqual(fires(above, [200, 199.5, 200.5, 199.01, 201]), [200]);
  assert.deepEqual(fires(above, [200, 199, 200.5]), [200, 200.5]);
  assert.deepEqual(fires(below, [200, 200.99, 199, 201, 199.5]), [200, 199.5]);
});

test("a move counts either way, and is measured anew from where it was told", () => {
  assert.deepEqual(fires(move, [209.9, 210, 214, 220.5]), [210, 220.5]);
  assert.deepEqual(fires(move, [190.1, 190, 199.5]), [190, 199.5]);
});

test("without a price, and by one of another source, nothing is judged", () => {
  assert.equal(judge(above, priced(null), NOW), null);
  assert.equal(judge(above, priced(500, 0, { source: "simulated" }), NOW), null);
});

test("a price older than what was judged changes nothing, so a tab that slept arms nothing again", () => {
  const { alert } = judge(above, priced(200, 60), NOW);
  assert.equal(judge(alert, priced(150, 0), NOW), null);
  assert.equal(judge(alert, priced(150, 61), NOW).alert.armed, true);
});

test("an alert that fires says its price, and what kind of price that is unless it is of the moment", () => {
  const says = (alert, quote) => Object.values(told(alert, quote, NOW, ZONE, null)).join(": ");
  assert.equal(says(above, priced(200.5)), "AAPL above 200.00: 200.50");
  assert.equal(says(move, priced(189)), "AAPL down 5.50% from 200.00: 189.00");
  assert.equal(says(above, priced(201, 0, { state: "closed" })), "AAPL above 200.00: 201.00, close of 20 Nov");
  assert.equal(says(above, priced(201, -3600)), "AAPL above 200.00: 201.00, stale, 1 h old");
  assert.equal(says(above, priced(201, 0, { basis: "simulated" })), "AAPL above 200.00: 201.00, simulated");
  assert.equal(says(above, priced(201, -900, { basis: "delayed", fetched_at: new Date(NOW).toISOString(), next_due_at: null })),
    "AAPL above 200.00: 201.00, 15 min delayed");
  const pence = { ...above, level: 345, perUnit: 100, unit: "GBP" };
  assert.equal(says(pence, priced(346)), "AAPL above 3.45 GBP: 3.46 GBP");
});

test("a list of alerts says what each waits for and how it stands", () => {
  const here = { source: "alphavantage", unlisted: false, watched: true, shown: true };
  const says = (alert, facts) => standing(alert, { ...here, ...facts }, NOW, ZONE, "Europe/Berlin");
  assert.deepEqual([above, below, move].map(condition), ["above 200.00", "below 200.00", "moves 5% from 200.00"]);
  assert.equal(says(above), "");
  assert.equal(says({ ...above, armed: false, firedAt: NOW }), "told 19:00 · again after 199.00");
  assert.equal(says(above, { shown: false }), "not on this page, still checked");
  assert.equal(says(above, { watched: false, shown: false }), "this page is full, not checked here");
  assert.equal(says(above, { unlisted: true }), "no longer listed");
  assert.equal(says(above, { source: "simulated" }), "set on real prices, not checked against simulated ones");
});

test("several that fired are told together", () => {
  const fired = ["AAPL", "MSFT", "AAPL"].map((symbol) => ({ symbol, words: `${symbol} above 2.00` }));
  assert.equal(summary(fired.slice(0, 1)), "AAPL above 2.00");
  assert.equal(summary(fired), "3 alerts: AAPL, MSFT");
  assert.equal(inTitle(fired), "(3) AAPL above 2.00");
  assert.equal(inTitle([]), "");
});

test("the title begins with alerts, then the ticker, then the page's name", () => {
  assert.equal(titled({ alerts: "(1) A", ticker: "B 2.00", page: "Stocker" }), "(1) A · B 2.00 · Stocker");
  assert.equal(titled({ alerts: "", ticker: "", page: "Stocker" }), "Stocker");
});

test("a number is read as people type it", () => {
  const read = { "230": 230, "230.5": 230.5, "228,10": 228.1, "1,234.50": 1234.5, "1.234,50": 1234.5, "1,234": 1234, "0,125": 0.125, " 5 %": 5, ".5": 0.5, "$3": 3 };
  for (const [text, value] of Object.entries(read)) assert.equal(amount(text), value, text);
  for (const text of ["", "0", "-5", "abc", "1e9", "Infinity", "1.2.3"]) assert.equal(amount(text), null, text);
});
