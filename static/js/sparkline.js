// A ticker's last closes as a small line, which the server drew and a later price goes on from. live/sparkline.py
// draws the same: tests/page/cases.json holds both to it.

import { number } from "./format.js";
import { put } from "./put.js";

const [WIDTH, HEIGHT, EDGE] = [96, 24, 2];

const tenths = (value) => Math.floor(value * 10 + 0.5) / 10;

export function points(closes, price) {
  const values = price === null ? closes : [...closes, price];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [across, up] = [(WIDTH - 2 * EDGE) / (values.length - 1), HEIGHT - 2 * EDGE];
  const height = (value) => EDGE + up * (high > low ? (high - value) / (high - low) : 0.5);
  return values.map((value, n) => `${tenths(EDGE + n * across)},${tenths(height(value))}`).join(" ");
}

const told = new WeakMap(); // picture → { text, closes }: the closes are the server's and stay as they are

function closesOf(picture) {
  const { closes: text } = picture.dataset;
  const known = told.get(picture);
  if (known?.text === text) return known.closes;
  const closes = JSON.parse(text);
  told.set(picture, { text, closes });
  return closes;
}

export function words(closes, price) {
  const now = price === null ? "" : `, now ${number(price)}`;
  return `last ${closes.length} closes, from ${number(closes[0])} to ${number(closes.at(-1))}${now}`;
}

// From the first close to the last price, as a part of the first; what the column sorts by.
export function gone(quote, picture) {
  if (!picture) return null;
  const closes = closesOf(picture);
  return (later(quote, picture) ?? closes.at(-1)) / closes[0] - 1;
}

export function sparkline(quote, { cell: picture }) {
  const [closes, price] = [closesOf(picture), later(quote, picture)];
  const [line, [title]] = [picture.lastElementChild, picture.children];
  const drawn = points(closes, price);
  // A price that moves the line by less than is seen has its own cell; the words go with the line.
  if (line.getAttribute("points") === drawn) return;
  line.setAttribute("points", drawn);
  const text = words(closes, price);
  picture.setAttribute("aria-label", text);
  put(title, text);
}

const later = ({ price, trading_day }, { dataset }) => (trading_day > dataset.day ? price : null);
