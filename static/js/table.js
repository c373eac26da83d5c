// Places quotes in the cells that the server rendered: `[data-symbol]` holds the quote, `[data-field]` its values.
// A quote counts at once; it is written with one of the next frames, what came meanwhile in its place.

import { AGING, PROMPT, TEXT, valueOf } from "./columns.js";
import { direction } from "./format.js";
import { shown } from "./money.js";
import { newer } from "./order.js";
import { put } from "./put.js";
import { Slices } from "./slices.js";
import { mark } from "./words.js";

// What else a row says than the price and its change is written twice a second at most: ten times a second nobody reads
// a volume, and laying it out costs as much as the price. The pauses differ, so that not all rows come due in one frame.
const PAUSES = Array.from({ length: 10 }, (_, n) => 500 + 40 * n); // milliseconds

export class Table {
  #zone;
  #exchange;
  #markets;
  #now;
  #providerState = "ok";
  #states = {}; // source → state, where there are several
  #titles;
  #held = new Map(); // symbol → what its row holds, see #hold
  #first = null;
  #unwritten; // symbol → the price that is still shown

  // `zone` is of exchanges that nothing is known of; `now()` is the server's clock in milliseconds. `changed(cells)` is
  // given the price cells that have just changed, each with its direction.
  constructor(root, zone, markets, now, changed = () => {}) {
    this.#unwritten = new Slices((symbol, before) => this.#write(symbol, before), changed);
    this.#zone = zone;
    this.#exchange = root.dataset.exchange;
    this.#markets = markets;
    this.#now = now;
    this.#titles = JSON.parse(root.dataset.sources ?? "{}");
    this.adopt(root);
  }

  // Take over what the server rendered; values that arrived since stay.
  adopt(root) {
    const before = this.#held;
    this.#held = new Map();
    // Blocks elsewhere on the page may show something of a quote too.
    const beside = [...root.querySelectorAll("[data-beside]")];
    for (const element of root.querySelectorAll("[data-symbol][data-quote]")) {
      const held = before.get(element.dataset.symbol);
      const parts = [element, ...beside.filter((block) => block.dataset.beside === element.dataset.symbol)];
      const rendered = held?.element === element ? held.quote : JSON.parse(element.dataset.quote);
      const quote = held && newer(held.quote, rendered) ? held.quote : rendered;
      const now = this.#hold(element, parts, quote);
      if (quote !== rendered || held?.behind) this.#writeRow(now, now.fields);
    }
    const place = ({ element }) => Number(element.dataset.place ?? 0);
    [this.#first = null] = [...this.#held.values()].sort((one, other) => place(one) - place(other));
  }

  // `behind`: some fields still say what was before; they are not written before `next`, of the clock that goes evenly.
  #hold(element, parts, quote) {
    const found = parts.flatMap((part) => [...part.querySelectorAll("[data-field]")]);
    const cells = Object.fromEntries(found.map((cell) => [cell.dataset.field, cell]));
    const fields = Object.keys(cells);
    const prompt = fields.filter((field) => PROMPT.has(field));
    const pause = PAUSES[this.#held.size % PAUSES.length];
    const perUnit = Number(element.dataset.perUnit ?? 1);
    const held = { element, cells, fields, prompt, quote, perUnit, pause, behind: false, next: 0 };
    this.#held.set(element.dataset.symbol, held);
    return held;
  }

  get symbols() {
    return [...this.#held.keys()];
  }

  get quotes() {
    return [...this.#held.values()].map(({ quote }) => quote);
  }

  // When the newest price was fetched; null without one.
  get newest() {
    const priced = this.quotes.filter(({ price, fetched_at }) => price !== null && fetched_at);
    return priced.map(({ fetched_at }) => fetched_at).sort().at(-1) ?? null;
  }

  // The first in the visitor's own order, as it is shown.
  get first() {
    return this.#first && shown(this.#first.quote, this.#first.perUnit);
  }

  quoteOf(symbol) {
    return this.#held.get(symbol)?.quote;
  }

  // What a row sorts by; null where nothing is known.
  valueOf(row, field) {
    const held = this.#held.get(row.dataset.symbol);
    return held ? valueOf(field, shown(held.quote, held.perUnit), held.cells[field]) : null;
  }

  // The codes of the exchanges that these trade on; without any, the page's own.
  get exchanges() {
    const found = new Set([...this.#held.values()].map(({ element }) => element.dataset.exchange));
    return found.size ? found : new Set([this.#exchange]);
  }

  hear({ provider, sources = [] }) {
    this.#providerState = provider.state;
    this.#states = Object.fromEntries(sources.map(({ source, state }) => [source, state]));
  }

  // What the prices are together: "live" when one is, "late" when all that should be followed by others were not.
  get mood() {
    const states = [...this.#held.values()].map(({ quote }) => mark(quote, this.#now()));
    if (states.includes("fresh")) return "live";
    return states.includes("stale") && !states.includes("delayed") ? "late" : "";
  }

  place(quotes) {
    for (const quote of quotes) {
      const held = this.#held.get(quote.symbol);
      if (!held) continue;
      this.#unwritten.add(quote.symbol, held.quote.price);
      held.quote = quote;
    }
  }

  // What changes by time alone, and what a burst of prices left unsaid.
  age() {
    const late = performance.now();
    for (const [symbol, held] of this.#held) {
      this.#writeRow(held, AGING);
      if (held.behind && late >= held.next) this.#unwritten.add(symbol, held.quote.price);
    }
  }

  // Gives the price's cell with its direction, where it has changed.
  #write(symbol, before) {
    const held = this.#held.get(symbol);
    if (!held) return undefined; // taken off the list meanwhile
    const now = performance.now();
    held.behind = before !== null && now < held.next; // a first price comes with all that belongs to it
    if (!held.behind) held.next = now + held.pause;
    this.#writeRow(held, held.behind ? held.prompt : held.fields);
    const { price } = held.quote;
    if (before === null || price === null || before === price) return undefined;
    return [held.cells.price, price > before ? "up" : "down"];
  }

  #writeRow(held, fields) {
    const { element, cells, perUnit } = held;
    const quote = shown(held.quote, perUnit);
    const known = this.#markets.of(element.dataset.exchange);
    const provider = this.#states[quote.source] ?? this.#providerState;
    const facts = { now: this.#now(), zone: known?.zone ?? this.#zone, known, provider, titles: this.#titles, cell: null };
    for (const field of fields) {
      facts.cell = cells[field];
      if (!facts.cell) continue;
      const text = TEXT[field](quote, facts);
      if (typeof text === "string") put(facts.cell, text);
    }
    this.#mark(held);
  }

  #mark({ element, quote }) {
    const state = mark(quote, this.#now());
    const way = direction(quote.change, quote.price);
    if (element.dataset.state !== state) element.dataset.state = state;
    if (element.dataset.direction !== way) element.dataset.direction = way;
  }
}
