"""`make chaos`: the table of docs/reliability.md anew; status 1 when a fault was not mended as it has to be.

`ARGS="--only redis,beat"` tries those whose name has one of the words, and renews their rows. It takes 15 minutes.
Each row is written as soon as it is seen; after a fault that the product does not live through it is started anew.
Linux; a full disk is tried by root alone, who may mount one, and a step of the clock where C can be compiled.
"""

import argparse
import asyncio
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.chaos import faults
from benchmarks.chaos.clock import SetClock
from benchmarks.chaos.faults import Fault
from benchmarks.chaos.pages import Pages
from benchmarks.chaos.product import SEED, Product
from benchmarks.chaos.record import Record
from benchmarks.chaos.table import row
from benchmarks.chaos.trial import Seen, Trials
from benchmarks.day_run.product import ROOT
from tickers.starting import tickers

SOCKETS, SYMBOLS, A_SET = 500, 50, 10
# So many different lists of those symbols are watched.
SETS = 50
DISK = "96m"
# What the product said, for whoever looks for a cause.
KEPT_LOG = Path("/tmp") / "stocker-chaos.log"  # noqa: S108
TABLE = ROOT / "docs" / "reliability.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--only", default="", help="only faults whose name has one of these words, with commas between")
    parser.add_argument("--sockets", type=int, default=SOCKETS)
    options = parser.parse_args()
    words = options.only.lower().split(",")
    # Whoever is told to end writes down what there is, and ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with tempfile.TemporaryDirectory(prefix="stocker-", dir="/tmp") as name:
        folder = Path(name)
        with small_disk(folder / "disk") as mounted:
            usual = [*faults.USUAL, *([faults.disk()] if mounted else [])]
            clock = SetClock.made(folder)
            clocks = faults.clocks(clock) if clock else ()
            chosen, clocks = (
                [fault for fault in some if any(word in fault.name.lower() for word in words)]
                for some in (usual, clocks)
            )
            file = TABLE if options.sockets == SOCKETS else None
            heading = partial(heading_of, options.sockets)
            record = Record([*chosen, *clocks], heading, file, some=bool(options.only))
            if not mounted:
                record.notes.append("A full disk was not tried: to mount a small one takes root.")
            if not clock:
                record.notes.append(
                    "A step of the clock was not tried: it takes a compiler for C (Debian: apt-get install gcc)."
                )
            try:
                asyncio.run(tried(chosen, options.sockets, lambda: Product(folder, folder / "disk", {}), record))
                if clock:
                    clocked = partial(Product, folder, folder / "clocked", clock.environment)
                    asyncio.run(tried(clocks, options.sockets, clocked, record, lambda: clock.ahead))
            except KeyboardInterrupt:
                sys.stderr.write("Ended early: what was seen until now is written down.\n")
                return 130
    for line in (record.text, *record.wrong):
        sys.stdout.write(f"{line}\n")
    return 1 if record.wrong else 0


async def tried(
    some: Sequence[Fault],
    sockets: int,
    make: Callable[[], Product],
    record: Record,
    ahead: Callable[[], float] = lambda: 0.0,
) -> None:
    """Each of these faults, on one product that lives through all of them; after one that it does not live through,
    the others on the product started anew. `ahead` is by how many seconds its clock is before the world's."""
    left = list(some)
    while left:
        product = make()
        try:
            with product.running():
                pages = Pages(product.port, lists(sockets), SEED)
                await pages.open()
                trials = Trials(product, pages, ahead())
                try:
                    while left:
                        record.add(await trials.of(left[0]))
                        fault = left.pop(0)
                        evidence = " ".join(record.seen[-1].evidence)
                        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {row(record.seen[-1])} {evidence}\n")
                finally:
                    await pages.close()
        except Exception as error:  # whatever it was, the others are to be tried
            if not left:
                raise
            fault = left.pop(0)
            why = str(error).partition("\n")[0] or "prices did not come back"
            record.add(Seen(fault, broke=why))
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {fault.name}: {why}\n")
        finally:
            KEPT_LOG.write_bytes(product.log.read_bytes() if product.log.exists() else b"")


def lists(sockets: int) -> list[list[str]]:
    """What each socket watches: one of some lists of well-known tickers, the same ones each time."""

    chance = random.Random(SEED)  # noqa: S311 - to be the same each time
    symbols = [ticker.symbol for ticker in islice(tickers(), SYMBOLS)]
    sets = [chance.sample(symbols, A_SET) for _ in range(SETS)]
    return [sets[number % SETS] for number in range(sockets)]


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A disk of its own at that place, where this process may mount one; whether it is one."""
    place.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "stocker-chaos", str(place)],  # noqa: S607 - root's own
            capture_output=True,
        ).returncode
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S607 - root's own


def heading_of(sockets: int) -> str:
    today = datetime.now(UTC)
    return (
        f"{sockets} sockets watch {SYMBOLS} tickers in {SETS} lists of {A_SET}; one ticker a request, 1,140 requests a "
        f"minute; two web processes. Written by `make chaos` on {today:%d %B %Y}, "
        f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, "
        f"load {os.getloadavg()[1]:.0f}, at nice {os.nice(0)}."
    )


if __name__ == "__main__":
    sys.exit(main())
