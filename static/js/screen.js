// Wires a list without controls: prices, their age, the connection, and loading itself anew. It does nothing itself.

import { everySecond } from "./age.js";
import { keepAwake } from "./awake.js";
import { ServerClock } from "./clock.js";
import { Continuity } from "./continuity.js";
import { flash } from "./flash.js";
import { headlining } from "./headline.js";
import { Markets } from "./markets.js";
import { Renewal } from "./renewal.js";
import { LiveSocket } from "./socket.js";
import { Status } from "./status.js";
import { Table } from "./table.js";

const main = document.querySelector("[data-live]");
const clock = new ServerClock(main.dataset.now);
const now = () => clock.now();
const markets = new Markets(main.dataset.markets, now);
const table = new Table(main, main.dataset.zone, markets, now, flash);
const status = new Status(main.dataset.zone, () => markets.those(table.exchanges), now, () => table.newest, false);
const continuity = new Continuity();
const entitled = headlining(() => table.first, now);
const renewal = new Renewal(main.dataset.renewal);
let away = false; // since the connection was lost

const on = {
  open() {
    continuity.restart();
    status.open();
    if (away) renewal.look();
    away = false;
  },
  closed(how) {
    away = true;
    status.closed(how);
    if (how.wait === null) renewal.insist();
  },
  message(message) {
    if (message.now) clock.heard(message.now);
    if (message.type === "status") {
      markets.hear(message.market);
      table.hear(message);
      status.show(message);
    }
    if (!["snapshot", "quotes", "heartbeat"].includes(message.type)) return;
    const verdict = continuity.judge(message);
    if (verdict === "again") {
      continuity.restart();
      socket.send({ type: "watch", symbols: table.symbols });
    }
    if (verdict !== "take" || !message.quotes) return;
    table.place(message.quotes);
    status.tick(table.mood);
    entitled();
  },
};

function address() {
  const url = new URL(main.dataset.socket, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("symbols", table.symbols.join(","));
  return url;
}

const socket = table.symbols.length ? new LiveSocket(address, on) : null;
everySecond(() => {
  table.age();
  if (socket) status.tick(table.mood);
});
if (main.matches(".wall")) keepAwake();
