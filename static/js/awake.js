// Asks the browser to leave the screen on while the page is shown on it. Where that is not to be had nothing changes.

export function keepAwake() {
  const ask = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask); // a hidden page loses what it was given
  ask();
}
