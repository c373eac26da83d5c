// The dialog in which alerts are set, changed and deleted. A ticker's own form is shown when it was opened for one.

import { AlertList } from "./alert_list.js";
import { isReached } from "./alert_rules.js";
import { MOST } from "./alert_store.js";
import { condition, sum } from "./alert_words.js";
import { amount } from "./amount.js";
import { number } from "./format.js";
import { unit } from "./money.js";
import { ask, permission } from "./notify.js";
import { order } from "./order.js";

const NO_NOTIFICATIONS = {
  denied: "Notifications are blocked in this browser’s settings. The page and its title tell you.",
  missing: "This browser shows no notifications here. The page and its title tell you.",
};

export class AlertDialog {
  #alerts;
  #symbol = null;
  #edited = null; // the alert that is changed
  #chosen = false; // whether above or below was said; else the price that is typed says it
  #dialog = document.querySelector("[data-alerts]");
  #form = this.#dialog.querySelector("form");
  #fields = this.#form.elements;
  #list;

  // `alerts` is what holds them, see alerts.js.
  constructor(alerts) {
    this.#alerts = alerts;
    this.#list = new AlertList(this.#dialog.querySelector("ul"), alerts, {
      change: (alert) => this.#change(alert),
      remove: (alert) => this.#remove(alert),
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener("input", ({ target }) => {
      this.#fail("");
      if (target === this.#fields.value) this.#side();
    });
    this.#form.addEventListener("change", ({ target }) => {
      if (target.name === "kind") this.#chosen = true;
      this.#label();
    });
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog || target.closest("[data-close]")) this.#dialog.close(); // the backdrop, or the cross
    });
  }

  // For a symbol, or for the list alone.
  open(symbol) {
    this.#dialog.showModal();
    this.#begin(symbol);
    this.#part("kept").hidden = this.#alerts.store.lasting;
  }

  // After alerts have changed.
  show() {
    if (!this.#dialog.open) return;
    this.#list.show(this.#symbol, this.#dialog.querySelector("[data-close]"));
    this.#part("none").hidden = this.#alerts.store.alerts.length > 0 || this.#symbol !== null;
    this.tick();
  }

  // The price as it is now.
  tick() {
    if (!this.#dialog.open || !this.#symbol) return;
    const quote = this.#alerts.quoteOf(this.#symbol);
    const words = quote && quote.price !== null ? `Now ${sum(quote.price, this.#unit())}` : "No price yet";
    if (this.#part("price").textContent !== words) this.#part("price").textContent = words;
  }

  #begin(symbol, edited = null) {
    [this.#symbol, this.#edited, this.#chosen] = [symbol, edited, Boolean(edited)];
    this.#part("title").textContent = symbol ? `Alert me about ${symbol}` : "Alerts";
    this.#form.reset();
    this.#form.hidden = !symbol;
    this.show();
    this.#label();
    this.#fail("");
    if (symbol) this.#fields.value.focus();
  }

  #change(alert) {
    this.#begin(alert.symbol, alert);
    const { kind, value, notify } = this.#fields;
    kind.value = alert.kind;
    value.value = alert.kind === "move" ? String(alert.percent) : number(alert.level / alert.perUnit);
    notify.checked = alert.notify;
    this.#label();
    value.select();
  }

  // A price below the one of now can only be waited for from above, and the other way about.
  #side() {
    const [price, given] = [this.#alerts.quoteOf(this.#symbol)?.price, amount(this.#fields.value.value)];
    if (this.#chosen || !given || typeof price !== "number") return;
    this.#fields.kind.value = given * this.#unit().perUnit < price ? "below" : "above";
  }

  // What the fields are called, and why one is of no use.
  #label() {
    const { kind, value, notify } = this.#fields;
    const { unit: currency } = this.#unit();
    const price = currency && currency !== "USD" ? `Price in ${currency}` : "Price";
    const moves = kind.value === "move";
    this.#part("value").textContent = moves ? "Percent either way" : price;
    value.placeholder = moves ? "5" : "";
    this.#part("submit").textContent = this.#edited ? "Save" : "Set alert";
    const why = NO_NOTIFICATIONS[permission()] ?? "";
    notify.disabled = Boolean(why);
    if (why) notify.checked = false;
    this.#part("blocked").textContent = why;
  }

  // What the prices of this ticker are in, as the page shows them; those of an alert that is changed as they were.
  #unit() {
    if (this.#edited) return this.#edited;
    const row = this.#symbol && this.#alerts.rowOf(this.#symbol);
    const [perUnit, currency] = [Number(row?.dataset.perUnit ?? 1), this.#alerts.quoteOf(this.#symbol)?.currency];
    return { perUnit, unit: perUnit === 1 ? currency : unit(currency) };
  }

  async #submit() {
    const [alert, problem] = this.#asked();
    if (problem) return this.#fail(problem);
    const edited = this.#edited;
    // Asked for here and nowhere else: somebody has just chosen it. The alert is there whatever the answer.
    const refused = alert.notify && (await ask()) !== "granted";
    alert.notify = alert.notify && !refused;
    await this.#put((others) => [alert, ...others], alert);
    this.#alerts.say(`Alert set: ${alert.symbol} ${condition(alert)}`);
    if (refused) this.#label();
    else if (edited) this.#begin(alert.symbol);
    else this.#dialog.close();
  }

  // The alert that the fields speak of, or what is wrong with them in words.
  #asked() {
    const quote = this.#alerts.quoteOf(this.#symbol);
    const [kind, given, by] = [this.#fields.kind.value, amount(this.#fields.value.value), this.#unit()];
    if (!given) return [null, kind === "move" ? "Type a percentage, such as 5." : "Type a price, such as 230."];
    if (!quote || quote.price === null) return [null, "There is no price yet. Try again when there is one."];
    if (!this.#edited && this.#alerts.store.alerts.length >= MOST) {
      return [null, `There are ${MOST} alerts. Delete one first.`];
    }
    const alert = {
      id: this.#edited?.id ?? `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`,
      symbol: this.#symbol,
      kind,
      ...(kind === "move" ? { percent: given, from: quote.price } : { level: given * by.perUnit }),
      perUnit: by.perUnit,
      unit: by.unit,
      notify: this.#fields.notify.checked,
      source: quote.source,
      seen: order(quote),
      armed: true,
      firedAt: null,
    };
    const reached = kind !== "move" && isReached(alert, quote.price);
    const where = quote.price === alert.level ? "at" : kind;
    return [alert, reached ? `It is ${where} that already: ${sum(quote.price, by)}.` : ""];
  }

  async #remove(alert) {
    await this.#put((others) => others, alert);
    this.#alerts.say(`Alert deleted: ${alert.symbol} ${condition(alert)}`);
    if (this.#edited?.id === alert.id) this.#begin(this.#symbol);
  }

  #put(among, { id }) {
    return this.#alerts.store.change(({ alerts, fired }) => ({
      alerts: among(alerts.filter((each) => each.id !== id)),
      fired,
    }));
  }

  #fail(words) {
    this.#part("error").textContent = words;
    this.#fields.value.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) this.#fields.value.focus();
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-alerts-${name}]`);
  }
}
