// What is known of the exchanges of this page: what the server rendered it with, then what each status tells.

// Told this long ago to have changed by now, a state is no longer believed. Milliseconds; a status takes a moment.
const GRACE = 60_000;

// The reader's own zone.
export const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;

export class Markets {
  #known;
  #now;

  // `text` is JSON, an object for each exchange by its code; `now()` is the server's clock in milliseconds.
  constructor(text, now) {
    this.#known = JSON.parse(text);
    this.#now = now;
  }

  hear(markets) {
    this.#known = { ...this.#known, ...markets };
  }

  of(code) {
    const known = this.#known[code];
    if (!known) return null;
    return known.next_change_at && Date.parse(known.next_change_at) + GRACE < this.#now() ? null : known;
  }

  // What is known of these exchanges, by their codes.
  those(codes) {
    return Object.fromEntries([...codes].map((code) => [code, this.of(code)]).filter(([, known]) => known));
  }
}
