// Draws the daily prices that the server put into the page: candles, hollow when the day closed higher, and volume.

import {
  CandlestickSeries,
  HistogramSeries,
  createChart,
} from "../vendor/lightweight-charts/dist/lightweight-charts.standalone.production.mjs";
import { compact, number } from "./format.js";

const frame = document.querySelector("[data-chart]");
const bars = JSON.parse(document.getElementById("daily-bars").textContent);
const least = Math.min(...bars.map(([, , , low]) => low));

const chart = createChart(frame, {
  autoSize: true,
  layout: { background: { color: "transparent" }, fontSize: 12, attributionLogo: false }, // the caption names its maker
  localization: { locale: "en-US", dateFormat: "d MMM yyyy" },
  rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.05, bottom: 0.25 } },
  timeScale: { borderVisible: false, fixLeftEdge: true, fixRightEdge: true, lockVisibleTimeRangeOnResize: true },
  // Wheel and finger go on scrolling the page.
  handleScroll: { mouseWheel: false, vertTouchDrag: false },
  handleScale: { mouseWheel: false },
});

const volume = chart.addSeries(HistogramSeries, {
  priceScaleId: "volume",
  priceFormat: { type: "custom", formatter: compact, minMove: 1 },
  lastValueVisible: false,
  priceLineVisible: false,
});
volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
volume.setData(bars.map(([time, , , , , value]) => ({ time, value })));

const prices = chart.addSeries(CandlestickSeries, {
  priceFormat: { type: "custom", formatter: number, minMove: least < 1 ? 0.0001 : 0.01 },
  priceLineVisible: false,
});
prices.setData(bars.map(([time, open, high, low, close]) => ({ time, open, high, low, close })));
chart.timeScale().fitContent();

// A canvas knows no custom properties: the browser says what they come to under the system's wish for light or dark.
function colour(name) {
  frame.style.color = `var(${name})`;
  return getComputedStyle(frame).color;
}

function dress() {
  const [up, down, rule, ground] = ["--up", "--down", "--rule", "--ground"].map(colour);
  const line = { color: rule };
  chart.applyOptions({
    layout: { textColor: colour("--ink-muted"), fontFamily: getComputedStyle(frame).fontFamily },
    grid: { vertLines: { visible: false }, horzLines: line },
  });
  volume.applyOptions({ color: rule });
  prices.applyOptions({
    upColor: ground, borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down,
  });
}

dress();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
