// The title of the page, in parts that each have one owner: `alerts` that fired come first, then the `ticker` that is
// shown there, then the `page`'s own name. A part without words is left out.

const parts = { alerts: "", ticker: "", page: null };

export function entitle(part, words) {
  parts.page ??= document.title;
  parts[part] = words;
  const text = titled(parts);
  if (document.title !== text) document.title = text;
}

export const titled = ({ alerts, ticker, page }) => [alerts, ticker, page].filter(Boolean).join(" · ");
