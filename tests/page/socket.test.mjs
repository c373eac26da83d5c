// The connection comes back by itself from a dead network, a sleep and a server that is gone.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { LiveSocket } from "../../static/js/socket.js";

let sockets, listeners, told;

// A server's end in place of the browser's WebSocket: it opens when told to, and may fall silent.
class Wire {
  static OPEN = 1;
  readyState = 0;
  sent = [];
  constructor() {
    sockets.push(this);
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  says(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  send(text) {
    this.sent.push(JSON.parse(text).type);
  }
  close() {
    this.readyState = 3;
  }
}

beforeEach(() => {
  [sockets, listeners, told] = [[], {}, []];
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  const hear = (name, then) => (listeners[name] = then);
  globalThis.WebSocket = Wire;
  globalThis.addEventListener = hear;
  globalThis.document = { hidden: false, addEventListener: hear };
  const on = { open: () => told.push("open"), closed: () => told.push("closed"), message: () => told.push("message") };
  new LiveSocket(() => "ws://here/", on);
  sockets[0].open();
});
// In steps, as time does: what is set on the way runs on the way.
function pass(milliseconds) {
  for (let left = milliseconds; left > 0; left -= 100) mock.timers.tick(Math.min(100, left));
}

afterEach(() => mock.timers.reset());

test("forty silent seconds are a dead connection, though nobody said so", () => {
  pass(39_000);
  assert.equal(sockets.length, 1);
  pass(3_000);
  assert.equal(sockets.length, 2);
});

test("every message begins the forty seconds anew", () => {
  for (let n = 0; n < 5; n++) {
    pass(30_000);
    sockets[0].says({ type: "heartbeat" });
  }
  assert.deepEqual(told, ["open", ...Array(5).fill("message")]);
});

for (const kind of ["online", "offline"]) {
  test(`a device that goes ${kind} asks whether its connection answers, and opens another if not`, () => {
    listeners[kind]();
    assert.deepEqual(sockets[0].sent, ["ping"]);
    pass(5_100);
    assert.equal(sockets.length, 2);
    sockets[1].open();
    listeners.online();
    sockets[1].says({ type: "pong" });
    pass(10_000);
    assert.equal(sockets.length, 2);
  });
}

test("a page that is looked at again says so and makes sure of its connection", () => {
  listeners.visibilitychange();
  assert.deepEqual(sockets[0].sent, ["visible", "ping"]);
});

test("a machine that slept makes sure of its connection as soon as it wakes", () => {
  pass(10_000);
  assert.deepEqual(sockets[0].sent, []);
  mock.timers.setTime(Date.now() + 600_000);
  pass(5_000);
  assert.ok(sockets[0].sent.includes("ping") || sockets.length > 1);
});

test("a connection that was lost is tried again at once when the network is back", () => {
  sockets[0].onclose({ code: 1006, reason: "" });
  listeners.online();
  assert.equal(sockets.length, 2);
});
