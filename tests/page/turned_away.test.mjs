// A page that the server turns away says why, until it is heard of again.

import assert from "node:assert/strict";
import { test } from "node:test";

const element = (name) => ({ textContent: "", dataset: { status: name }, hidden: true });
const strip = ["market", "provider", "notice", "budget", "live"].map(element);
const live = strip.at(-1);
globalThis.document = { querySelector: () => element("connection"), querySelectorAll: () => strip };
Object.defineProperty(globalThis, "navigator", { value: { onLine: true } });

const { Status } = await import("../../static/js/status.js");

const WHY = "Too many pages of yours are open here.";
const known = { provider: { state: "ok", since: "2026-11-20T14:00:00Z", message: "" }, budget: {}, live: true };
const away = (code, reason) => ({ code, reason, wait: 9000, opened: true, attempt: 0 });

test("the reason stands on the page until the server speaks again", () => {
  const status = new Status("America/New_York", () => ({}), () => Date.now(), () => null, false);
  status.show(known);
  status.closed(away(4101, WHY));
  status.tick("live");
  assert.equal(live.textContent, WHY);
  status.open();
  status.show(known);
  assert.equal(live.textContent, "");
});

test("a server that restarts is no reason", () => {
  const status = new Status("America/New_York", () => ({}), () => Date.now(), () => null, false);
  status.closed(away(4200, "the server restarts"));
  assert.equal(live.textContent, "");
});
