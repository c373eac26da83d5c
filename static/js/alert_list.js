// The alerts that there are, in the dialog: what each waits for, how it stands, and buttons to change and delete it.

import { condition, standing } from "./alert_words.js";
import { HERE } from "./markets.js";

export class AlertList {
  #alerts;
  #list;
  #template;

  // `alerts` is what holds them, see alerts.js; `change(alert)` and `remove(alert)` are what the buttons do.
  constructor(list, alerts, { change, remove }) {
    [this.#alerts, this.#list, this.#template] = [alerts, list, list.querySelector("template")];
    list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      const alert = alerts.store.alerts.find(({ id }) => id === button?.value);
      if (alert) ("edit" in button.dataset ? change : remove)(alert);
    });
  }

  // Those of this symbol first. Focus stays at its place of the list; of an emptied one it goes to `otherwise`.
  show(symbol, otherwise) {
    const { alerts } = this.#alerts.store;
    const [mine, others] = [true, false].map((own) => alerts.filter((alert) => (alert.symbol === symbol) === own));
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    const at = [...this.#list.querySelectorAll("li")].indexOf(focused?.closest("li"));
    const items = [...mine, ...others].map((alert) => this.#item(alert));
    this.#list.replaceChildren(this.#template, ...items);
    if (!focused) return;
    const kind = "edit" in focused.dataset ? "[data-edit]" : "[data-delete]";
    (items[Math.min(at, items.length - 1)]?.querySelector(kind) ?? otherwise).focus();
  }

  #item(alert) {
    const item = this.#template.content.firstElementChild.cloneNode(true);
    const [now, zone] = [this.#alerts.now(), this.#alerts.zoneOf(alert.symbol)];
    const words = `${alert.symbol} ${condition(alert)}`;
    item.querySelector("[data-what]").textContent = words;
    item.querySelector("[data-how]").textContent = standing(alert, this.#alerts.facts(alert), now, zone, HERE);
    for (const button of item.querySelectorAll("button")) {
      button.value = alert.id;
      button.querySelector(".visually-hidden").append(` ${words}`);
    }
    return item;
  }
}
