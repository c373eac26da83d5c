// Draws the likely range onto the chart of past days: two ranges and a median that fan out from the last bar.

import { LineSeries, LineStyle } from "../vendor/lightweight-charts/dist/lightweight-charts.standalone.production.mjs";
import { picture } from "./chart.js";
import { fan } from "./fan_points.js";

// In neutral ink: a range is neither up nor down.
const LINES = {
  low90: { ink: "--ink-muted", lineStyle: LineStyle.Dotted },
  low50: { ink: "--ink-muted", lineStyle: LineStyle.Solid },
  median: { ink: "--ink", lineStyle: LineStyle.Dashed },
  high50: { ink: "--ink-muted", lineStyle: LineStyle.Solid },
  high90: { ink: "--ink-muted", lineStyle: LineStyle.Dotted },
};

const root = document.querySelector("[data-likely]");
const series = Object.entries(LINES).map(([name, { ink, lineStyle }]) => {
  const options = { lineStyle, lineWidth: 1, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false };
  return { name, ink, line: picture.add(LineSeries, options) };
});

function draw() {
  const answer = JSON.parse(root.dataset.likely || "null");
  // Only where a bar is a day: over minutes or weeks the days to come have no room.
  const days = ["month", "year"].includes(picture.range);
  const points = answer && days ? fan(answer, picture.bars.at(-1)) : [];
  for (const { name, line } of series) line.setData(points.map((point) => ({ time: point.time, value: point[name] })));
}

function dress() {
  for (const { ink, line } of series) line.applyOptions({ color: picture.colour(ink) });
}

dress();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
picture.onDrawn(draw);
root.addEventListener("likely", draw);
