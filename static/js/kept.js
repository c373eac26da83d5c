// The last known prices, kept in this browser for a page that is opened without a network.

const NAME = "stocker.quotes";
const MOST = 200; // symbols; 100 KB
const PAUSE = 20_000; // milliseconds between two writings

export class Kept {
  #quotesOf;
  #written = -PAUSE;

  // `quotesOf()` gives the page's quotes.
  constructor(quotesOf) {
    this.#quotesOf = quotesOf;
    addEventListener("pagehide", () => this.#write());
    document.addEventListener("visibilitychange", () => document.hidden && this.#write());
  }

  // To be called when prices have come; `now` in milliseconds.
  tick(now) {
    if (now - this.#written < PAUSE) return;
    this.#written = now;
    this.#write();
  }

  // Those of the quotes kept that are newer than what a page holds.
  static newer(quotes) {
    const kept = read();
    const later = ({ symbol, source, fetched_at }) => {
      const last = kept[symbol];
      return last && last.source === source && last.fetched_at > (fetched_at ?? "") ? last : null;
    };
    return quotes.map(later).filter(Boolean);
  }

  #write() {
    const fresh = this.#quotesOf().filter(({ price, fetched_at }) => price !== null && fetched_at);
    if (!fresh.length) return;
    const kept = { ...read() };
    for (const quote of fresh) {
      delete kept[quote.symbol]; // the last written stand last
      kept[quote.symbol] = quote;
    }
    try {
      localStorage.setItem(NAME, JSON.stringify(Object.fromEntries(Object.entries(kept).slice(-MOST))));
    } catch {
      // Denied or full: a page without a network shows what the server rendered.
    }
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}
