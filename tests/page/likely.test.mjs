// The words of a likely range, held to the same table of cases as the server's; and the fan on the chart.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fan } from "../../static/js/fan_points.js";
import { age, rows } from "../../static/js/likely_words.js";

const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url)));
const NOW = Date.parse("2026-11-20T18:05:00.000000Z");
const ZONE = "America/New_York";

test("a likely range is written as the server writes it", () => {
  for (const { answer, rows: lines, age: words } of cases.likely) {
    const told = rows(answer, NOW, ZONE).map(({ days, label, median, half, most }) => [days, label, median, half, most]);
    assert.deepEqual(told, lines);
    assert.equal(age(answer, NOW, ZONE), words);
  }
});

const close = (prediction, half, most) => ({
  prediction, interval: { 50: [prediction - half, prediction + half], 90: [prediction - most, prediction + most] },
});
const answer = {
  ...close(100, 1, 2), for_day: "2026-11-20",
  further: [{ ...close(100, 2, 4), days: 5, for_day: "2026-11-27" }],
};

test("the fan goes from the last bar over each trading day to the last close, wider as the root of the time", () => {
  const points = fan(answer, { time: "2026-11-19", close: 99 });
  assert.deepEqual(points.map(({ time }) => time), [
    "2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27",
  ]);
  assert.deepEqual(points[0], { time: "2026-11-19", low90: 99, low50: 99, median: 99, high50: 99, high90: 99 });
  const widths = points.map(({ low90, high90 }) => high90 - low90);
  for (let at = 1; at < widths.length; at++) assert.ok(widths[at] > widths[at - 1]);
  assert.ok(widths[2] - widths[1] > widths[6] - widths[5]);
  assert.equal(widths.at(-1), 8);
});

test("a bar of the day that the forecast is for is where the fan begins, and a later one leaves none", () => {
  assert.equal(fan(answer, { time: "2026-11-20", close: 99 })[0].time, "2026-11-20");
  assert.equal(fan(answer, { time: "2026-11-20", close: 99 })[1].time, "2026-11-23");
  assert.deepEqual(fan(answer, { time: "2026-11-30", close: 99 }), []);
  assert.deepEqual(fan(answer, undefined), []);
});

test("where weekends are traded the fan has them too", () => {
  const always = { ...answer, further: [{ ...close(100, 2, 4), days: 5, for_day: "2026-11-24" }] };
  assert.equal(fan(always, { time: "2026-11-19", close: 99 }).length, 6);
});
