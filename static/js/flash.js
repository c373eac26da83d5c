// A changed price lights up for a moment, and not at all for who wants less motion or does not look. Its ground is on, then
// off, in frames that are painted anyway: to fade fifty of them took the page a third of its time.

const LENGTH = 450; // milliseconds
const TOGETHER = 60; // what goes out within these goes out at once
const still = matchMedia("(prefers-reduced-motion: reduce)");
const alight = new Map(); // cell → when it goes out, soonest first
let timer = 0;

// What is alight already stays so: whatever the pace of prices, no number flashes more often than twice a second.
export function flash(changed) {
  if (still.matches || document.hidden) return;
  const now = performance.now();
  for (const [cell, way] of changed) {
    if (alight.has(cell)) continue;
    cell.dataset.flash = way;
    alight.set(cell, now + LENGTH);
  }
  if (alight.size && !timer) timer = setTimeout(goOut, LENGTH);
}

function goOut() {
  timer = 0;
  const now = performance.now();
  for (const [cell, until] of alight) {
    if (until > now + TOGETHER) {
      timer = setTimeout(goOut, until - now);
      return;
    }
    alight.delete(cell);
    delete cell.dataset.flash;
  }
}
