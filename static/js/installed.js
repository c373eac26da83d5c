// The worker that keeps pages for when there is no network, and a page's own renewal after a deploy.

const UNTOUCHED = 60_000; // milliseconds without a hand on a page that is looked at
const LOOK = 10_000;

export class Installed {
  #registration = null;
  #touched = Date.now();
  #old = false; // a newer version serves this page's address

  // `path` is the worker's address. Browsers have it only for https and for this machine's own addresses.
  constructor(path) {
    const workers = navigator.serviceWorker;
    if (!workers || !path) return;
    if (workers.controller) workers.addEventListener("controllerchange", () => (this.#old = true));
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (this.#touched = Date.now()), true);
    document.addEventListener("visibilitychange", () => this.#renew());
    setInterval(() => this.#renew(), LOOK);
    const register = async () => {
      try {
        this.#registration = await workers.register(path, { updateViaCache: "none" });
      } catch {
        // Denied: the page works without it.
      }
    };
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
  }

  // To be called when the server was away: it may be another version now.
  look() {
    this.#registration?.update().catch(() => {});
  }

  // Not under somebody's hands, nor with something half written.
  #renew() {
    if (!this.#old || (!document.hidden && Date.now() - this.#touched < UNTOUCHED)) return;
    const written = [...document.querySelectorAll("input[type=search], input[type=text], textarea")];
    if (document.querySelector(":popover-open") || written.some(({ value, defaultValue }) => value !== defaultValue)) return;
    this.#old = false;
    location.reload();
  }
}
