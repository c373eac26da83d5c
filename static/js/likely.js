// Keeps the likely range on the page as the prediction socket tells it. The server rendered it first.

import { everySecond } from "./age.js";
import { ServerClock } from "./clock.js";
import { age, rows } from "./likely_words.js";
import { HERE } from "./markets.js";
import { Predictions } from "./predictions.js";

const root = document.querySelector("[data-likely]");
const { symbol, zone, predictions } = root.dataset;
const clock = new ServerClock(document.querySelector("[data-now]").dataset.now);
const [table, tested, note] = ["table", "tested", "note"].map((name) => root.querySelector(`[data-${name}]`));
let answer = JSON.parse(root.dataset.likely || "null");
let refused = 0;

function put(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

function show() {
  if (!answer) return;
  for (const row of rows(answer, clock.now(), zone)) {
    const line = table.querySelector(`[data-days="${row.days}"]`);
    for (const name of ["label", "median", "half", "most"]) put(line.querySelector(`[data-cell="${name}"]`), row[name]);
  }
  put(tested.querySelector('[data-cell="coverage"]'), answer.coverage.words);
  put(tested.querySelector('[data-cell="age"]'), age(answer, clock.now(), zone, HERE));
  table.hidden = tested.hidden = false;
}

new Predictions(predictions, symbol, (told) => {
  if (told.prediction !== null) answer = told;
  put(note, told.error ?? "");
  // The last one stands, with its age; why no newer one comes is said when it is told again, not while one is on its way.
  refused = told.error ? refused + 1 : 0;
  note.hidden = !told.error || (answer !== null && refused < 2);
  show();
  if (answer) {
    root.dataset.likely = JSON.stringify(answer);
    root.dispatchEvent(new CustomEvent("likely", { detail: answer }));
  }
});
everySecond(show);
// The chart is a block of its own, and may not be there.
if (document.querySelector("[data-history]")) {
  import("./chart_soon.js").then(({ chart }) => chart).then(() => import("./fan.js"));
}
