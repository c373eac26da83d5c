// What the page's own modules write, held to the same table of cases as the server's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as format from "../../static/js/format.js";
import * as words from "../../static/js/words.js";

const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url)));
const NOW = "2026-11-20T18:05:00.000000Z";
const ZONE = "America/New_York";
const BLANK = {
  symbol: "AAPL", source: "alphavantage", basis: "realtime", state: "fresh", price: null, session: null,
  trading_day: "2026-11-20", as_of: null, fetched_at: NOW, next_due_at: null,
  extended_price: null, extended_change_percent: null,
};

for (const name of ["number", "change", "percent", "direction", "compact", "gained", "age"]) {
  test(`${name} is written as the server writes it`, () => {
    for (const [given, text] of cases[name]) assert.equal(format[name](...given), text, JSON.stringify(given));
  });
}

test("a price's place in the year, and whose a market value is, are told as the server tells them", () => {
  for (const [given, text] of cases.year_range) assert.equal(words.yearRange(...given), text);
  for (const [day, text] of cases.told_value) assert.equal(words.toldValue(day, Date.parse(NOW), ZONE), text);
});

test("a price's age and state are called as the server calls them", () => {
  for (const { quote, words: text, state, provider } of cases.freshness) {
    const now = Date.parse(NOW);
    assert.equal(words.freshness({ ...BLANK, ...quote }, now, ZONE, null, provider), text);
    assert.equal(words.mark({ ...BLANK, ...quote }, now), state, text);
  }
});

test("a price outside regular hours is written as the server writes it", () => {
  for (const [quote, text] of cases.extended) assert.equal(words.extended({ ...BLANK, ...quote }), text);
});

for (const name of ["market", "exchange"]) {
  test(`the ${name} is told as the server tells it`, () => {
    for (const [known, text] of cases[name]) assert.equal(words[name](known, Date.parse(NOW)), text);
  });
}

test("a row tells its exchange as the server tells it", () => {
  for (const [known, state, text] of cases.trading) assert.equal(words.trading(known, state, Date.parse(NOW)), text);
});

test("where the reader's zone is known, times are told in it too, and in a row in it alone", () => {
  for (const [name, here, known, state, text] of cases.here) {
    const given = state ? [known, state] : [known];
    assert.equal(words[name](...given, Date.parse(NOW), here), text);
  }
});

for (const name of ["provider", "budget"]) {
  test(`the ${name} is told as the server tells it`, () => {
    for (const [known, text] of cases[name]) assert.equal(words[name](known, Date.parse(NOW), ZONE), text);
  });
}

test("where the reader's zone is known, ages and the budget are told in it", () => {
  for (const [here, quote, text] of cases.freshness_here) {
    assert.equal(words.freshness({ ...BLANK, ...quote }, Date.parse(NOW), ZONE, here), text);
  }
  for (const [here, known, text] of cases.budget_here) {
    assert.equal(words.budget(known, Date.parse(NOW), ZONE, here), text);
  }
});

test("a provider that answers may have something to say", () => {
  for (const [known, text] of cases.notice) assert.equal(words.notice(known), text);
});
