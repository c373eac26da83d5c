// How a quote moves the last bar, or begins one. Bars are { time, open, high, low, close, volume }; a time is a day,
// YYYY-MM-DD, or of a day's minutes the beginning in Unix seconds. A week that goes on has `until`, its last day yet.

export const MINUTES = 300; // seconds that a bar of a day spans

// Weeks begin on Monday; the first of January 1970 was a Thursday.
const week = (day) => Math.floor((Date.parse(day) / 86_400_000 + 3) / 7);

// The bar as it is with this quote, null where the quote changes nothing. `last` is the last bar that is shown, `base`
// the last as the server told it. `span` is what a bar spans: minutes, days or weeks.
export function grown(last, base, quote, span) {
  if (!last || quote.price === null || !quote.trading_day) return null;
  if (span === "minutes") return minute(last, quote);
  const day = daily(quote);
  if (span === "days") return day.time < last.time ? null : day;
  if (week(day.time) < week(last.time)) return null;
  if (week(day.time) > week(base.time)) return week(last.time) === week(day.time) ? joined(last, day, 0) : day;
  return day.time > base.time ? { ...joined(base, day, day.volume ?? 0), until: day.time } : null;
}

function daily({ trading_day, open, high, low, price, volume }) {
  return { time: trading_day, open: open ?? price, high: high ?? price, low: low ?? price, close: price, volume };
}

function minute(last, quote) {
  if (quote.session !== "regular" || quote.state !== "fresh" || !quote.as_of) return null;
  const time = Math.floor(Date.parse(quote.as_of) / 1000 / MINUTES) * MINUTES;
  if (time < last.time) return null;
  const { price } = quote;
  const one = { time, open: price, high: price, low: price, close: price, volume: null };
  return time === last.time ? joined(last, one, 0) : one;
}

// `bar` gone on by `more`, with so much more volume.
const joined = (bar, more, volume) => ({
  ...bar,
  high: Math.max(bar.high, more.high),
  low: Math.min(bar.low, more.low),
  close: more.close,
  volume: bar.volume === null ? null : bar.volume + volume,
});
