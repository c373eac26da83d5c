// How a quote moves the last bar of the chart, and how a bar is read out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { grown } from "../../static/js/chart_live.js";
import { readout } from "../../static/js/chart_words.js";

const bar = (time, close, volume = 100) => ({ time, open: 10, high: 12, low: 9, close, volume });
const QUOTE = {
  price: 13, open: 11, high: 14, low: 8, volume: 50, trading_day: "2026-11-19", session: "regular", state: "fresh",
  as_of: "2026-11-19T15:03:20.000000Z",
};
const DAY = { time: "2026-11-19", open: 11, high: 14, low: 8, close: 13, volume: 50 };

test("the day that trades is the last bar, or one after it, and never one before", () => {
  assert.deepEqual(grown(bar("2026-11-18", 11), null, QUOTE, "days"), DAY);
  assert.deepEqual(grown(bar("2026-11-19", 11), null, QUOTE, "days"), DAY);
  assert.equal(grown(bar("2026-11-20", 11), null, QUOTE, "days"), null);
  assert.deepEqual(grown(bar("2026-11-18", 11), null, { ...QUOTE, open: null, high: null, low: null }, "days"),
    { ...DAY, open: 13, high: 13, low: 13 });
});

test("a week goes on with its days, keeps its first price, and counts no volume twice", () => {
  const wednesday = bar("2026-11-18", 11);
  const once = grown(wednesday, wednesday, QUOTE, "weeks");
  assert.deepEqual(once, { time: "2026-11-18", until: "2026-11-19", open: 10, high: 14, low: 8, close: 13, volume: 150 });
  assert.deepEqual(grown(once, wednesday, { ...QUOTE, price: 12 }, "weeks"), { ...once, close: 12 });
  assert.equal(grown(bar("2026-11-19", 11), bar("2026-11-19", 11), QUOTE, "weeks"), null);
  const friday = bar("2026-11-13", 11);
  assert.deepEqual(grown(friday, friday, QUOTE, "weeks"), DAY);
});

test("a minute's price widens its five minutes or begins others, in regular trading alone", () => {
  const begin = Date.parse("2026-11-19T15:00:00Z") / 1000;
  assert.deepEqual(grown(bar(begin, 11, null), null, QUOTE, "minutes"),
    { time: begin, open: 10, high: 13, low: 9, close: 13, volume: null });
  assert.deepEqual(grown(bar(begin - 300, 11), null, QUOTE, "minutes"),
    { time: begin, open: 13, high: 13, low: 13, close: 13, volume: null });
  assert.equal(grown(bar(begin + 300, 11), null, QUOTE, "minutes"), null);
  assert.equal(grown(bar(begin, 11), null, { ...QUOTE, session: "post" }, "minutes"), null);
});

test("without bars or a price nothing moves", () => {
  assert.equal(grown(undefined, null, QUOTE, "days"), null);
  assert.equal(grown(bar("2026-11-18", 11), null, { ...QUOTE, price: null }, "days"), null);
});

test("a bar is read out in the page's own numbers", () => {
  assert.equal(readout({ ...DAY, volume: 1234567 }, bar("2026-11-18", 12.5), "America/New_York"),
    "19 Nov 2026: open 11.00, high 14.00, low 8.00, close 13.00 (+4.00%), volume 1.23M");
  assert.equal(readout({ ...DAY, volume: null }, undefined, "America/New_York"),
    "19 Nov 2026: open 11.00, high 14.00, low 8.00, close 13.00");
  assert.equal(readout({ ...DAY, until: "2026-11-20" }, undefined, "UTC", "weeks"),
    "Week to 20 Nov 2026: open 11.00, high 14.00, low 8.00, close 13.00, volume 50");
});
