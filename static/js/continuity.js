// Whether a frame follows the one before. After `restart` (a new socket, another set) only a snapshot does.

export class Continuity {
  #seq = null;

  restart() {
    this.#seq = null;
  }

  // "take" it, "skip" it (it belongs to an older set), or watch "again": something was missed.
  judge({ type, seq }) {
    if (type === "snapshot") {
      this.#seq = seq;
      return "take";
    }
    if (this.#seq === null) return "skip";
    const expected = type === "quotes" ? this.#seq + 1 : this.#seq;
    if (seq !== expected) return "again";
    this.#seq = seq;
    return "take";
  }
}
