// How a number is written. The server's live/formats.py writes the same: tests/page/cases.json holds both to it.

const UNKNOWN = "–";
const MINUS = "−";
const MAGNITUDES = [[1e3, "K"], [1e6, "M"], [1e9, "B"], [1e12, "T"]];

const places = (digits) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const FIXED = { 0: places(0), 2: places(2), 4: places(4) };
const THREE_FIGURES = new Intl.NumberFormat("en-US", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

const unsigned = (text) => text.replace("-", MINUS);
const decimals = (price) => (price !== 0 && Math.abs(price) < 1 ? 4 : 2);
const grouped = (value, digits) => unsigned(FIXED[digits].format(value).replace(/^-(?=[0.,]*$)/, ""));

function signed(text) {
  if (!/[1-9]/.test(text) || text.startsWith(MINUS)) return text;
  return `+${text}`;
}

export function number(value) {
  return value === null ? UNKNOWN : grouped(value, decimals(value));
}

export function change(value, price) {
  return value === null ? UNKNOWN : signed(grouped(value, decimals(price ?? value)));
}

export function percent(value) {
  return value === null ? UNKNOWN : `${signed(grouped(value, 2))}%`;
}

export function direction(value, price) {
  return { "+": "up", [MINUS]: "down" }[change(value, price)[0]] ?? "flat";
}

export function compact(value) {
  if (value === null) return UNKNOWN;
  if (Math.abs(value) < 1000) return grouped(value, 0);
  for (const [size, letter] of MAGNITUDES) {
    const figures = THREE_FIGURES.format(value / size);
    if (!figures.includes(",") || letter === "T") return unsigned(figures) + letter;
  }
}

export function gained(rank, before) {
  return rank === null || before === null ? UNKNOWN : signed(grouped(before - rank, 0));
}

export function age(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s old`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min old`;
  if (whole < 48 * 3600) return `${Math.floor(whole / 3600)} h old`;
  return `${Math.floor(whole / 86400)} days old`;
}
