// Wires the modules together, and does nothing itself.

import { everySecond } from "./age.js";
import { Alerts } from "./alerts.js";
import { ServerClock } from "./clock.js";
import { Continuity } from "./continuity.js";
import { flash } from "./flash.js";
import { headlining } from "./headline.js";
import { Installed } from "./installed.js";
import { Kept } from "./kept.js";
import { keys } from "./keys.js";
import { Markets } from "./markets.js";
import { menus } from "./menus.js";
import { search } from "./search.js";
import { LiveSocket } from "./socket.js";
import { Status } from "./status.js";
import { Summary } from "./summary.js";
import { Table } from "./table.js";
import { tell, WatchList } from "./watchlist.js";

const main = document.querySelector("[data-live]");
const { socket: path, zone } = main.dataset;
// A board shows what nobody picked.
const spare = "spare" in main.dataset;

// Without a network a page comes from this browser, which says when it kept it.
let offline = "kept" in main.dataset;
const clock = new ServerClock(main.dataset.now, main.dataset.kept);
const now = () => clock.now();
const markets = new Markets(main.dataset.markets, now);
const table = new Table(main, zone, markets, now, flash);
const status = new Status(zone, () => markets.those(table.exchanges), now, () => table.newest, offline);
const kept = new Kept(() => table.quotes);
const installed = new Installed(main.dataset.worker);
const refreshed = "refreshed" in main.dataset;
const continuity = new Continuity();
const summary = refreshed ? null : new Summary();
// A board's first ticker is not the visitor's.
const entitled = spare || refreshed ? () => {} : headlining(() => table.first, now);
let socket = null;

// A change of what has an alert changes what is watched, by a hidden page too.
const alerts = new Alerts({
  table, markets, zone, now, most: Number(main.dataset.most),
  rewatch() {
    watch();
    socket?.looked();
  },
});
const watched = () => [...table.symbols, ...alerts.beyond];

const on = {
  open() {
    continuity.restart();
    status.open();
    installed.look();
    if (offline) renew();
  },
  closed: (how) => status.closed(how),
  keep: () => [...new Set([...alerts.needed, ...(spare || !table.first ? [] : [table.first.symbol])])],
  message(message) {
    if (message.now) clock.heard(message.now);
    if (message.type === "status") {
      markets.hear(message.market);
      table.hear(message);
      status.show(message);
    }
    if (["status", "heartbeat"].includes(message.type)) refresh?.again();
    if (!["snapshot", "quotes", "heartbeat"].includes(message.type)) return;
    const verdict = continuity.judge(message);
    if (verdict === "again") watch();
    if (verdict !== "take" || !message.quotes) return;
    table.place(message.quotes);
    alerts.hear(message);
    entitled();
    document.dispatchEvent(new CustomEvent("quotes", { detail: message.quotes })); // for the chart, where there is one
    status.tick(table.mood);
    kept.tick(performance.now());
  },
};

function address() {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("symbols", watched().join(","));
  if (spare) url.searchParams.set("spare", "1");
  return url;
}

// The network is back: the page as the server has it now takes the place of the kept one.
async function renew() {
  offline = false;
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer) location.reload();
}

function watch() {
  continuity.restart();
  socket?.send({ type: "watch", symbols: watched(), ...(spare && { spare }) });
}

if (offline) table.place(Kept.newer(table.quotes));
status.tick(table.mood);

const { add, stock } = main.dataset;
// The page of a ticker that is no longer listed has nothing to watch.
socket = add || refreshed || watched().length ? new LiveSocket(address, on) : null;
const list = new WatchList(() => {
  table.adopt(main);
  alerts.show();
  entitled();
  watch();
});

menus();
keys(list);

// What only some pages have is fetched by them alone.
let [board, late, refresh, sorting] = [null, null, null, null];
if (spare) import("./board.js").then(({ Board }) => (board = new Board((symbol) => table.quoteOf(symbol), reload)));
if (refreshed) import("./refresh.js").then(({ Refresh }) => (refresh = new Refresh(zone, now)));
if (add || main.querySelector("table.quotes")) {
  import("./sorting.js").then(({ Sorting }) => (sorting = new Sorting((row, field) => table.valueOf(row, field))));
  import("./late_cells.js").then(({ LateCells }) => (late = new LateCells(reload)));
  import("./share.js").then(({ share }) => share());
}
if (add) {
  import("./reorder.js").then(({ reorder }) => reorder(list));
  import("./importing.js").then(({ importing }) => importing(list, tell));
}

function reload() {
  const before = table.symbols;
  table.adopt(main);
  alerts.show();
  if (table.symbols.some((symbol) => !before.includes(symbol))) watch();
}

document.addEventListener("adopted", reload);

everySecond(() => {
  table.age();
  sorting?.tick(performance.now());
  summary?.tick(table.quotes, performance.now());
  board?.tick();
  late?.tick(performance.now());
  status.tick(table.mood);
});

const form = document.querySelector("form[data-search]");
search(form, async (symbol) => {
  if (!add) return location.assign(stock.replace("SYMBOL", symbol));
  await list.post("add", { symbol });
  document.querySelector(`[data-symbol="${symbol}"]`)?.scrollIntoView({ block: "nearest" });
});
