// The server renders every part of the page; when a list has changed its markup is fetched again and put in the place
// of what was there. `[data-adopt]` names such a part.

import { entitle } from "./title.js";

// What the visitor chose for all of a page.
const LOOKS = ["data-colours", "data-keys", "data-spoken"];

export async function fetchPage(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error("The page could not be loaded. Reload it.");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Focus stays where it was, or goes to what took its place; a table keeps how far it was scrolled; a menu that is open
// stays as it is.
export function adopt(fresh) {
  const focus = placeOf(document.activeElement);
  const scrolled = document.querySelector(".quotes-scroll")?.scrollLeft ?? 0;
  entitle("page", fresh.title);
  for (const name of LOOKS) {
    const chosen = fresh.documentElement.getAttribute(name);
    if (chosen) document.documentElement.setAttribute(name, chosen);
    else document.documentElement.removeAttribute(name);
  }
  for (const part of document.querySelectorAll("[data-adopt]")) {
    if (part.closest("[popover]:popover-open")) continue;
    const next = fresh.querySelector(`[data-adopt="${part.dataset.adopt}"]`);
    if (next) part.replaceWith(document.adoptNode(next));
  }
  document.querySelector(".quotes-scroll")?.scrollTo({ left: scrolled });
  focus();
}

// What finds the same place again once the markup is another: the same heading, the same row's symbol or menu, the row
// that is where this one was, and at last the search.
function placeOf(element) {
  const row = element?.closest("tr[data-symbol]");
  const [symbol, index, sorts] = [row?.dataset.symbol, row?.sectionRowIndex, element?.dataset?.sorts];
  const main = element?.closest("main");
  const part = element?.matches("a.symbol") ? "a.symbol" : ".row-menu";
  return () => {
    if (!main || element.isConnected) return;
    const rows = [...document.querySelectorAll("tr[data-symbol]")];
    const same = rows.find((each) => each.dataset.symbol === symbol) ?? rows[Math.min(index ?? 0, rows.length - 1)];
    const found = [
      sorts && document.querySelector(`[data-sorts="${sorts}"]`),
      document.querySelector(".sheet-watch button"),
      same?.querySelector(part),
      document.getElementById("search"),
    ];
    found.find(Boolean)?.focus({ preventScroll: true });
  };
}
