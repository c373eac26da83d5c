// Pence as pounds: a quote whose sums are in hundredths of what people speak of, in that. live/money.py does the same.

const SUMS = ["price", "previous_close", "change", "open", "high", "low", "extended_price", "market_cap"];
// The exchanges' names for a hundredth → the currency that people speak of.
const HUNDREDTHS = { GBX: "GBP", ZAC: "ZAR", ILA: "ILS" };

export const unit = (currency) => HUNDREDTHS[currency] ?? currency;

// `perUnit` is how many of what is quoted make one of what is shown: 100 for pence, else 1.
export function shown(quote, perUnit) {
  if (perUnit === 1) return quote;
  const converted = SUMS.map((name) => [name, quote[name] === null ? null : quote[name] / perUnit]);
  return { ...quote, ...Object.fromEntries(converted) };
}
