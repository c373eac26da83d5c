"""`make screenshots`: the main states of the pages, as pictures in `docs/screenshots`.

Each scene stands in SCENES; to show another, add a line. Simulated prices and a clock of its own make the same picture
of the same code. A scene whose page does not exist is left out, and said so.
"""

import asyncio
import sys
from dataclasses import dataclass
from itertools import groupby

from playwright.async_api import Browser

from tests import environment
from tests.browser.operator import sign_in
from tests.browser.stage import on_stage
from tests.browser.visitor import Visitor, started_browser
from tests.flows.product import Product

FOLDER = environment.ROOT / "docs" / "screenshots"
LIST = ("AAPL", "MSFT", "NVDA", "AMZN", "SPY", "JPM", "KO", "DIS")
# A Friday, an hour after New York has opened.
CLOCK = "2026-11-20T15:30Z@1"
# What a ticker's page has last.
LIKELY = ".likely[data-likely*=prediction]"
# What a list has last.
LINES = "table.quotes:not(:has([data-late]))"


@dataclass(frozen=True)
class Scene:
    """`ready` is what the page has when the workers have fetched all; `whole` takes in what is below the window. An
    `operator` has signed in."""

    name: str
    path: str = "/"
    stage: str = "simulated"
    picks: tuple[str, ...] = ()
    width: int = 1120
    height: int = 640
    dark: bool = False
    whole: bool = False
    ready: str = "main"
    operator: bool = False


# How the product runs for each stage.
STAGES = {
    "simulated": {"plan": "1200", "CLOCK": CLOCK},
    "free": {"plan": "free", "hours": "exchange", "CLOCK": CLOCK},
}
# The pages of tickers come first: by their end the workers have fetched what the lists show too. The board comes
# last: its places are made once a minute.
SCENES = (
    Scene("empty"),
    Scene("stock", "/stocks/AAPL/", whole=True, ready=LIKELY),
    Scene("fund", "/stocks/SPY/", whole=True, ready=LIKELY),
    Scene("stock-without-facts", "/stocks/WMT/", whole=True),
    Scene("watchlist", picks=LIST, width=1280),
    Scene("watchlist-dark", picks=LIST, width=1440, dark=True),
    Scene("watchlist-tablet", picks=LIST, width=768, height=640),
    Scene("watchlist-phone", picks=LIST, width=360, height=720),
    Scene("watchlist-phone-dark", picks=LIST, width=360, height=720, dark=True),
    Scene("stock-dark", "/stocks/AAPL/", width=768, height=640, dark=True, whole=True, ready=LIKELY),
    Scene("stock-phone", "/stocks/AAPL/", width=360, height=720, whole=True, ready=LIKELY),
    Scene("wall", "/wall/", picks=LIST, width=1366, height=768, dark=True),
    Scene("status", "/status/", picks=LIST, whole=True),
    Scene(
        "admin-prices", "/admin/live/price/", picks=LIST, width=1280, whole=True, ready="#result_list", operator=True
    ),
    Scene("market-cap-phone", "/market-cap/", width=360, height=720),
    Scene("market-cap", "/market-cap/"),
    Scene("free-plan", stage="free", picks=LIST, ready=LINES),
    Scene("free-plan-phone", stage="free", picks=LIST, width=360, height=720, ready=LINES),
)


async def take(browser: Browser, product: Product, scene: Scene) -> str:
    """Writes the scene's picture; says what it did."""
    visitor = await Visitor.enter(browser, product, width=scene.width, height=scene.height, dark=scene.dark)
    try:
        if scene.picks:
            await visitor.pick(*scene.picks)
        if scene.operator:
            await sign_in(visitor, product)
        if (await visitor.open(scene.path)).status == 404:
            return f"{scene.name}: no such page"
        await visitor.open_with(scene.path, scene.ready)
        await visitor.sees_prices()
        if scene.whole:  # what is fetched when it comes near
            for edge in ("footer", "header"):
                await visitor.page.locator(edge).first.scroll_into_view_if_needed()
                await visitor.page.wait_for_load_state("networkidle")
        await visitor.page.wait_for_load_state("networkidle")
        await visitor.page.screenshot(path=FOLDER / f"{scene.name}.png", full_page=scene.whole, animations="disabled")
        return f"{scene.name}: docs/screenshots/{scene.name}.png"
    finally:
        await visitor.leave()


async def main(wanted: list[str]) -> None:
    chosen = [scene for scene in SCENES if not wanted or scene.name in wanted]
    async with started_browser() as browser:
        for stage, scenes in groupby(chosen, key=lambda scene: scene.stage):
            with on_stage(*LIST, **STAGES[stage]) as product:
                for scene in scenes:
                    sys.stdout.write(f"{await take(browser, product, scene)}\n")


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1:]))
    finally:
        environment.pytest_unconfigure()  # ends the Redis that it started when it was imported
