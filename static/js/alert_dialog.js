// The dialog in which alerts are set, changed and deleted. A ticker's own form is shown when it was opened for one.

import { isReached } from "./alert_rules.js";
import { MOST } from "./alert_store.js";
import { condition, standing, sum } from "./alert_words.js";
import { amount } from "./amount.js";
import { number } from "./format.js";
import { HERE } from "./markets.js";
import { unit } from "./money.js";
import { ask, permission } from "./notify.js";
import { order } from "./order.js";

const BLOCKED = "Notifications are blocked in this browser’s settings. The page and its title tell you.";
const MISSING = "This browser shows no notifications from this address. The page and its title tell you.";

export class AlertDialog {
  #alerts;
  #symbol = null;
  #edited = null; // the alert that is changed
  #dialog = document.querySelector("[data-alerts]");
  #form = this.#dialog.querySelector("form");
  #list = this.#dialog.querySelector("ul");
  #template = this.#list.querySelector("template");

  // `alerts` is what holds them, see alerts.js.
  constructor(alerts) {
    this.#alerts = alerts;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener("input", () => this.#fail(""));
    this.#form.addEventListener("change", () => this.#labels());
    this.#list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      const alert = this.#alerts.store.alerts.find(({ id }) => id === button?.value);
      if (alert && "edit" in button.dataset) this.#edit(alert);
      else if (alert) this.#delete(alert);
    });
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog || target.closest("[data-close]")) this.#dialog.close(); // the backdrop, or the cross
    });
  }

  open(symbol) {
    [this.#symbol, this.#edited] = [symbol, null];
    this.#form.reset();
    this.#dialog.showModal();
    this.show();
    this.#labels();
    this.#fail("");
    this.#part("kept").hidden = this.#alerts.store.lasting;
    if (symbol) this.#form.elements.value.focus();
  }

  // After alerts have changed.
  show() {
    if (!this.#dialog.open) return;
    const { alerts } = this.#alerts.store;
    const mine = alerts.filter(({ symbol }) => symbol === this.#symbol);
    const others = alerts.filter(({ symbol }) => symbol !== this.#symbol);
    const items = [...mine, ...others].map((alert) => this.#item(alert));
    const focused = document.activeElement?.closest("[data-alerts] li");
    const [at, edits] = [[...this.#list.children].indexOf(focused), document.activeElement?.dataset.edit !== undefined];
    this.#list.replaceChildren(this.#template, ...items);
    // Focus stays at its place of the list; at an emptied one it goes to the way out.
    if (focused) {
      const item = items[Math.min(at - 1, items.length - 1)];
      (item?.querySelector(edits ? "[data-edit]" : "[data-delete]") ?? this.#dialog.querySelector("[data-close]")).focus();
    }
    this.#part("none").hidden = alerts.length > 0 || this.#symbol !== null;
    this.#title();
    this.tick();
  }

  // The price as it is now.
  tick() {
    if (!this.#dialog.open || !this.#symbol) return;
    const [quote, by] = [this.#alerts.quoteOf(this.#symbol), this.#unit()];
    const price = quote && quote.price !== null ? sum(quote.price, by) : "";
    const words = price ? `Now ${price}` : "No price yet";
    if (this.#part("price").textContent !== words) this.#part("price").textContent = words;
  }

  #title() {
    this.#part("title").textContent = this.#symbol ? `Alert me about ${this.#symbol}` : "Alerts";
    this.#form.hidden = !this.#symbol;
  }

  #labels() {
    const { kind, value, notify } = this.#form.elements;
    const { unit: currency } = this.#unit();
    const moves = kind.value === "move";
    this.#part("value").textContent = moves ? "Percent either way" : `Price${currency && currency !== "USD" ? ` in ${currency}` : ""}`;
    value.placeholder = moves ? "5" : "";
    this.#part("submit").textContent = this.#edited ? "Save" : "Set alert";
    const why = { denied: BLOCKED, missing: MISSING }[permission()] ?? "";
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
    const quote = this.#alerts.quoteOf(this.#symbol);
    const { kind, value, notify } = this.#form.elements;
    const [given, by] = [amount(value.value), this.#unit()];
    if (!given) return this.#fail(kind.value === "move" ? "Type a percentage, such as 5." : "Type a price, such as 230.");
    if (!quote || quote.price === null) return this.#fail("There is no price yet. Try again when there is one.");
    if (!this.#edited && this.#alerts.store.alerts.length >= MOST) return this.#fail(`There are ${MOST} alerts. Delete one first.`);
    const what = kind.value === "move" ? { percent: given, from: quote.price } : { level: given * by.perUnit };
    const alert = {
      id: this.#edited?.id ?? `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`,
      symbol: this.#symbol, kind: kind.value, ...what, perUnit: by.perUnit, unit: by.unit, notify: notify.checked,
      source: quote.source, seen: order(quote), armed: true, firedAt: null,
    };
    if (kind.value !== "move" && isReached(alert, quote.price)) {
      return this.#fail(`It is ${quote.price === alert.level ? "at" : kind.value} that already: ${sum(quote.price, by)}.`);
    }
    // Asked for here and nowhere else: somebody has just chosen it. The alert is there whatever the answer.
    const refused = alert.notify && (await ask()) !== "granted";
    alert.notify = alert.notify && !refused;
    await this.#keep(alert);
    this.#alerts.say(`Alert set: ${alert.symbol} ${condition(alert)}`);
    if (refused) this.#labels();
    else if (!this.#edited) this.#dialog.close();
    else this.#begin(this.#symbol);
  }

  #keep(alert) {
    return this.#alerts.store.change(({ alerts, fired }) => ({
      alerts: [alert, ...alerts.filter(({ id }) => id !== alert.id)],
      fired,
    }));
  }

  #edit(alert) {
    this.#begin(alert.symbol, alert);
    const { kind, value, notify } = this.#form.elements;
    kind.value = alert.kind;
    value.value = alert.kind === "move" ? String(alert.percent) : number(alert.level / alert.perUnit);
    notify.checked = alert.notify;
    this.#labels();
    value.select();
  }

  #begin(symbol, edited = null) {
    [this.#symbol, this.#edited] = [symbol, edited];
    this.#form.reset();
    this.show();
    this.#labels();
    this.#fail("");
    this.#form.elements.value.focus();
  }

  async #delete(alert) {
    await this.#alerts.store.change(({ alerts, fired }) => ({ alerts: alerts.filter(({ id }) => id !== alert.id), fired }));
    this.#alerts.say(`Alert deleted: ${alert.symbol} ${condition(alert)}`);
    if (this.#edited?.id === alert.id) this.#begin(this.#symbol);
  }

  #item(alert) {
    const item = this.#template.content.firstElementChild.cloneNode(true);
    const words = `${alert.symbol} ${condition(alert)}`;
    item.querySelector("[data-what]").textContent = words;
    const how = standing(alert, this.#alerts.facts(alert), this.#alerts.now(), this.#alerts.zoneOf(alert.symbol), HERE);
    item.querySelector("[data-how]").textContent = how;
    for (const button of item.querySelectorAll("button")) {
      button.value = alert.id;
      button.querySelector(".visually-hidden").append(` ${words}`);
    }
    return item;
  }

  #fail(words) {
    this.#part("error").textContent = words;
    this.#form.elements.value.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) this.#form.elements.value.focus();
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-alerts-${name}]`);
  }
}
