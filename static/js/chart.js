// The chart of a ticker's past prices: wires its picture, its ranges, its keys and its words together.
// `picture` is exported for those that draw onto it: see `add` and `onDrawn` there.

import { grown } from "./chart_live.js";
import { keys } from "./chart_keys.js";
import { Picture } from "./chart_picture.js";
import { ranges } from "./chart_ranges.js";
import { label, readout } from "./chart_words.js";

const root = document.querySelector("[data-history]");
const frame = root.querySelector("[data-chart]");
const words = root.querySelector("[data-readout]");
const log = root.querySelector("[data-log]");
const { symbol, zone } = root.dataset;

export const picture = new Picture(frame, (time, long) => label(time, zone, long));

let span = "days";
let at = null; // the bar that is read; null is the last
let quote = JSON.parse(document.querySelector(`[data-symbol="${symbol}"][data-quote]`)?.dataset.quote ?? "null");

function say() {
  const place = at ?? picture.bars.length - 1;
  const bar = picture.bars[place];
  words.textContent = bar ? readout(bar, picture.bars[place - 1], zone, span) : "No prices in this range.";
  frame.setAttribute("aria-valuemax", Math.max(0, picture.bars.length - 1));
  frame.setAttribute("aria-valuenow", Math.max(0, place));
  frame.setAttribute("aria-valuetext", words.textContent);
}

function read(place) {
  at = place === null ? null : Math.min(Math.max(place, 0), picture.bars.length - 1);
  picture.point(at);
  say();
}

function live() {
  const bar = quote && grown(picture.bars.at(-1), picture.base, quote, span);
  if (bar) picture.place(bar);
  if (at === null) say();
}

ranges(root, (history) => {
  ({ span } = history);
  at = null;
  picture.draw(history);
  live();
  say();
});
keys(frame, {
  step: (by) => read((at ?? picture.bars.length - 1) + by),
  end: (last) => read(last ? picture.bars.length - 1 : 0),
  leave: () => read(null),
  zoom: (factor) => picture.zoom(factor, at),
});
picture.onMove((place) => {
  at = place;
  say();
});
log.addEventListener("click", () => {
  const on = log.getAttribute("aria-pressed") !== "true";
  log.setAttribute("aria-pressed", on);
  picture.logarithmic(on);
});
document.addEventListener("quotes", ({ detail }) => {
  const news = detail.find((one) => one.symbol === symbol);
  if (!news) return;
  quote = news;
  live();
});
