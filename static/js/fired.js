// The alerts that fired: a list in the corner until each is dismissed, the beginning of the title, and words to who
// listens.

import { inTitle, summary } from "./alert_words.js";
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
    const there = new Map([...items.children].map((item) => [item.dataset.id, item]));
    items.replaceChildren(...fired.map((each) => there.get(each.id) ?? this.#item(each, now, here)));
    const fresh = fired.filter(({ id }) => !this.#known.has(id));
    this.#known = new Set(fired.map(({ id }) => id));
    if (fresh.length) this.#say(fresh);
  }

  // Says it at once when nothing was said lately.
  say(words) {
    if (this.#spoken) this.#spoken.textContent = words;
  }

  #item({ id, symbol, words, price, at }, now, here) {
    const item = this.#template.content.firstElementChild.cloneNode(true);
    item.dataset.id = id;
    const link = item.querySelector("a");
    link.href = link.dataset.href.replace("SYMBOL", encodeURIComponent(symbol));
    link.textContent = words;
    item.querySelector("[data-fired-price]").textContent = `${price} · ${hour(at, now, here)}`;
    const button = item.querySelector("button");
    button.value = id;
    button.querySelector(".visually-hidden").append(` ${words}`);
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
