// Takes the place of WebSocket in a page whose clock is driven: a server that sends each second what a list of fifty
// gets, its status every 15 s, and is started again every half hour.

(() => {
  const OPENING = 20; // milliseconds
  const SECOND = 1000;
  const RESTART = 1800 * SECOND;
  const [CONNECTING, OPEN, CLOSED] = [0, 1, 3];
  let sent = 0;

  const iso = (at) => new Date(at).toISOString();

  function quote(symbol, place) {
    const [now, before] = [Date.now(), 40 + 17 * place];
    const price = Number((before * (1 + (((sent * 7 + place * 13) % 61) - 30) / 1000)).toFixed(2));
    return {
      symbol, price, previous_close: before, change: price - before, change_percent: (price / before - 1) * 100,
      open: before, high: before * 1.03, low: before * 0.97, volume: 1e6 + sent * 1000, market_cap: price * 1e9,
      market_cap_as_of: null, currency: "USD", session: "regular", extended_price: null, extended_change_percent: null,
      trading_day: iso(now).slice(0, 10), as_of: iso(now), fetched_at: iso(now), next_due_at: iso(now + SECOND),
      source: "simulated", basis: "simulated", state: "fresh",
    };
  }

  window.WebSocket = class LongDay {
    static OPEN = OPEN;
    readyState = CONNECTING;
    #symbols;
    #seq = 0;
    #timers = [];

    constructor(url) {
      const { pathname, searchParams } = new URL(url);
      this.#symbols = pathname === "/ws/live/" ? searchParams.get("symbols").split(",") : null;
      setTimeout(() => this.#open(), OPENING);
    }

    send(text) {
      const { type, symbols, stock_symbol } = JSON.parse(text);
      if (type === "watch") this.#symbols = symbols;
      if (type === "watch") this.#quotes("snapshot");
      if (type === "ping") this.#tell({ type: "pong" });
      if (stock_symbol) this.#tell({ stock_symbol, prediction: null, error: "Not enough history yet." });
    }

    close() {
      this.#close(1000);
    }

    #open() {
      if (this.readyState === CLOSED) return;
      this.readyState = OPEN;
      this.onopen?.();
      if (!this.#symbols) return;
      this.#quotes("snapshot");
      this.#status();
      const every = (pause, step) => this.#timers.push(setInterval(step, pause));
      every(SECOND, () => this.#quotes("quotes"));
      every(15 * SECOND, () => this.#status());
      this.#timers.push(setTimeout(() => this.#close(4200), RESTART));
    }

    #quotes(type) {
      sent += 1;
      if (type === "quotes") this.#seq += 1;
      this.#tell({ type, seq: this.#seq, quotes: this.#symbols.map(quote), ...(type === "snapshot" && { unknown: [] }) });
    }

    #status() {
      const budget = { window: "minute", used: sent % 1200, limit: 1200, next_due_at: null, every: 1 };
      const provider = { state: "ok", since: iso(Date.now()), message: "" };
      this.#tell({ type: "status", basis: "simulated", source: "simulated", provider, budget, market: {}, live: true });
    }

    #tell(message) {
      this.onmessage?.({ data: JSON.stringify({ ...message, now: iso(Date.now()) }) });
    }

    #close(code) {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      for (const timer of this.#timers) clearInterval(timer);
      setTimeout(() => this.onclose?.({ code, reason: "" }), 0);
    }
  };
  window.sent = () => sent;
})();
