// Keeps the pages that were last seen, and what they are made of, for when there is no network. Never a form, an
// answer in JSON or the admin. The server writes before this what it is of: VERSION, OFFLINE (the address of the page
// for what was not kept), STATIC (where static files lie) and FILES, those that pages need (live/app_pages.py).
/* global VERSION, OFFLINE, STATIC, FILES */

const [FILES_KEPT, PAGES_KEPT] = [`files-${VERSION}`, `pages-${VERSION}`];
const MOST_PAGES = 20;
// Lists, tickers and the board; a search is not worth keeping.
const KEPT = /^\/(?:$|(?:stocks|l)\/[^/]+\/$|(?:market-cap|wall)\/$)/;
// Whatever has its hash in its name never changes.
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
// What a proxy answers while the server behind it is started again.
const AWAY = [502, 503, 504];

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(succeed()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(STATIC) && HASHED.test(pathname)) event.respondWith(file(request));
  else if (!KEPT.test(pathname) || searchParams.has("q")) return;
  else if (request.mode === "navigate") event.respondWith(page(event));
  // The same page fetched by a script after a change of the list, which says so when there is no network.
  else if (request.headers.get("Accept") === "text/html") event.respondWith(passed(event));
});

// An alert's notification that is pressed brings back a page that is open, else opens one.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});

async function show() {
  const [open] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return open ? open.focus() : self.clients.openWindow("/");
}

async function fill() {
  const files = await caches.open(FILES_KEPT);
  await files.addAll([...FILES, new Request(OFFLINE, { cache: "reload" })]);
}

// What an older version kept goes, and the pages that are open now are kept anew: the first ones were there before us.
async function succeed() {
  const old = (await caches.keys()).filter((name) => ![FILES_KEPT, PAGES_KEPT].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  await Promise.allSettled([...new Set(open.map(({ url }) => url))].map(anew));
}

async function anew(url) {
  const { pathname, searchParams } = new URL(url);
  if (KEPT.test(pathname) && !searchParams.has("q")) await keep(url, await fetch(url));
}

async function file(request) {
  const files = await caches.open(FILES_KEPT);
  const kept = await files.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
}

async function page(event) {
  let answer = null;
  try {
    answer = await passed(event);
    if (!AWAY.includes(answer.status)) return answer;
  } catch {
    // No network, or nobody at the other end.
  }
  const last = await (await caches.open(PAGES_KEPT)).match(event.request.url);
  return last ?? answer ?? (await (await caches.open(FILES_KEPT)).match(OFFLINE)) ?? Response.error();
}

async function passed(event) {
  const answer = await fetch(event.request);
  event.waitUntil(keep(event.request.url, answer.clone()));
  return answer;
}

// With the moment of this machine's clock at which it was kept, from which the page says how old it is.
async function keep(url, answer) {
  if (!answer.ok || answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const text = (await answer.text()).replace("<main ", `<main data-kept="${Date.now()}" `);
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const pages = await caches.open(PAGES_KEPT);
  await pages.put(url, new Response(text, { headers }));
  for (const oldest of (await pages.keys()).slice(0, -MOST_PAGES)) await pages.delete(oldest);
}
