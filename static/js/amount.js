// A number as people type it: "1,234.50", "1 234,50", "5 %"; null for what is none above zero.

export function amount(text) {
  let plain = text.replace(/[\s%$€£]/g, "");
  // A comma alone is a decimal one, unless it groups thousands.
  if (/^\d+,\d+$/.test(plain) && !/^[1-9]\d{0,2},\d{3}$/.test(plain)) plain = plain.replace(",", ".");
  else if (/^\d{1,3}(\.\d{3})*,\d{1,2}$/.test(plain)) plain = plain.replaceAll(".", "").replace(",", ".");
  else if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  const value = /^(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) && value > 0 ? value : null;
}
