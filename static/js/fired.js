// The alerts that fired: a list in the corner until each is dismissed, the beginning of the title, and words to who
// listens.

import { inTitle, summary } from "./alert_words.js";
import { arrange } from "./arrange.js";
import { put } from "./put.js";
import { hour } from "./times.js";
import { entitle } from "./title.js";

const CALM = 5000; // milliseconds between two words to who listens; what fires meanwhile is told together

export class Fired {
  #section = document.querySelector("[data-fired]");
  #template = this.#section?.querySelector("template");
  #spoken = document.querySelector("[data-fired-spoken]");
  #known;
  #waiting = [];
  #quiet = 0;

  // `dismiss(ids)` takes these away; `fired` are those there at first, which were told before.
  constructor(dismiss, fired) {
    this.#known = new Set(fired.map(({ id }) => id));
    this.#section?.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      const next = button.closest("li")?.nextElementSibling ?? button.closest("li")?.previousElementSibling;
      dismiss(button.value ? [button.value] : [...this.#known]);
      (next?.querySelector("button") ?? document.getElementById("main")).focus({ preventScroll: true });
    });
  }

  show(fired, now, here) {
    entitle("alerts", inTitle(fired));
    if (!this.#section) return;
    this.#section.hidden = fired.length === 0;
    this.#section.querySelector("[data-fired-all]").hidden = fired.length < 2;
    const items = this.#section.querySelector("ul");
    const there = new Map([...items.children].map((item) => [item.dataset.of, item]));
    arrange(items, fired.map((each) => this.#item(each, now, here, there.get(each.of))));
    const fresh = fired.filter(({ id }) => !this.#known.has(id));
    this.#known = new Set(fired.map(({ id }) => id));
    if (fresh.length) this.#say(fresh);
  }

  // Says it at once when nothing was said lately.
  say(words) {
    if (this.#spoken) this.#spoken.textContent = words;
  }

  // One alert has one item, whenever it fired last.
  #item({ id, of, symbol, words, price, at }, now, here, item = this.#template.content.firstElementChild.cloneNode(true)) {
    if (item.querySelector("button").value === id) return item;
    item.dataset.of = of;
    const link = item.querySelector("a");
    link.href = link.dataset.href.replace("SYMBOL", encodeURIComponent(symbol));
    put(link, words);
    put(item.querySelector("[data-fired-price]"), `${price} · ${hour(at, now, here)}`);
    item.querySelector("button").value = id;
    const label = item.querySelector("[data-does]");
    put(label, `${label.dataset.does} ${words}`);
    return item;
  }

  #say(fresh) {
    this.#waiting.unshift(...fresh);
    if (this.#quiet) return;
    this.say(summary(this.#waiting));
    this.#waiting = [];
    this.#quiet = setTimeout(() => {
      this.#quiet = 0;
      if (this.#waiting.length) this.#say([]);
    }, CALM);
  }
}
