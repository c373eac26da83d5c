// Makes these the items of a list, in this order. What can stay is not moved: a button of it may be pressed at the
// moment, and focus is lost by moving, so it is given back.

export function arrange(list, items) {
  const focused = document.activeElement;
  for (const child of [...list.children]) if (!items.includes(child)) child.remove();
  items.forEach((item, place) => {
    const there = list.children[place] ?? null;
    if (item !== there) list.insertBefore(item, there);
  });
  if (focused !== document.activeElement && list.contains(focused)) focused.focus({ preventScroll: true });
}
