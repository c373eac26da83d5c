// Alerts and those that fired, kept in the browser and shared by its tabs. Where the browser keeps nothing for this
// site they last as long as the tab, and `lasting` is false.

const KEY = "stocker.alerts";
const NOTHING = { alerts: [], fired: [] };
export const MOST = 50; // alerts
const MOST_FIRED = 20; // that were not dismissed; of more the oldest fall out

export class AlertStore {
  lasting = true;
  #kept = NOTHING;
  #changed;

  // `changed()` is called when this tab or another has changed them.
  constructor(changed) {
    this.#changed = changed;
    this.#kept = this.#read();
    if (this.lasting) this.#write(this.#kept);
    addEventListener("storage", ({ key }) => {
      if (!this.lasting || (key !== KEY && key !== null)) return; // null: everything was cleared
      this.#kept = this.#read();
      changed();
    });
  }

  get alerts() {
    return this.#kept.alerts;
  }

  // Newest first.
  get fired() {
    return this.#kept.fired;
  }

  // `step({ alerts, fired })` gives them as they shall be. It is given what all tabs share at that moment, with only
  // one tab at a time, so that of several which hear of the same price one tells it. Without a secure connection a
  // browser has no locks; then two tabs may tell the same within the same millisecond.
  async change(step) {
    const take = () => {
      const before = this.lasting ? this.#read() : this.#kept;
      const after = step(before);
      this.#kept = { alerts: after.alerts.slice(0, MOST), fired: after.fired.slice(0, MOST_FIRED) };
      this.#write(this.#kept);
    };
    if (this.lasting && navigator.locks) await navigator.locks.request(KEY, take);
    else take();
    this.#changed();
  }

  #read() {
    try {
      const { alerts, fired } = { ...NOTHING, ...JSON.parse(localStorage.getItem(KEY)) };
      return { alerts: alerts.filter(isAlert), fired: fired.filter((each) => each?.id && each.of && each.words) };
    } catch (error) {
      // What is not ours to read is away; what is there but makes no sense is as if it were not.
      if (error.name === "SecurityError") this.lasting = false;
      return this.lasting ? NOTHING : this.#kept;
    }
  }

  #write(kept) {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      this.lasting = false; // denied, or full
    }
  }
}

function isAlert(alert) {
  const { id, symbol, kind, level, percent, from } = alert ?? {};
  const numbers = { above: [level], below: [level], move: [percent, from] }[kind];
  return Boolean(id && symbol && numbers?.every((each) => Number.isFinite(each) && each > 0));
}
