// Work put off to frames: spread over them, each thing once, with what it was given first.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Slices } from "../../static/js/slices.js";

// A clock of the tests' own, that no busy machine moves.
let frames, now;
beforeEach(() => {
  [frames, now] = [[], 0];
  mock.method(performance, "now", () => now);
  globalThis.requestAnimationFrame = (step) => frames.push(step);
});
afterEach(() => mock.restoreAll());
const frame = () => frames.shift()();

test("what is added twice before a frame is done once, from the first value", () => {
  const done = [];
  const slices = new Slices((key, value) => `${key}${value}`, (returned) => done.push(returned));
  slices.add("a", 1);
  slices.add("b", 1);
  slices.add("a", 2);
  assert.equal(frames.length, 1);
  frame();
  assert.deepEqual(done, [["a1", "b1"]]);
  assert.equal(frames.length, 0);
});

test("what takes long is spread over frames, in the order in which it came, and nothing is lost", () => {
  const done = [];
  const slow = (key) => {
    now += 1;
    return key;
  };
  const slices = new Slices(slow, (returned) => done.push(returned));
  for (const key of ["a", "b", "c"]) slices.add(key, null);
  while (frames.length) {
    frame();
    if (done.length === 1) slices.add("a", null);
  }
  assert.deepEqual(done, [["a"], ["b"], ["c"], ["a"]]);
});

test("a step that returns nothing is not told of", () => {
  const done = [];
  const slices = new Slices((key) => (key === "a" ? undefined : key), (returned) => done.push(returned));
  slices.add("a", null);
  slices.add("b", null);
  frame();
  assert.deepEqual(done, [["b"]]);
});
