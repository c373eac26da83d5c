// The connection: opens, watches over its silence, comes back. It knows no page; `on` is told what happens:
// message(object), open(), closed({code, reason, wait, opened, attempt}): `wait` in ms, null when it stays away,
// `opened` whether it ever was open, `attempt` how many failed before in a row. It may ask `on.keep()`, the symbols whose
// prices are needed while nobody looks.

import { wait } from "./backoff.js";

const SILENCE = 40_000; // the server speaks every 15 s
const ANSWER = 4_000; // a ping is answered at once
const LOOK = 5_000; // how often it is looked whether the machine slept, and
const SLEPT = 3 * LOOK; // what is more than a late timer
const LOST = 4900; // our own code: closed by the watchdog

export class LiveSocket {
  #on;
  #url;
  #socket = null;
  #attempt = 0;
  #opened = false;
  #retry = 0;
  #watchdog = 0;
  #looked = Date.now();

  // `url()` gives the address to connect to, anew each time.
  constructor(url, on) {
    this.#url = url;
    this.#on = on;
    for (const kind of ["online", "offline"]) addEventListener(kind, () => this.#now());
    addEventListener("pageshow", (event) => event.persisted && this.#now());
    document.addEventListener("visibilitychange", () => this.#visible());
    setInterval(() => this.#look(), LOOK);
    this.#connect();
  }

  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    const socket = new WebSocket(this.#url());
    this.#socket = socket;
    this.#listen();
    socket.onopen = () => {
      this.#opened = true;
      this.#on.open();
      if (document.hidden) this.looked();
    };
    socket.onmessage = (event) => {
      this.#attempt = 0;
      this.#listen();
      this.#on.message(JSON.parse(event.data));
    };
    socket.onclose = (event) => this.#gone(socket, event.code, event.reason);
  }

  // Silence for too long is a dead connection, even if nobody said so.
  #listen(patience = SILENCE) {
    clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#watchdog = setTimeout(() => {
      socket.close();
      this.#gone(socket, LOST, "");
    }, patience);
  }

  #gone(socket, code, reason) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#watchdog);
    const attempt = this.#attempt++;
    const pause = wait(code, attempt, Math.random());
    if (pause !== null) this.#retry = setTimeout(() => this.#connect(), pause);
    this.#on.closed({ code, reason, wait: pause, opened: this.#opened, attempt });
  }

  // Connect at once if a reconnect is pending; else make sure that what seems open is alive, after a sleep or with
  // another network: the old connection may be dead without a word.
  #now() {
    if (this.#retry) this.#connect();
    else if (this.#socket?.readyState === WebSocket.OPEN) {
      this.send({ type: "ping" });
      this.#listen(ANSWER);
    }
  }

  // A clock that went on while the timers stood still: the machine slept.
  #look() {
    const now = Date.now();
    if (now - this.#looked > SLEPT && !document.hidden) this.#now();
    this.#looked = now;
  }

  // Tells the server whether anybody looks, and what is needed though nobody does.
  looked() {
    this.send({ type: "visible", visible: !document.hidden, keep: document.hidden ? (this.#on.keep?.() ?? []) : [] });
  }

  #visible() {
    this.looked();
    if (!document.hidden) this.#now();
  }
}
