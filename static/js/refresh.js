// A page whose facts are the server's words: fetched again when there is news, or a heartbeat without any, and
// put in the place of what it said.

import { HERE } from "./markets.js";
import { when } from "./times.js";

export class Refresh {
  #now;
  #zone;
  #under = false; // a fetch is under way

  // `now()` is the server's clock in milliseconds, `zone` the one that the server's times are in.
  constructor(zone, now) {
    this.#zone = zone;
    this.#now = now;
    this.#tell(document);
  }

  // Not while the page is hidden, or what has focus would be taken away.
  async again() {
    const part = document.querySelector("[data-refresh]");
    if (!part || this.#under || document.hidden || part.contains(document.activeElement)) return;
    this.#under = true;
    try {
      const answer = await fetch(location.href);
      if (answer.ok) this.#place(part, await answer.text());
    } catch {
      // Away; the connection says so, and the next news tries again.
    } finally {
      this.#under = false;
    }
  }

  #place(part, text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-refresh]");
    if (!fresh) return;
    const open = part.querySelector("details")?.open;
    if (open) fresh.querySelector("details")?.setAttribute("open", "");
    this.#tell(fresh);
    part.replaceWith(fresh);
  }

  // Moments in the reader's zone.
  #tell(root) {
    for (const time of root.querySelectorAll("time[data-local]")) {
      time.textContent = when(Date.parse(time.dateTime), this.#now(), this.#zone, HERE);
    }
  }
}
