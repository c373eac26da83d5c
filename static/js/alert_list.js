// The alerts that there are, in the dialog: what each waits for, how it stands, and buttons to change and delete it.

import { condition, standing } from "./alert_words.js";
import { arrange } from "./arrange.js";
import { HERE } from "./markets.js";
import { put } from "./put.js";

export class AlertList {
  #alerts;
  #list;
  #template;
  #items = new Map(); // an alert's id → what shows it

  // `alerts` is what holds them, see alerts.js; `change(alert)` and `remove(alert)` are what the buttons do.
  constructor(list, alerts, { change, remove }) {
    [this.#alerts, this.#list, this.#template] = [alerts, list, list.querySelector("template")];
    this.#template.remove();
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
    const before = this.#items;
    this.#items = new Map([...mine, ...others].map((alert) => [alert.id, this.#item(alert, before.get(alert.id))]));
    const items = [...this.#items.values()];
    arrange(this.#list, items);
    if (!focused || focused === document.activeElement) return;
    const kind = "edit" in focused.dataset ? "[data-edit]" : "[data-delete]";
    (items[Math.min(at, items.length - 1)]?.querySelector(kind) ?? otherwise).focus();
  }

  #item(alert, item = this.#template.content.firstElementChild.cloneNode(true)) {
    const [now, zone] = [this.#alerts.now(), this.#alerts.zoneOf(alert.symbol)];
    const words = `${alert.symbol} ${condition(alert)}`;
    put(item.querySelector("[data-what]"), words);
    for (const label of item.querySelectorAll("[data-does]")) put(label, `${label.dataset.does} ${words}`);
    put(item.querySelector("[data-how]"), standing(alert, this.#alerts.facts(alert), now, zone, HERE));
    for (const button of item.querySelectorAll("button")) button.value = alert.id;
    return item;
  }
}
