// Menus are the browser's own popovers; here is only what a keyboard adds: arrows walk through them,
// and what is unfolded to be filled in has the focus.

export function menus() {
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (event.newState !== "open" || !menu.matches?.(".menu, .menu-more")) return;
    const more = menu.matches(".menu-more");
    (more ? menu.querySelector("input:not([type=hidden]), textarea") : items(menu)[0])?.focus({ preventScroll: !more });
  }, true);

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".menu");
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!menu || !by || event.altKey || event.target.matches("textarea, select, input[type=radio]")) return;
    event.preventDefault();
    const all = items(menu);
    all[(all.indexOf(event.target) + by + all.length) % all.length]?.focus();
  });
}

const items = (menu) =>
  [...menu.querySelectorAll("a, button, summary, input, select, textarea")].filter((each) => each.checkVisibility());
