"""A visitor: a browser of one's own without a past, and what one does with it on Stocker's pages."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from playwright.async_api import Browser, ConsoleMessage, Page, Response, async_playwright, expect

from stocker.install import NO_CHROMIUM, chromium
from tests.environment import ROOT
from tests.flows.product import Product

# How long a visitor waits for anything, on a machine that has ten times as much to do as it can; milliseconds.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

AXE = (ROOT / ".run" / "browser" / "node_modules" / "axe-core" / "axe.min.js").read_text
# WCAG 2.2 AA is what the page promises; the best practices are kept as well.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Every shift of what was laid out, counted as browsers do for people who did not just press something.
OBSERVE_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? String(node?.textContent));
    window.shifts.push({ value: entry.value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@asynccontextmanager
async def started_browser() -> AsyncIterator[Browser]:
    program = chromium(ROOT / ".run")
    assert program is not None, NO_CHROMIUM
    async with async_playwright() as playwright:
        # Without a sandbox, for it needs a kernel's consent that containers and root do not have.
        browser = await playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        yield browser
        await browser.close()


@dataclass
class Visitor:
    """`problems` holds each error of the console, each exception and each violation of the content policy so far."""

    page: Page
    problems: list[str] = field(default_factory=list)
    _expected: list[str] = field(default_factory=list)

    @classmethod
    async def enter(
        cls,
        browser: Browser,
        product: Product,
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        by: str = "",
        shifts: bool = True,
        **options: Any,
    ) -> Self:
        """With a cookie jar of one's own; `by` is another address that leads to the product; without `shifts` nothing
        is written down of what moves, so that only the page takes memory; `options` are those of a Playwright browser
        context."""
        context = await browser.new_context(
            base_url=f"http://{by or product.address}",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        visitor = cls(await context.new_page())
        context.on("console", visitor._heard)
        context.on("weberror", lambda error: visitor._note(f"{error.page and error.page.url}: {error.error}"))
        if shifts:
            await context.add_init_script(OBSERVE_SHIFTS)
        return visitor

    async def leave(self) -> None:
        await self.page.context.close()

    def expects(self, words: str) -> None:
        """A message of the console that holds these words is no problem, such as a refusal that the test causes."""
        self._expected.append(words)
        self.problems = [problem for problem in self.problems if words not in problem]

    async def open(self, path: str = "/") -> Response:
        answer = await self.page.goto(path)
        assert answer is not None
        return answer

    async def open_with(self, path: str, selector: str) -> None:
        """Open it again and again until it has this: what workers fetch is on a page the next time it is opened."""
        until = time.monotonic() + 2 * PATIENCE / 1000
        while True:
            await self.open(path)
            if await self.page.locator(selector).count():
                return
            assert time.monotonic() < until, f"{path} never had {selector}"
            await asyncio.sleep(0.5)

    async def pick(self, *symbols: str) -> None:
        """Put these on the list, as the forms of the page do."""
        requests = self.page.context.request
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', await (await requests.get("/")).text())
        assert token is not None
        form = "&".join([f"csrfmiddlewaretoken={token[1]}", *(f"symbol={symbol}" for symbol in symbols)])
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await requests.post("/watchlist/add/", data=form, headers=headers)
        assert answer.ok, await answer.text()

    async def sees_live_prices(self) -> None:
        """Returns once the page is connected and each of its rows shows a price that is followed by others."""
        await self.page.locator("[data-connection][data-state=live]").wait_for()
        await self._rows("row.dataset.state === 'fresh'")

    async def sees_prices(self) -> None:
        """Returns once each row shows a price, be it a close; at once on a page without rows."""
        await self._rows("row.dataset.state !== 'waiting'", least=0)

    async def _rows(self, condition: str, least: int = 1) -> None:
        script = f"""(least) => {{
          const rows = [...document.querySelectorAll("[data-symbol][data-quote]")];
          return rows.length >= least && rows.every((row) => {condition});
        }}"""
        await self.page.wait_for_function(script, arg=least)

    async def shown(self, field: str = "price") -> dict[str, str]:
        """What the page shows now in the field of each symbol."""
        script = """(field) => {
          const rows = [...document.querySelectorAll("[data-symbol][data-quote]")];
          const text = (row) => row.querySelector(`[data-field=${field}]`).textContent.trim();
          return Object.fromEntries(rows.map((row) => [row.dataset.symbol, text(row)]));
        }"""
        found: dict[str, str] = await self.page.evaluate(script, field)
        return found

    async def sees_change(self, field: str = "price") -> dict[str, str]:
        """What the page shows once a field differs from what it shows now."""
        before = await self.shown(field)
        script = """([field, before]) => Object.entries(before).some(([symbol, text]) =>
          document.querySelector(`[data-symbol="${symbol}"] [data-field=${field}]`)?.textContent.trim() !== text)"""
        await self.page.wait_for_function(script, arg=[field, before])
        return await self.shown(field)

    async def obstacles(self) -> list[str]:
        """What axe finds in the page as it is: each rule that is broken, and where."""
        await self.page.evaluate(AXE())
        options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
        found: dict[str, Any] = await self.page.evaluate(f"axe.run({options})")
        return [
            f"{rule['id']}: {rule['help']}: {node['html'][:160]} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    async def sideways(self) -> int:
        """By how many pixels the page is wider than the window, once what follows its width has followed."""
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        until = time.monotonic() + PATIENCE / 1000
        while True:
            pixels = int(await self.page.evaluate(beyond))
            if pixels == 0 or time.monotonic() > until:
                return pixels
            await asyncio.sleep(0.05)

    async def shifts(self) -> list[dict[str, Any]]:
        """What has moved on the page since it was opened, and by how much (in the metric below 0.1 is good)."""
        found: list[dict[str, Any]] = await self.page.evaluate("window.shifts")
        return found

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.location.get('url')}: {message.text}")

    def _note(self, problem: str) -> None:
        if not any(words in problem for words in self._expected):
            self.problems.append(problem)
