// The line of the last closes as the server draws it, and what a row's past makes of a new price.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { TEXT, valueOf } from "../../static/js/columns.js";
import { gone, points, words } from "../../static/js/sparkline.js";

const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url)));

test("the line and its words are the server's", () => {
  for (const [closes, price, line, text] of cases.sparkline) {
    assert.equal(points(closes, price), line);
    assert.equal(words(closes, price), text);
  }
});

test("a price of a later day goes on from the closes, and one of their own day does not", () => {
  const picture = { dataset: { closes: "[100,110]", day: "2026-11-19" } };
  assert.equal(gone({ price: 120, trading_day: "2026-11-20" }, picture).toFixed(4), "0.2000");
  assert.equal(gone({ price: 120, trading_day: "2026-11-19" }, picture).toFixed(4), "0.1000");
  assert.equal(gone({ price: null, trading_day: null }, picture).toFixed(4), "0.1000");
  assert.equal(gone({ price: 120, trading_day: "2026-11-20" }, undefined), null);
});

test("a return is measured from the close in its cell", () => {
  const cell = { dataset: { reference: "200" } };
  assert.equal(TEXT.return_week({ price: 210 }, { cell }), "+5.00%");
  assert.equal(TEXT.return_year({ price: null }, { cell }), "–");
  assert.equal(TEXT.return_year({ price: 210 }, { cell: { dataset: {} } }), "–");
  assert.equal(valueOf("return_month", { price: 210 }, undefined), null);
});
