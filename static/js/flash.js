// A changed price lights up for a moment, and not at all for who wants less motion or does not look.

const LENGTH = 600; // milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function flash(changed) {
  if (still.matches || document.hidden) return;
  for (const [cell, way] of changed) {
    cell.animate({ backgroundColor: [`var(--${way}-flash)`, "transparent"] }, { duration: LENGTH, easing: "ease-out" });
  }
}
