// Judges alerts on each update, tells those that fire, and marks the rows that have one.

import { judge } from "./alert_rules.js";
import { AlertStore } from "./alert_store.js";
import { told } from "./alert_words.js";
import { Fired } from "./fired.js";
import { HERE } from "./markets.js";
import { notify } from "./notify.js";
import { order } from "./order.js";

export class Alerts {
  store;
  #page; // { table, markets, zone, now(), rewatch(), most }: `most` symbols one socket may name
  #fired;
  #dialog = null;
  #heard = new Map(); // symbol → quote, of those that have an alert
  #unlisted = new Set();
  #watched = "";
  #shown = [];

  constructor(page) {
    this.#page = page;
    this.store = new AlertStore(() => this.show());
    this.#fired = new Fired((ids) => this.#dismiss(ids), this.store.fired);
    this.#watched = this.symbols.join();
    document.addEventListener("click", ({ target }) => {
      const button = target.closest?.("[data-alert-me], [data-alerts-open]");
      if (button) this.#open(button);
    });
    this.show();
  }

  // What has an alert. All are needed, those that fired too: a price must go back before they are ready again.
  get symbols() {
    return [...new Set(this.store.alerts.map(({ symbol }) => symbol))];
  }

  // Those of them that the page does not show, as many as there is room for: an alert goes on when its ticker is taken
  // off the list.
  get beyond() {
    const shown = this.#page.table.symbols;
    const room = Math.max(0, this.#page.most - shown.length);
    return this.symbols.filter((symbol) => !shown.includes(symbol)).slice(0, room);
  }

  // Those whose prices come here: of a hidden page nothing else is needed.
  get needed() {
    return this.symbols.filter((symbol) => this.facts({ symbol }).watched);
  }

  // Where the page shows it.
  rowOf(symbol) {
    return document.querySelector(`main [data-symbol="${CSS.escape(symbol)}"][data-quote]`);
  }

  quoteOf(symbol) {
    return this.#page.table.quoteOf(symbol) ?? this.#heard.get(symbol);
  }

  // What is to be said of one, see `standing`.
  facts({ symbol }) {
    const shown = this.#page.table.symbols.includes(symbol);
    const watched = shown || this.beyond.includes(symbol);
    return { shown, watched, unlisted: this.#unlisted.has(symbol), source: this.quoteOf(symbol)?.source };
  }

  zoneOf(symbol) {
    const { markets, zone } = this.#page;
    return markets.of(this.rowOf(symbol)?.dataset.exchange)?.zone ?? zone;
  }

  now() {
    return this.#page.now();
  }

  say(words) {
    this.#fired.say(words);
  }

  // What came on the socket.
  hear({ quotes, unknown }) {
    if (unknown) this.#unlisted = new Set(unknown);
    const [now, having] = [this.now(), this.symbols];
    const came = quotes.filter(({ symbol }) => having.includes(symbol));
    for (const quote of came) this.#heard.set(quote.symbol, quote);
    const matters = (alert) => came.some((quote) => quote.symbol === alert.symbol && judge(alert, quote, now));
    if (this.store.alerts.some(matters)) this.#judge(came, now);
    this.#dialog?.tick();
  }

  // After anything changed: the store, in this tab or another, or the page's rows.
  show() {
    const having = new Set(this.symbols);
    for (const row of document.querySelectorAll("main [data-symbol][data-quote]")) {
      row.toggleAttribute("data-alert", having.has(row.dataset.symbol));
    }
    this.#fired?.show(this.store.fired, this.now(), HERE ?? this.#page.zone);
    this.#dialog?.show();
    this.#left(having);
    if (this.#watched === this.symbols.join()) return;
    this.#watched = this.symbols.join();
    this.#page.rewatch();
  }

  // A ticker with an alert was taken off the list: said beside the words of its removal.
  #left(having) {
    const [before, shown] = [this.#shown, this.#page.table.symbols];
    this.#shown = shown;
    const gone = before.filter((symbol) => having.has(symbol) && !shown.includes(symbol));
    const words = document.querySelector("[data-adopt=told]:has(button)")?.firstChild;
    const stays = gone.length > 1 ? "their alerts stay" : "its alert stays";
    if (gone.length && words) words.textContent = `${words.textContent.trim()}, ${stays} `;
  }

  async #judge(quotes, now) {
    const bySymbol = new Map(quotes.map((quote) => [quote.symbol, quote]));
    let toldNow = [];
    await this.store.change(({ alerts, fired }) => {
      toldNow = [];
      const judged = alerts.map((alert) => {
        const quote = bySymbol.get(alert.symbol);
        const outcome = quote && judge(alert, quote, now);
        if (outcome?.fired) toldNow.push(this.#told(alert, quote, now));
        return outcome?.alert ?? alert;
      });
      // Of one alert only the newest stands there.
      const older = fired.filter((each) => !toldNow.some(({ of }) => of === each.of));
      return { alerts: judged, fired: [...toldNow, ...older] };
    });
    for (const { notify: wanted, words, price, id } of toldNow) if (wanted) notify(words, price, id);
  }

  // The same in every tab, so that what two tell at once is one.
  #told(alert, quote, now) {
    const { id, symbol, notify: wanted } = alert;
    const said = told(alert, quote, now, this.zoneOf(symbol), HERE);
    return { id: `${id} ${order(quote)}`, of: id, symbol, at: now, notify: wanted, ...said };
  }

  #dismiss(ids) {
    return this.store.change(({ alerts, fired }) => ({ alerts, fired: fired.filter(({ id }) => !ids.includes(id)) }));
  }

  // The dialog's code is fetched when it is first wanted.
  async #open(button) {
    button.closest("[popover]:popover-open")?.hidePopover();
    const { AlertDialog } = await import("./alert_dialog.js");
    this.#dialog ??= new AlertDialog(this);
    this.#dialog.open(button.dataset.alertMe ?? null);
  }
}
