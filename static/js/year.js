// The range of 52 weeks with the price on it. The ends stand in the cells, as the server wrote them.

import { yearRange } from "./words.js";

const ends = ({ dataset: { low, high } }) => [Number(low), Number(high)];

export function year({ price }, { cell }) {
  const words = yearRange(...ends(cell), price);
  return words && `Now ${words}`;
}

// Sets the mark on the bar; there is no text to write.
export function yearPlace({ price }, { cell }) {
  const [low, high] = ends(cell);
  const known = price !== null && high > low;
  if (known) cell.setAttribute("cx", `${(Math.min(Math.max((price - low) / (high - low), 0), 1) * 100).toFixed(1)}%`);
  cell.setAttribute("visibility", known ? "visible" : "hidden");
}
