// What is drawn: candles, hollow when a bar closed higher, and volume below them. It knows no page and no server.

import {
  CandlestickSeries,
  HistogramSeries,
  PriceScaleMode,
  createChart,
} from "../vendor/lightweight-charts/dist/lightweight-charts.standalone.production.mjs";
import { MINUTES } from "./chart_live.js";
import { compact, number } from "./format.js";

export class Picture {
  bars = []; // { time, open, high, low, close, volume }, oldest first
  base = null; // the last of them as it was drawn first
  range = "";
  #frame;
  #chart;
  #prices;
  #volume;
  #drawn = [];

  // `label(time, long)` is what a time is called.
  constructor(frame, label) {
    this.#frame = frame;
    this.#chart = createChart(frame, {
      autoSize: true,
      layout: { background: { color: "transparent" }, fontSize: 12, attributionLogo: false }, // the caption names its maker
      localization: { locale: "en-US", dateFormat: "d MMM yyyy", timeFormatter: (time) => label(plain(time), true) },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.05, bottom: 0.25 } },
      timeScale: {
        borderVisible: false,
        fixLeftEdge: true,
        fixRightEdge: true,
        lockVisibleTimeRangeOnResize: true,
        timeVisible: true,
        maxBarSpacing: 32, // pixels: a few bars are no wider than many
        tickMarkFormatter: (time) => (typeof time === "number" ? label(time) : null),
      },
      // Wheel and finger go on scrolling the page.
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false },
    });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "custom", formatter: compact, minMove: 1 },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.#prices = this.#chart.addSeries(CandlestickSeries, { priceLineVisible: false });
    this.#dress();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#dress());
  }

  // Another series over the prices; its times may lie beyond the last bar. Given a kind of the library, its options.
  add(kind, options) {
    return this.#chart.addSeries(kind, options);
  }

  // `told(picture)` after each drawing of a range, before it is fitted into the frame.
  onDrawn(told) {
    this.#drawn.push(told);
    if (this.range) this.#tell();
  }

  // `told(place)` is given the bar under the pointer, null when it leaves.
  onMove(told) {
    this.#chart.subscribeCrosshairMove(({ time, sourceEvent }) => {
      if (!sourceEvent) return; // moved by a key, and read out already
      const place = time === undefined ? -1 : this.bars.findIndex((bar) => bar.time === plain(time));
      told(place < 0 ? null : place);
    });
  }

  draw({ range, span, rows }) {
    this.range = range;
    this.bars = rows.map(([time, open, high, low, close, volume]) => ({ time, open, high, low, close, volume }));
    this.base = this.bars.at(-1) ?? null;
    const least = Math.min(...this.bars.map(({ low }) => low));
    this.#prices.applyOptions({
      priceFormat: { type: "custom", formatter: number, minMove: least < 1 ? 0.0001 : 0.01 },
    });
    const shown = span === "minutes" ? this.bars.flatMap((bar, at) => [...gap(this.bars[at - 1], bar), bar]) : this.bars;
    this.#prices.setData(shown.map(own));
    this.#volume.setData(shown.map(volumeOf));
    this.#tell();
  }

  // The last bar as it is now, or one after it.
  place(bar) {
    const last = this.bars.at(-1);
    if (last?.time === bar.time) this.bars.pop();
    else for (const empty of gap(last, bar)) this.#prices.update(empty);
    this.bars.push(bar);
    this.#prices.update(own(bar));
    this.#volume.update(volumeOf(bar));
  }

  logarithmic(on) {
    const mode = on ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal;
    this.#chart.priceScale("right").applyOptions({ mode });
  }

  // Put the crosshair on this bar, or nowhere.
  point(place) {
    const bar = this.bars[place];
    if (bar) this.#chart.setCrosshairPosition(bar.close, bar.time, this.#prices);
    else this.#chart.clearCrosshairPosition();
  }

  // Show `factor` as many bars around the one at `place`, or up to the last.
  zoom(factor, place) {
    const scale = this.#chart.timeScale();
    const shown = scale.getVisibleLogicalRange();
    if (!shown) return;
    const [from, to] = [shown.from, shown.to];
    const about = place === null ? to : Math.min(Math.max(place, from), to);
    if ((to - from) * factor < 5) return;
    scale.setVisibleLogicalRange({ from: about - (about - from) * factor, to: about + (to - about) * factor });
  }

  #tell() {
    for (const told of this.#drawn) told(this);
    this.#chart.timeScale().fitContent();
  }

  // A canvas knows no custom properties: the browser says what they come to under the system's wish for light or dark.
  colour(name) {
    this.#frame.style.color = `var(${name})`;
    return getComputedStyle(this.#frame).color;
  }

  #dress() {
    const [up, down, rule, ground] = ["--up", "--down", "--rule", "--ground"].map((name) => this.colour(name));
    this.#chart.applyOptions({
      layout: { textColor: this.colour("--ink-muted"), fontFamily: getComputedStyle(this.#frame).fontFamily },
      grid: { vertLines: { visible: false }, horzLines: { color: rule } },
    });
    this.#volume.applyOptions({ color: rule });
    this.#prices.applyOptions({
      upColor: ground, borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down,
    });
  }
}

// The library keeps what it is given, and writes days into it in a form of its own.
const own = (bar) => ({ ...bar });

// A day as it was given: the library tells it in parts.
function plain(time) {
  if (typeof time !== "object") return time;
  const two = (part) => String(part).padStart(2, "0");
  return `${time.year}-${two(time.month)}-${two(time.day)}`;
}

const volumeOf = ({ time, volume }) => (volume === null || volume === undefined ? { time } : { time, value: volume });

// Places for the bars of a day that are missing between two: a gap stays a gap.
function gap(before, bar) {
  if (!before || typeof bar.time !== "number") return [];
  const missing = Math.max(0, (bar.time - before.time) / MINUTES - 1);
  return Array.from({ length: missing }, (_, n) => ({ time: before.time + (n + 1) * MINUTES }));
}
