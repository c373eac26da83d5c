// What each `[data-field]` of the page says and sorts by. The server's live/columns.py says the same of its columns.

import { change, compact, number, percent } from "./format.js";
import { HERE } from "./markets.js";
import { gone, sparkline } from "./sparkline.js";
import { day, moment } from "./times.js";
import { exchange, extended, freshness, stateAt, toldValue, trading } from "./words.js";
import { year, yearPlace } from "./year.js";

// Each is given the quote as it is shown (see money.js) and what else there is to know: `now`, the server's time in
// milliseconds; `zone`, the exchange's; `known` of the exchange, null for nothing; `provider`, its state; `cell`;
// `titles`, the names of sources where there are several.
// What is no text leaves the cell as it is.
export const TEXT = {
  price: (quote) => number(quote.price),
  change: (quote) => change(quote.change, quote.price),
  change_percent: (quote) => percent(quote.change_percent),
  open: (quote) => number(quote.open),
  high: (quote) => number(quote.high),
  low: (quote) => number(quote.low),
  day_range: ({ low, high }) => (low === null || high === null ? "–" : `${number(low)} – ${number(high)}`),
  previous_close: (quote) => number(quote.previous_close),
  volume: (quote) => compact(quote.volume),
  market_cap: (quote, { cell }) => compact(worth(quote, cell)),
  market_cap_day: ({ market_cap, market_cap_as_of }, { now, zone, cell }) =>
    toldValue(market_cap === null ? cell.dataset.toldOn : market_cap_as_of, now, zone),
  trading_day: (quote, { now, zone }) => (quote.trading_day ? day(quote.trading_day, now, zone) : "–"),
  as_of: (quote, { now, zone }) =>
    quote.price === null ? "–" : moment(Date.parse(quote.as_of ?? quote.fetched_at), now, zone, HERE),
  extended: (quote) => extended(quote),
  freshness: (quote, { now, zone, provider }) => freshness(quote, now, zone, HERE, provider),
  source: ({ price, source }, { titles }) => (price === null ? "" : (titles[source] ?? "")),
  // What is said of the exchange rather than of the price.
  trading: (quote, { now, known }) => known && trading(known, stateAt(quote, now), now, HERE),
  exchange: (_, { now, known }) => known && exchange(known, now, HERE),
  year,
  year_place: yearPlace,
  sparkline,
};

const PERIODS = ["week", "month", "year_to_date", "year"];

// Each is measured from a close that the server put into the cell; null where there is none.
for (const period of PERIODS) {
  TEXT[`return_${period}`] = (quote, { cell }) => percent(returned(quote, cell));
}

function returned({ price }, cell) {
  const reference = Number(cell?.dataset.reference);
  return price !== null && reference ? (price / reference - 1) * 100 : null;
}

// What a company is worth: without a quote's own value what the provider once told, which the server put in the cell.
export function worth({ market_cap }, { dataset }) {
  if (market_cap !== null) return market_cap / Number(dataset.perUnit ?? 1);
  return dataset.told ? Number(dataset.told) : null;
}

// What changes by time alone.
export const AGING = ["freshness", "trading", "exchange"];

// What follows each price at once; the rest of a row may be a little later (see table.js).
export const PROMPT = new Set(["price", "change", "change_percent", "extended", "source", ...AGING]);

// What a column sorts by, where that is not the quote's own `field`; null where nothing is known.
const VALUE = {
  day_range: ({ price, low, high }) =>
    price === null || low === null || high === null || high <= low ? null : (price - low) / (high - low),
  extended: (quote) => (extended(quote) ? quote.extended_change_percent : null),
  freshness: ({ price, as_of, fetched_at }) => (price === null ? null : -Date.parse(as_of ?? fetched_at)),
  market_cap: (quote, cell) => (cell ? worth(quote, cell) : quote.market_cap),
  sparkline: gone,
};
for (const period of PERIODS) VALUE[`return_${period}`] = returned;

// `cell` is the field's own, where the table shows it.
export const valueOf = (field, quote, cell) => (VALUE[field] ? VALUE[field](quote, cell) : (quote[field] ?? null));
