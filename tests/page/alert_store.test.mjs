// Alerts in the browser's storage: shared, cleaned of what makes no sense, and kept for the tab where there is none.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { AlertStore } from "../../static/js/alert_store.js";

const ALERT = { id: "1", symbol: "AAPL", kind: "above", level: 200 };
globalThis.navigator ??= {}; // which older versions of node have none of
let stored, heard;

beforeEach(() => {
  [stored, heard] = [new Map(), null];
  globalThis.addEventListener = (_, hear) => (heard = hear);
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => ({ getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) }),
  });
});
const add = (store, alert) => store.change(({ alerts, fired }) => ({ alerts: [alert, ...alerts], fired }));

test("what one tab keeps another finds, at the start and when it changes", async () => {
  const first = new AlertStore(() => {});
  await add(first, ALERT);
  let told = 0;
  const second = new AlertStore(() => told++);
  assert.deepEqual(second.alerts, [ALERT]);
  await add(first, { ...ALERT, id: "2" });
  heard({ key: "stocker.alerts" });
  assert.deepEqual([told, second.alerts.length], [1, 2]);
});

test("a change begins from what another tab has written meanwhile", async () => {
  const [first, second] = [new AlertStore(() => {}), new AlertStore(() => {})];
  await add(first, ALERT);
  await add(second, { ...ALERT, id: "2" });
  assert.deepEqual(second.alerts.map(({ id }) => id), ["2", "1"]);
});

test("what is stored and makes no sense is left out", () => {
  const odd = [{ ...ALERT, level: "200" }, { ...ALERT, kind: "sideways" }, null, { id: "3" }];
  for (const text of ["", "null", "[]", "{", '"x"', JSON.stringify({ alerts: odd, fired: [null, {}] })]) {
    stored.set("stocker.alerts", text);
    const store = new AlertStore(() => {});
    assert.deepEqual([store.alerts, store.fired, store.lasting], [[], [], true], text);
  }
  stored.set("stocker.alerts", JSON.stringify({ alerts: [...odd, ALERT], fired: [] }));
  assert.deepEqual(new AlertStore(() => {}).alerts, [ALERT]);
});

test("without storage alerts last as long as the tab, and that is known", async () => {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  const store = new AlertStore(() => {});
  await add(store, ALERT);
  assert.deepEqual([store.alerts, store.lasting], [[ALERT], false]);
});
