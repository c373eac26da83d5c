// Work that is put off to the next frames and spread over them, so that none of them is long. Nothing is done where
// nobody looks: a hidden page has no frames.

const SLICE = 0.25; // milliseconds in one frame; laying out and painting what was written takes about five times that

export class Slices {
  #waiting = new Map(); // key → what was given for it first
  #step;
  #done;
  #asked = false;

  // `step(key, value)` does one part and may return something; `done(returned)` is told what a frame's steps returned.
  constructor(step, done) {
    this.#step = step;
    this.#done = done;
  }

  // A key that waits already keeps its place and its first value.
  add(key, value) {
    if (!this.#waiting.has(key)) this.#waiting.set(key, value);
    this.#ask();
  }

  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#asked = false;
    const [returned, until] = [[], performance.now() + SLICE];
    for (const [key, value] of this.#waiting) {
      this.#waiting.delete(key);
      returned.push(this.#step(key, value));
      if (performance.now() > until) break;
    }
    this.#done(returned.filter((each) => each !== undefined));
    if (this.#waiting.size) this.#ask();
  }
}
