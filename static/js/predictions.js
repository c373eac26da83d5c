// Follows one ticker's likely range while the page is looked at: a hidden page asks for nothing. `told(answer)` is
// given each answer; the page's other socket says whether news arrive at all.

import { wait } from "./backoff.js";

const AGAIN = 15_000; // asking again is answered at once, so silence for longer than
const SILENCE = 40_000; // this is a dead connection

export class Predictions {
  #url;
  #symbol;
  #told;
  #socket = null;
  #attempt = 0;
  #retry = 0;
  #asking = 0;
  #watchdog = 0;

  constructor(path, symbol, told) {
    this.#url = new URL(path, location.href);
    this.#url.protocol = this.#url.protocol.replace("http", "ws");
    this.#symbol = symbol;
    this.#told = told;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#connect()));
    addEventListener("online", () => this.#connect());
    if (!document.hidden) this.#connect();
  }

  #connect() {
    this.#leave();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#listen();
    socket.onopen = () => {
      this.#ask();
      this.#asking = setInterval(() => this.#ask(), AGAIN);
    };
    socket.onmessage = ({ data }) => {
      this.#attempt = 0;
      this.#listen();
      this.#told(JSON.parse(data));
    };
    socket.onclose = ({ code }) => socket === this.#socket && this.#gone(code);
  }

  #ask() {
    this.#socket.send(JSON.stringify({ stock_symbol: this.#symbol }));
  }

  #listen() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#connect(), SILENCE);
  }

  #gone(code) {
    this.#leave();
    const pause = wait(code, this.#attempt++, Math.random());
    if (pause !== null) this.#retry = setTimeout(() => this.#connect(), pause);
  }

  #leave() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    clearInterval(this.#asking);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
