// Calls `tick` each second while the page is looked at, and at once when it is looked at again.

export function everySecond(tick) {
  setInterval(() => document.hidden || tick(), 1000);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
}
