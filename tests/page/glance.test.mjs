// What a list comes to in a few words: for the title of a window, and for who listens.

import assert from "node:assert/strict";
import { test } from "node:test";

import { headline } from "../../static/js/headline.js";
import { summary } from "../../static/js/summary.js";

const NOW = Date.parse("2026-11-20T18:00:00Z");
const quote = (symbol, change_percent, more = {}) => ({
  symbol, price: 189.3, change: change_percent === null ? null : 1.893 * change_percent, change_percent, state: "fresh",
  fetched_at: "2026-11-20T17:59:59Z", next_due_at: "2026-11-20T18:00:09Z", ...more,
});

test("the title has the first ticker's price, and an arrow in place of a sign", () => {
  assert.equal(headline(quote("AAPL", 1.2), NOW), "AAPL 189.30 ▲ 1.20%");
  assert.equal(headline(quote("AAPL", -1.2), NOW), "AAPL 189.30 ▼ 1.20%");
  assert.equal(headline(quote("AAPL", 0), NOW), "AAPL 189.30 0.00%");
  assert.equal(headline(quote("AAPL", null), NOW), "AAPL 189.30");
});

test("a price that is overdue or refused is not in the title as if it were live", () => {
  assert.equal(headline(quote("AAPL", 1.2), NOW + 120_000), "AAPL 189.30 ▲ 1.20% old");
  assert.equal(headline(quote("AAPL", 1.2, { state: "error" }), NOW), "AAPL 189.30 ▲ 1.20% old");
});

test("without a price the title is the page's own", () => {
  assert.equal(headline(quote("AAPL", null, { price: null }), NOW), "");
  assert.equal(headline(undefined, NOW), "");
});

test("a list is summarised in one sentence", () => {
  const list = [quote("AAPL", 0.4), quote("TSLA", 1.2), quote("KO", -0.3), quote("DIS", 0), quote("NEW", null, { price: null })];
  assert.equal(summary(list), "2 up, 1 down, 1 unchanged; largest move TSLA up 1.20%");
  assert.equal(summary([quote("KO", -2)]), "1 down; largest move KO down 2.00%");
  assert.equal(summary([quote("DIS", 0)]), "1 unchanged");
  assert.equal(summary([quote("NEW", null, { price: null })]), "");
});
