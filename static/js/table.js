// Places quotes in the cells that the server rendered: `[data-symbol]` holds the quote, `[data-field]` its values.

import { AGING, TEXT, valueOf } from "./columns.js";
import { direction } from "./format.js";
import { shown } from "./money.js";
import { newer } from "./order.js";
import { mark } from "./words.js";

export class Table {
  #zone;
  #exchange;
  #markets;
  #now;
  #providerState = "ok";
  #states = {}; // source → state, where there are several
  #titles;
  #held = new Map(); // symbol → { element, cells, quote }

  // `zone` is of exchanges that nothing is known of; `now()` is the server's clock in milliseconds.
  constructor(root, zone, markets, now) {
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
      const found = parts.flatMap((part) => [...part.querySelectorAll("[data-field]")]);
      const cells = found.map((cell) => [cell.dataset.field, cell]);
      const rendered = held?.element === element ? held.quote : JSON.parse(element.dataset.quote);
      const quote = held && newer(held.quote, rendered) ? held.quote : rendered;
      const now = { element, cells: Object.fromEntries(cells), quote };
      this.#held.set(element.dataset.symbol, now);
      if (quote !== rendered) this.#writeAll(now);
    }
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
    const place = ({ element }) => Number(element.dataset.place ?? 0);
    const [first] = [...this.#held.values()].sort((one, other) => place(one) - place(other));
    return first && shown(first.quote, perUnit(first.element));
  }

  quoteOf(symbol) {
    return this.#held.get(symbol)?.quote;
  }

  // What a row sorts by; null where nothing is known.
  valueOf(row, field) {
    const held = this.#held.get(row.dataset.symbol);
    return held ? valueOf(field, shown(held.quote, perUnit(row)), held.cells[field]) : null;
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

  // Returns the price cells that changed, each with its direction.
  place(quotes) {
    const changed = [];
    for (const quote of quotes) {
      const held = this.#held.get(quote.symbol);
      if (!held) continue;
      const before = held.quote.price;
      held.quote = quote;
      this.#writeAll(held);
      if (before !== null && quote.price !== null && before !== quote.price) {
        changed.push([held.cells.price, quote.price > before ? "up" : "down"]);
      }
    }
    return changed;
  }

  // What changes by time alone.
  age() {
    for (const held of this.#held.values()) {
      for (const field of AGING) if (held.cells[field]) this.#write(held, field);
      this.#mark(held);
    }
  }

  #writeAll(held) {
    for (const field of Object.keys(held.cells)) this.#write(held, field);
    this.#mark(held);
  }

  #write({ element, cells, quote }, field) {
    const known = this.#markets.of(element.dataset.exchange);
    const provider = this.#states[quote.source] ?? this.#providerState;
    const zone = known?.zone ?? this.#zone;
    const facts = { now: this.#now(), zone, known, provider, cell: cells[field], titles: this.#titles };
    const text = TEXT[field](shown(quote, perUnit(element)), facts);
    if (typeof text === "string" && cells[field].textContent !== text) cells[field].textContent = text;
  }

  #mark({ element, quote }) {
    const state = mark(quote, this.#now());
    const way = direction(quote.change, quote.price);
    if (element.dataset.state !== state) element.dataset.state = state;
    if (element.dataset.direction !== way) element.dataset.direction = way;
  }
}

const perUnit = (element) => Number(element.dataset.perUnit ?? 1);
