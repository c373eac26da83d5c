// The server's clock, carried forward by this machine's: what is wrong with the local clock does not matter.

export class ServerClock {
  #offset = 0;

  // `at` is when this machine's clock was there, where that is not now: milliseconds since 1970, as a number or a text.
  constructor(nowText, at = Date.now()) {
    this.heard(nowText, at);
  }

  heard(nowText, at = Date.now()) {
    this.#offset = Date.parse(nowText) - Number(at);
  }

  // Milliseconds since 1970.
  now() {
    return Date.now() + this.#offset;
  }
}
