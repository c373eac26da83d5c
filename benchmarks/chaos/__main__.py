"""`make chaos`: the table of docs/reliability.md anew; status 1 when a fault was not mended as it has to be.

`ARGS="--only redis"` tries those whose name has the word, and renews their rows. It takes about 20 minutes.
Linux; a full disk is tried by root alone, who may mount one, and a step of the clock where libfaketime is installed.
"""

import argparse
import asyncio
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.chaos import faults
from benchmarks.chaos.faults import Fault
from benchmarks.chaos.pages import Pages
from benchmarks.chaos.product import SEED, Product
from benchmarks.chaos.table import between, fails, renewed, row, table, write_between
from benchmarks.chaos.trial import Seen, Trials
from benchmarks.day_run.product import ROOT
from tickers.starting import tickers

SOCKETS, SYMBOLS, A_SET = 500, 50, 10
# So many different lists of those symbols are watched.
SETS = 50
DISK = "96m"
TABLE = ROOT / "docs" / "reliability.md"
FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--only", default="", help="only faults whose name has this word: their rows are renewed")
    parser.add_argument("--sockets", type=int, default=SOCKETS)
    options = parser.parse_args()
    seen: list[Seen] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="stocker-", dir="/tmp") as name:
        folder = Path(name)
        with small_disk(folder / "disk") as mounted:
            usual = [*faults.USUAL, *([faults.disk()] if mounted else [])]
            if not mounted:
                notes.append("A full disk was not tried: to mount a small one takes root.")
            seen += asyncio.run(tried(usual, options, folder, folder / "disk", {}))
        library = next(iter(Path("/").glob(FAKETIME.lstrip("/"))), None)
        if library is None:
            notes.append("A step of the clock was not tried: libfaketime is not installed (apt install faketime).")
        else:
            file = folder / "clock"
            file.write_text("+0\n")
            environment = {
                "LD_PRELOAD": str(library),
                "FAKETIME_TIMESTAMP_FILE": str(file),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            seen += asyncio.run(tried(faults.clocks(file), options, folder, folder / "clocked", environment))
    wrong = [f"{one.fault.name}: {', '.join(found)}" for one in seen if (found := fails(one))]
    text = "\n\n".join([heading(options.sockets), table(seen), *notes])
    if options.only:
        text = renewed(between(TABLE, "chaos"), seen, heading(options.sockets))
    if options.sockets == SOCKETS:
        write_between(TABLE, "chaos", text)
    for line in (text, *wrong):
        sys.stdout.write(f"{line}\n")
    return 1 if wrong else 0


async def tried(
    some: Sequence[Fault], options: argparse.Namespace, folder: Path, run_dir: Path, environment: dict[str, str]
) -> list[Seen]:
    """Each of these faults, on one product that lives through all of them."""
    chosen = [fault for fault in some if options.only.lower() in fault.name.lower()]
    if not chosen:
        return []
    product, found = Product(folder, run_dir, environment), []
    with product.running():
        pages = Pages(product.port, lists(options.sockets), SEED)
        await pages.open()
        trials = Trials(product, pages)
        for fault in chosen:
            try:
                found.append(await trials.of(fault))
            except (RuntimeError, TimeoutError) as error:
                kept = Path("/tmp") / "stocker-chaos.log"  # noqa: S108 - for whoever looks for the cause
                kept.write_text(product.log.read_text())
                raise SystemExit(f"{fault.name}: {error or 'prices did not come back'}; see {kept}") from error
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {row(found[-1])} {' '.join(found[-1].evidence)}\n")
        await pages.close()
    return found


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


def heading(sockets: int) -> str:
    today = datetime.now(UTC)
    return (
        f"{sockets} sockets watch {SYMBOLS} tickers in {SETS} lists of {A_SET}; one ticker a request, 1,140 requests a "
        f"minute; two web processes. Written by `make chaos` on {today:%d %B %Y}, "
        f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, "
        f"load {os.getloadavg()[1]:.0f}, at nice {os.nice(0)}."
    )


if __name__ == "__main__":
    sys.exit(main())
