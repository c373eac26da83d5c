"""`make bench-page`: what pages weigh, what fifty prices at 10 Hz cost, and eight hours. See docs/page.md."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence

from playwright.async_api import Browser

from benchmarks.page import frames, hours, tables
from benchmarks.page.prices import FIFTY
from benchmarks.page.weight import Weight, weigh
from tests.browser.stage import on_stage
from tests.browser.visitor import Visitor, started_browser
from tests.flows.product import Product

LIST = FIFTY[:8]
# What a ticker's page has last.
WHOLE = ".likely[data-likely*=prediction]"
WEIGHED: Mapping[str, tuple[str, Sequence[str]]] = {
    "an empty list": ("/", ()),
    "a list of 8": ("/", LIST),
    "a list of 50": ("/", FIFTY),
    "a shared list": (f"/l/{','.join(LIST)}/", ()),
    "a stock, with its chart": ("/stocks/AAPL/", ()),
    "a fund, with its chart": ("/stocks/SPY/", ()),
    "market values": ("/market-cap/", ()),
    "a wall of 8": ("/wall/", LIST),
    "a frame of 8": (f"/l/{','.join(LIST)}/?embed", ()),
    "status": ("/status/", ()),
    "no such ticker": ("/stocks/NOSUCH/", ()),
}
MOVING: Mapping[str, tuple[str, Sequence[str]]] = {
    "a list of 50": ("/", FIFTY),
    "a wall of 50": (f"/l/{','.join(FIFTY)}/?wall", ()),
    "a stock, with its chart": ("/stocks/AAPL/", ()),
}
# As many messages as fifty tickers bring, each with fewer rows: what is left behind by a row or by a message shows.
OPEN: Mapping[str, tuple[str, Sequence[str]]] = {
    "a list of 8": ("/", LIST),
    "a list of 50": ("/", FIFTY),
    "a wall of 8": (f"/l/{','.join(LIST)}/?wall", ()),
    "a stock, with its chart": ("/stocks/AAPL/", ()),
}


def say(line: str) -> None:
    """What happens, beside the tables, which alone go to stdout."""
    sys.stderr.write(line + "\n")


async def every_line(browser: Browser, product: Product) -> None:
    """Returns once each ticker has its past closes: a row without its line weighs and costs less."""
    visitor = await Visitor.enter(browser, product)
    await visitor.open_with(f"/l/{','.join(FIFTY)}/", "table.quotes:not(:has([data-late]))")
    await visitor.leave()


async def weights(browser: Browser, product: Product) -> dict[str, Weight]:
    visitor = await Visitor.enter(browser, product)
    for path in ("/stocks/AAPL/", "/stocks/SPY/"):
        await visitor.open_with(path, WHOLE)
    await visitor.leave()
    found = {}
    for name, (path, picks) in WEIGHED.items():
        visitor = await Visitor.enter(browser, product)
        if picks:
            await visitor.pick(*picks)
        found[name] = await weigh(visitor, path)
        await visitor.leave()
        say(f"{name}: {found[name].total:,} bytes")
    return found


async def costs(browser: Browser, product: Product, seconds: float) -> dict[str, frames.Frames]:
    found = {}
    for motion in ("no-preference", "reduce"):
        for name, (path, picks) in MOVING.items():
            row = name if motion == "no-preference" else f"{name}, less motion"
            found[row] = await frames.measured(browser, product, path, picks, seconds, reduced_motion=motion)
            say(f"{row}: median {found[row].median:.2f} ms, 99 % {found[row].at(0.99):.2f} ms")
    return found


async def days(browser: Browser, product: Product, count: int) -> dict[str, list[hours.Left]]:
    found: dict[str, list[hours.Left]] = {}
    for name, (path, picks) in OPEN.items():
        found[name] = []
        async for left in hours.through(browser, product, path, picks, count):
            found[name].append(left)
            said = f"{left.heap:,} bytes, {left.nodes:,} nodes, {left.listeners:,} listeners"
            say(f"{name}, {left.hours:.0f} hours: {said}")
    return found


async def main(chosen: argparse.Namespace) -> None:
    wanted = chosen.only or ["weight", "frames", "hours"]
    async with started_browser() as browser:
        with on_stage(*FIFTY) as product:
            await every_line(browser, product)
            if "weight" in wanted:
                sys.stdout.write(tables.weights(await weights(browser, product)) + "\n\n")
            for part in ("worker", "beat"):  # from now on the prices are the benchmark's
                product.kill(part)
            if "hours" in wanted:
                sys.stdout.write(tables.days(await days(browser, product, chosen.hours)) + "\n\n")
            if "frames" in wanted:
                sys.stdout.write(tables.costs(await costs(browser, product, chosen.seconds)) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make bench-page", description=__doc__)
    parser.add_argument("--only", action="append", default=[], choices=["weight", "frames", "hours"])
    parser.add_argument("--seconds", type=float, default=20, help="so long each page's frames are traced")
    parser.add_argument("--hours", type=int, default=8, help="so long a tab is open, in its own time")
    asyncio.run(main(parser.parse_args()))
