// The server's clock, carried forward by this machine's: what is wrong with the local clock does not matter.

export class ServerClock {
  #offset = 0;

  constructor(nowText) {
    this.heard(nowText);
  }

  heard(nowText) {
    this.#offset = Date.parse(nowText) - Date.now();
  }

  // Milliseconds since 1970.
  now() {
    return Date.now() + this.#offset;
  }
}
