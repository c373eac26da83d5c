// The order of a sorted table in the browser, as the server's Arrangement puts it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inOrder } from "../../static/js/sorting.js";

const ROWS = [["C", 2], ["A", 1], ["D", null], ["B", 2]].map(([symbol, value], place) => ({ symbol, value, place }));
const order = (falling) => inOrder(ROWS, falling).map(({ symbol }) => symbol).join(" ");

test("what is unknown comes last either way, and equals stay in the visitor's own order", () => {
  assert.equal(order(false), "A C B D");
  assert.equal(order(true), "C B A D");
});
