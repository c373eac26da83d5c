// The search field: a combobox whose suggestions come from the server. `picked(symbol)` says what was chosen.

import { free } from "./keys.js";
import { Suggestions } from "./suggestions.js";

const PAUSE = 120; // milliseconds of quiet before the server is asked

export function search(form, picked) {
  const field = form.querySelector("input");
  const list = new Suggestions(form, choose);
  let timer = 0;
  let asked = null; // the request under way

  function choose(symbol) {
    cancel();
    list.close();
    field.value = "";
    picked(symbol);
  }

  function cancel() {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
  }

  async function ask() {
    cancel();
    const query = field.value.trim();
    if (!query) return list.close();
    const mine = (asked = new AbortController());
    try {
      const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(query)}`, { signal: mine.signal });
      const { results, error } = await answer.json();
      if (asked !== mine) return;
      if (error) list.fail(error);
      else list.show(results, query);
    } catch (error) {
      if (error.name !== "AbortError") list.fail();
    } finally {
      if (asked === mine) asked = null;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !free(event)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("focus", () => field.value.trim() && ask());
  field.addEventListener("blur", () => list.close());
  field.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      if (list.isOpen) list.move(moves[event.key]);
      else ask();
    } else if (event.key === "Escape" && list.isOpen) {
      event.preventDefault();
      list.close();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!list.isOpen || timer || asked) await ask();
    if (list.active) choose(list.active);
  });
}
