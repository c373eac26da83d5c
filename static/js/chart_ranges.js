// The buttons of the ranges: each fetches its rows once in a while, and the one that is pressed is drawn.

const KEPT = { day: 30_000, others: 300_000 }; // milliseconds, as the server says

export function ranges(root, draw) {
  const buttons = [...root.querySelectorAll("[data-range]")];
  const fault = root.querySelector("[data-fault]");
  const held = new Map(); // range → { until, history }

  async function rows(range) {
    const known = held.get(range);
    if (known && known.until > Date.now()) return known.history;
    const answer = await fetch(`${root.dataset.history}?range=${range}`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const history = await answer.json();
    held.set(range, { history, until: Date.now() + (KEPT[range] ?? KEPT.others) });
    return history;
  }

  async function choose(range) {
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.range === range);
    try {
      const history = await rows(range);
      // Another may have been pressed meanwhile.
      if (buttons.find(pressed)?.dataset.range === range) draw(history);
      fault.hidden = true;
    } catch {
      fault.hidden = false;
    }
  }

  for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.range));
  choose(buttons.find(pressed).dataset.range);
}

const pressed = (button) => button.getAttribute("aria-pressed") === "true";
