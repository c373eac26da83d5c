// When a page comes back, and what it takes for the next frame of its set.

import assert from "node:assert/strict";
import { test } from "node:test";

import { wait } from "../../static/js/backoff.js";
import { Continuity } from "../../static/js/continuity.js";

test("a page stays away when it was told not to come back", () => {
  for (const code of [4000, 4008, 4099]) assert.equal(wait(code, 0, 0.5), null);
});

test("a page comes back at once after a server that restarts, and backs off if that fails", () => {
  assert.ok(wait(4200, 0, 0.99) < 500);
  assert.ok(wait(4200, 4, 0) >= 8000);
});

test("a page waits longer where the server asks for it", () => {
  assert.ok(wait(4100, 0, 0) >= 7500);
  assert.ok(wait(1006, 0, 0.99) <= 1000);
});

test("waits grow, are spread by chance, and never pass half a minute", () => {
  assert.notEqual(wait(1006, 3, 0.1), wait(1006, 3, 0.9));
  for (let attempt = 0; attempt < 40; attempt++) assert.ok(wait(1006, attempt, 0.999) <= 30_000);
});

test("frames in order are taken, and a heartbeat repeats the last number", () => {
  const continuity = new Continuity();
  const frames = [["snapshot", 7], ["quotes", 8], ["heartbeat", 8], ["quotes", 9]];
  for (const [type, seq] of frames) assert.equal(continuity.judge({ type, seq }), "take");
});

test("a missed or repeated frame asks for the whole picture again", () => {
  for (const [type, seq] of [["quotes", 9], ["quotes", 7], ["heartbeat", 8]]) {
    const continuity = new Continuity();
    continuity.judge({ type: "snapshot", seq: 7 });
    assert.equal(continuity.judge({ type, seq }), "again", type);
  }
});

test("after another set was asked for, what belongs to the old one is skipped until its snapshot", () => {
  const continuity = new Continuity();
  continuity.judge({ type: "snapshot", seq: 7 });
  continuity.restart();
  assert.equal(continuity.judge({ type: "quotes", seq: 8 }), "skip");
  assert.equal(continuity.judge({ type: "snapshot", seq: 0 }), "take");
});
