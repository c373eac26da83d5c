// Loads a page that nobody touches anew, when the server has another release of it or other tickers for it. Only with
// an answer at hand, so that a server that is away never leaves an empty screen.

const PAUSE = 60_000; // milliseconds between two looks

export class Renewal {
  #shown;
  #asking = false;

  // `shown` is the `data-renewal` that this page was made with.
  constructor(shown) {
    this.#shown = shown;
    setInterval(() => this.look(), PAUSE * (0.9 + 0.2 * Math.random())); // a hundred screens do not ask together
  }

  // The server lets this page back in no more: whatever it has for it now is better.
  insist() {
    this.#shown = null;
  }

  async look() {
    if (this.#asking || document.hidden) return;
    this.#asking = true;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const renewal = fresh.querySelector("[data-renewal]")?.dataset.renewal;
      if (renewal && renewal !== this.#shown) location.reload();
    } catch {
      // Away; the connection says so, and the next look is soon enough.
    } finally {
      this.#asking = false;
    }
  }
}
