// Parts of a ticker's page that were not known yet when it was opened. Watching it makes them be fetched, so they are
// looked for again, at ever longer intervals, and put into their place. `[data-late]` is such a part.

import { fetchPage } from "./adopt.js";

const WAITS = [2, 3, 5, 8, 12, 20, 30, 45, 60, 120]; // seconds

const lacking = () => [...document.querySelectorAll("[data-late]")];
const shown = () => document.visibilityState === "visible";

async function look() {
  const fresh = await fetchPage(location.href);
  for (const part of lacking()) {
    const next = fresh.getElementById(part.id);
    if (!next || "late" in next.dataset) continue;
    part.replaceWith(document.adoptNode(next));
    // A script that came as markup does not run by itself.
    for (const script of next.querySelectorAll("script[src]")) await import(script.src);
    // The likely range looked for a chart when the page was opened.
    if (next.querySelector("[data-history]") && document.querySelector("[data-likely]")) {
      import("./chart_soon.js").then(({ chart }) => chart).then(() => import("./fan.js"));
    }
  }
  document.dispatchEvent(new Event("adopted"));
}

async function wait(place) {
  if (!lacking().length) return;
  // What has not come by then may not come today: no room is kept for it any more.
  if (place === WAITS.length) return lacking().forEach((part) => delete part.dataset.late);
  await new Promise((resolve) => setTimeout(resolve, WAITS[place] * 1000));
  // Without a connection the next look may have one.
  if (shown()) await look().catch(() => {});
  return wait(shown() ? place + 1 : place);
}

wait(0);
