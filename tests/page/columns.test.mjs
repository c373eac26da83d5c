// What the browser writes and sorts by in the table's cells, as the server's live/columns.py does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { AGING, PROMPT, TEXT, valueOf } from "../../static/js/columns.js";
import { shown } from "../../static/js/money.js";

const QUOTE = {
  price: 412.5, previous_close: 415, change: -2.5, change_percent: -0.6, open: null, high: 415, low: 410, volume: 100,
  market_cap: 100_000, extended_price: null, extended_change_percent: null, session: "regular", as_of: null,
  fetched_at: "2026-11-20T18:00:00.000000Z",
};

test("every field that the server has in a column is one that the browser writes", () => {
  const source = readFileSync(new URL("../../live/columns.py", import.meta.url), "utf8");
  const fields = [...source.matchAll(/field="(\w+)"/g)].map(([, field]) => field);
  assert.ok(fields.length > 8);
  for (const field of fields) assert.equal(typeof TEXT[field], "function", field);
});

test("what follows each price, and what changes by time alone, is written at once", () => {
  for (const field of PROMPT) assert.equal(typeof TEXT[field], "function", field);
  for (const field of ["price", "change", "change_percent", ...AGING]) assert.ok(PROMPT.has(field), field);
});

test("pence are shown as pounds, sums and nothing else", () => {
  const pounds = shown(QUOTE, 100);
  assert.deepEqual([pounds.price, pounds.change, pounds.open, pounds.market_cap], [4.125, -0.025, null, 1000]);
  assert.deepEqual([pounds.change_percent, pounds.volume], [-0.6, 100]);
  assert.equal(shown(QUOTE, 1), QUOTE);
});

test("a column sorts by the quote's own value, by the place in the range, or by age; the unknown by nothing", () => {
  assert.equal(valueOf("price", QUOTE), 412.5);
  assert.equal(valueOf("open", QUOTE), null);
  assert.equal(valueOf("day_range", QUOTE), 0.5);
  assert.equal(valueOf("day_range", { ...QUOTE, high: 410 }), null);
  assert.ok(valueOf("freshness", QUOTE) < 0);
  assert.equal(valueOf("extended", QUOTE), null);
});
