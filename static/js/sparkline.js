// A ticker's last closes as a small line, which the server drew and a later price goes on from. live/sparkline.py
// draws the same: tests/page/cases.json holds both to it.

import { number } from "./format.js";

const [WIDTH, HEIGHT, EDGE] = [96, 24, 2];

const tenths = (value) => Math.floor(value * 10 + 0.5) / 10;

export function points(closes, price) {
  const values = price === null ? closes : [...closes, price];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [across, up] = [(WIDTH - 2 * EDGE) / (values.length - 1), HEIGHT - 2 * EDGE];
  const height = (value) => EDGE + up * (high > low ? (high - value) / (high - low) : 0.5);
  return values.map((value, n) => `${tenths(EDGE + n * across)},${tenths(height(value))}`).join(" ");
}

export function words(closes, price) {
  const now = price === null ? "" : `, now ${number(price)}`;
  return `last ${closes.length} closes, from ${number(closes[0])} to ${number(closes.at(-1))}${now}`;
}

// From the first close to the last price, as a part of the first; what the column sorts by.
export function gone(quote, picture) {
  if (!picture) return null;
  const closes = JSON.parse(picture.dataset.closes);
  return (later(quote, picture) ?? closes.at(-1)) / closes[0] - 1;
}

export function sparkline(quote, { cell: picture }) {
  const price = later(quote, picture);
  const closes = JSON.parse(picture.dataset.closes);
  const text = words(closes, price);
  if (picture.getAttribute("aria-label") === text) return;
  picture.setAttribute("aria-label", text);
  picture.querySelector("title").textContent = text;
  picture.querySelector("polyline").setAttribute("points", points(closes, price));
}

const later = ({ price, trading_day }, { dataset }) => (trading_day > dataset.day ? price : null);
