"""`make soak MINUTES=30`: the figures in docs/reliability.md anew; status 1 when something grew beyond its bound.

The product lives through a day in half an hour. Linux.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.chaos.__main__ import TABLE
from benchmarks.chaos.product import SEED, SETTINGS, Product
from benchmarks.chaos.table import write_between
from benchmarks.soak.churn import Churn
from benchmarks.soak.gauges import Line, Look, lines, look
from tickers.starting import tickers

VISITORS, SYMBOLS = 80, 50
LOOK_EVERY = 15.0
SPEED = 48
CLOCK = f"2026-11-20T14:00Z@{SPEED}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stocker-", dir="/tmp") as name:
        folder = Path(name)
        settings = {**SETTINGS, "CLOCK": CLOCK, "POLL_SECONDS": str(SPEED), "ALPHAVANTAGE_BULK": "yes"}
        product = Product(folder, folder / "run", {}, settings)
        with product.running():
            churn, looks = asyncio.run(lived(product, options.visitors, options.minutes * 60))
    found = lines(looks, options.visitors)
    text = "\n".join([heading(options.minutes, options.visitors, churn), "", *table(found)])
    if options.minutes >= 30:
        write_between(TABLE, "soak", text)
    sys.stdout.write(f"{text}\n")
    failing = [line.what for line in found if line.fails]
    if failing:
        sys.stdout.write(f"beyond its bound: {', '.join(failing)}\n")
    return 1 if failing else 0


async def lived(product: Product, visitors: int, seconds: float) -> tuple[Churn, list[Look]]:
    symbols = [ticker.symbol for ticker in islice(tickers(), SYMBOLS)]
    churn, looks = Churn(product.port, symbols, visitors, SEED), [await asyncio.to_thread(look, product)]
    end = time.monotonic() + seconds
    visiting = asyncio.create_task(churn.until(end))
    while time.monotonic() < end - LOOK_EVERY:
        await asyncio.sleep(LOOK_EVERY)
        looks.append(await asyncio.to_thread(look, product))
        if len(looks) % 8 == 0:
            load = f"load {os.getloadavg()[0]:.0f}"
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {load} {looks[-1]}\n{dict(churn.counted)}\n")
    await visiting
    return churn, looks


def heading(minutes: float, visitors: int, churn: Churn) -> str:
    done = ", ".join(f"{count:,} {what}" for what, count in sorted(churn.counted.items()))
    return (
        f"{minutes:g} minutes with {visitors} visitors at a time, of {SYMBOLS} tickers, on a clock {SPEED} times as "
        f"fast: {minutes * SPEED / 60:.0f} hours. Written by `make soak` on {datetime.now(UTC):%d %B %Y}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.0f}.\n"
        f"What they did: {done}.\n\n"
        "“Warm” is the median of the second third of the run, by which the bound is made; “end” is the last look."
    )


def table(found: Sequence[Line]) -> list[str]:
    head = ["| what | start | warm | end | bound |", "|---|---|---|---|---|"]
    return head + [
        f"| {line.what} | {line.first:,.0f} | {line.warm:,.0f} | {line.end:,.0f} | {line.bound}"
        f"{' **exceeded**' if line.fails else ''} |"
        for line in found
    ]


if __name__ == "__main__":
    sys.exit(main())
