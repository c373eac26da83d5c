// The list under the search field. Names come from a listing: they are put in as text, never as markup.

export class Suggestions {
  #field;
  #list;
  #none;
  #index = -1;

  constructor(form, choose) {
    this.#field = form.querySelector("input");
    this.#list = form.querySelector("[role=listbox]");
    this.#none = form.querySelector("[data-search-none]");
    // Before the field loses the focus, which would close the list.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option.dataset.choice);
    });
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  get active() {
    return this.#list.children[this.#index]?.dataset.choice ?? null;
  }

  show(results, query) {
    this.#list.replaceChildren(...results.map(option));
    this.#list.hidden = results.length === 0;
    this.#say(results.length ? "" : `Nothing found for “${query}”. Tickers listed in the US are here; the operator can add others.`);
    this.#field.setAttribute("aria-expanded", String(this.isOpen));
    this.#select(results.length ? 0 : -1);
  }

  fail(why = "The search does not answer.") {
    this.close();
    this.#say(why);
  }

  close() {
    this.#list.hidden = true;
    this.#say("");
    this.#field.setAttribute("aria-expanded", "false");
    this.#select(-1);
  }

  move(by) {
    const count = this.#list.children.length;
    this.#select((this.#index + by + count) % count);
  }

  #say(text) {
    this.#none.textContent = text;
    this.#none.hidden = !text;
  }

  #select(index) {
    this.#list.children[this.#index]?.setAttribute("aria-selected", "false");
    this.#index = index;
    const option = this.#list.children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#field.setAttribute("aria-activedescendant", option.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}

function option({ symbol, name, exchange }, index) {
  const item = document.createElement("li");
  item.id = `suggestion-${index}`;
  item.className = "suggestion";
  item.role = "option";
  item.ariaSelected = "false";
  item.dataset.choice = symbol;
  item.append(span("symbol", symbol), span("name", name), span("exchange", exchange));
  return item;
}

function span(kind, text) {
  const element = document.createElement("span");
  element.className = kind;
  element.textContent = text;
  return element;
}
