// Changes of the lists without a reload: a form is posted as it stands, then the page's own markup is fetched again.

import { adopt, fetchPage } from "./adopt.js";

const notice = document.querySelector("[data-notice]");
const SHORTEST = 60_000; // milliseconds that the server offers to take a removal back

export class WatchList {
  #changed;
  #offer = 0;

  // `changed()` is called when the markup has changed.
  constructor(changed) {
    this.#changed = changed;
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("form[data-watch]")) return;
      event.preventDefault();
      this.#submit(event.target, event.submitter);
    });
    document.addEventListener("change", (event) => event.target.closest("form[data-at-once]")?.requestSubmit());
    document.addEventListener("click", (event) => {
      const tab = event.target.closest(".tab");
      if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#go(tab.href);
    });
    addEventListener("popstate", () => this.#go(location.href, false));
    this.#forget();
  }

  // Post the form of this id, with these fields more: { symbol: "AAPL" } or { symbol: ["A", "B"] }.
  post(id, fields) {
    const form = document.getElementById(id);
    const body = new FormData(form);
    for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
    return this.#send(form.action, body);
  }

  #submit(form, button) {
    const body = new FormData(form, button);
    button?.closest("[popover]:popover-open")?.hidePopover();
    const sent = this.#send(button?.getAttribute("formaction") ?? form.action, body);
    // What one does next with a new list is to fill it; where there is no keyboard none is pushed up.
    if ("begins" in form.dataset && matchMedia("(pointer: fine)").matches) {
      sent.then(() => document.querySelector(".empty") && document.querySelector("[data-search] input").focus());
    }
    return sent;
  }

  async #send(url, body) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(await said(answer));
      const { page } = await answer.json();
      if (page && new URL(page, location).href !== location.href) history.pushState(null, "", page);
      await this.#show();
    } catch (error) {
      tell(error instanceof TypeError ? "The server cannot be reached. Your list was not changed." : error.message);
    }
  }

  async #go(url, push = true) {
    try {
      const fresh = await fetchPage(url);
      if (push) history.pushState(null, "", url);
      this.#take(fresh);
    } catch {
      location.assign(url);
    }
  }

  async #show() {
    this.#take(await fetchPage(location.href));
  }

  #take(fresh) {
    adopt(fresh);
    tell("");
    this.#changed();
    this.#forget();
  }

  // What was told is not told for ever; not taken away under a pointer or the focus.
  #forget() {
    clearTimeout(this.#offer);
    this.#offer = setTimeout(() => {
      const told = document.querySelector("[data-adopt=told]");
      if (told?.matches(":hover") || told?.contains(document.activeElement)) this.#forget();
      else told?.replaceChildren();
    }, SHORTEST);
  }
}

// What the server said of a refusal.
async function said(answer) {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return (await answer.json()).error;
  return "Your list was not changed. Reload the page and try again.";
}

export function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}
