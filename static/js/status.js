// The connection in the masthead and the strip beneath it, in words.

// A browser is not told why a socket was refused. Where the page came but no socket ever opens, this is likely.
const REFUSED = "No live updates at this address. If the server runs, its setting TRUSTED_ORIGINS lacks the address.";

import { HERE } from "./markets.js";
import { budget, market, notice, offline, provider, reconnecting } from "./words.js";

export class Status {
  #connection = document.querySelector("[data-connection]");
  #spoken = document.querySelector("[data-connection-spoken]");
  #strip = Object.fromEntries(
    [...document.querySelectorAll("[data-status]")].map((element) => [element.dataset.status, element]),
  );
  #zone;
  #markets;
  #now;
  #connected = false;
  #until = 0; // when the next attempt is made
  #failed = 0; // attempts in a row before it
  #restarting = false;
  #newest;
  #offline;
  #known = null;
  #turned = ""; // why the server turned this page away, until it is heard of again
  #mood = "";

  // `markets()` are those of this page, `newest()` when its newest price came; `offline` where it was not the server
  // that gave the page.
  constructor(zone, markets, now, newest, offline) {
    this.#zone = zone;
    this.#markets = markets;
    this.#now = now;
    this.#newest = newest;
    this.#offline = offline;
    this.#say("connecting", "Connecting…");
    this.#connection.hidden = false;
  }

  open() {
    this.#connected = true;
    this.#offline = false;
    this.#until = 0;
    this.#say("live", "Connected");
  }

  closed({ code, reason, wait, opened, attempt }) {
    this.#connected = false;
    if (wait === null) {
      this.#until = 0;
      this.#say("stopped", reason || "Live updates are refused. Reload the page to try again.");
      return;
    }
    this.#until = Date.now() + wait;
    this.#failed = attempt;
    this.#restarting = code >= 4200 && code <= 4299;
    if (code >= 4100 && code <= 4199) this.#put("live", (this.#turned = reason));
    if (!opened && attempt >= 2 && !this.#offline && navigator.onLine) this.#put("live", REFUSED);
    this.tick(this.#mood);
  }

  // Each second: how long until the next attempt, and what the prices on the page are (see Table.mood).
  tick(mood) {
    this.#mood = mood;
    if (!this.#connected && (this.#offline || !navigator.onLine)) {
      this.#say("away", offline(this.#newest(), this.#now(), this.#zone, HERE));
    } else if (this.#until) {
      const seconds = Math.ceil((this.#until - Date.now()) / 1000);
      this.#say("away", reconnecting(seconds, this.#failed, this.#restarting));
    }
    this.#put("market", market(this.#markets(), this.#now(), HERE));
    if (this.#known) this.#render(this.#known);
  }

  show(known) {
    this.#known = known;
    this.#turned = "";
    this.#render(known);
  }

  #render(known) {
    const [now, zone] = [this.#now(), this.#zone];
    this.#put("provider", provider(known.provider, now, zone, HERE));
    this.#put("notice", notice(known.provider));
    // A pace is not told while nothing arrives.
    const arriving = known.live && !provider(known.provider, now, zone);
    this.#put("budget", budget(arriving ? known.budget : { ...known.budget, every: null }, now, zone, HERE) || "Status");
    this.#put("live", this.#turned || known.live ? this.#turned : "Live updates are away. Prices as last known.");
    if (!this.#connected) return;
    if (!known.live) this.#say("away", "Connected, no updates");
    else if (this.#mood === "late") this.#say("away", "Connected, prices are late");
    else this.#say("live", this.#mood === "live" ? "Live" : "Connected");
  }

  #put(name, text) {
    if (this.#strip[name] && this.#strip[name].textContent !== text) this.#strip[name].textContent = text;
  }

  #say(state, text) {
    if (this.#connection.textContent !== text) this.#connection.textContent = text;
    // Who listens is told when it changes, not each second of a wait.
    if (this.#spoken && this.#connection.dataset.state !== state) this.#spoken.textContent = text;
    this.#connection.dataset.state = state;
  }
}
