"""`make bench-push`: every design, one table. See docs/push.md."""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.freshness.own_redis import redis_socket
from benchmarks.push import apart, cases, cores, tables
from benchmarks.push.comeback import comeback
from benchmarks.push.compiling import compiled
from benchmarks.push.designs import DESIGNS, NAIVE, NCHAN, OURS, ROOT, Design, Place
from benchmarks.push.measure import Figures, measure

COUNTS = (100, 1000, 5000)
# So many updates are measured of a design that others are compared with; half as many of another, and few of one that
# needs seconds for one.
UPDATES, NAIVE_FEWER = 40, {1000: 5, 5000: 10}
REPEATS, MINUTES = 3, 20
# What the cases take at the end, and the longest that one measurement does; seconds.
CASES_TAKE, LONGEST = 440, 30
PORTS = 9300


def say(line: str) -> None:
    """What happens, beside the tables, which alone go to stdout."""
    sys.stderr.write(line + "\n")


@contextmanager
def place() -> Iterator[Place]:
    """A run directory with a database and the starting catalogue, and a Redis."""
    with tempfile.TemporaryDirectory(prefix="stocker-bench-push-") as name, redis_socket() as socket:
        folder = Path(name)
        found = Place(folder, socket, PORTS)
        for command in ("migrate", "load_starting_catalogue"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity", "0"],
                cwd=ROOT,
                env=found.environment(),
                check=True,
            )
        yield found


def here(designs: list[Design]) -> list[Design]:
    """Those that can run on this machine; says what the others want."""
    found = []
    for design in designs:
        missing = design.missing()
        if missing:
            say(f"without {design.name}: install {missing}")
        else:
            found.append(design)
    return found


def _updates(design: Design, count: int, updates: int) -> int:
    if design is NAIVE:
        return max(2, updates // NAIVE_FEWER.get(count, 1))
    return updates if design.close else max(2, updates // 2)


async def everything(
    at: Place, designs: list[Design], counts: list[int], repeats: int, updates: int, until: float
) -> dict[tuple[str, int], list[Figures]]:
    """The designs take turns in each repeat, so that what else the machine does is shared by all. What no goal is
    about, most designs and the least sockets, has one repeat. Nothing is begun that may not be over by `until`
    (time.monotonic)."""
    found: dict[tuple[str, int], list[Figures]] = {}
    port = at.port
    for repeat in range(repeats):
        again = [count for count in counts if count >= COUNTS[1]] or counts
        for count in again if repeat else sorted(counts, key=lambda count: (count < COUNTS[1], count)):
            for design in [one for one in designs if one.close or not repeat]:
                if time.monotonic() + LONGEST > until:
                    say(f"repeat {repeat + 1}: no time left for {design.name}, {count:,} sockets")
                    continue
                port = PORTS + (port - PORTS + 2) % 100
                began = time.monotonic()
                try:
                    place = Place(at.folder, at.redis_socket, port)
                    figures = await measure(design, place, count, _updates(design, count, updates))
                except RuntimeError as error:
                    say(f"{error}")
                    continue
                found.setdefault((design.name, count), []).append(figures)
                took = time.monotonic() - began
                say(
                    f"repeat {repeat + 1}: {design.name}, {count:,} sockets: "
                    f"{1e6 * figures.cpu_a_delivery:.1f} µs, {took:.0f} s"
                )
    return found


async def further(at: Place) -> cases.Cases:
    """What one table does not hold; each at a port of its own."""

    def on(port: int) -> Place:
        return Place(at.folder, at.redis_socket, PORTS + port)

    lists = await cases.different_lists(on(92))
    same = await measure(OURS, on(90), cases.VIEWERS, UPDATES)
    say("a thousand lists: done; five thousand viewers follow")
    many = await measure(OURS, on(88), COUNTS[-1], cases.MANY_UPDATES)
    say("five thousand viewers: done; stalled readers take two minutes")
    stalled = await cases.stalled_readers(on(94))
    say("stalled readers: done; the whole product takes four")
    answered = await cases.whole_product(on(96))
    return cases.Cases(lists, same, many, stalled, answered, await comeback(on(98)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-push", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 and 1,000 sockets, once")
    parser.add_argument("--counts", type=lambda text: [int(part) for part in text.split(",")])
    parser.add_argument("--repeats", type=int)
    parser.add_argument("--updates", type=int, default=UPDATES, help="so many are measured, five a second")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="nothing more is begun when they are over")
    parser.add_argument("--cases", action="store_true", help="also lists, stalled readers, the product, a restart")
    parser.add_argument("--no-table", action="store_true", help="these alone, with --cases")
    parser.add_argument("--only", action="append", default=[], help="designs whose name has this")
    chosen = parser.parse_args()
    counts = chosen.counts or list(COUNTS[:2] if chosen.quick else COUNTS)
    repeats = chosen.repeats or (1 if chosen.quick else REPEATS)
    with_cases = chosen.cases or not (chosen.quick or chosen.only)
    until = time.monotonic() + 60 * chosen.minutes - (CASES_TAKE if with_cases else 0)
    if shutil.which("taskset") is None or not Path("/proc/self/statm").exists():
        raise SystemExit("bench-push: needs Linux and taskset (Debian: util-linux)")
    if not apart.are() and apart.possible():
        for design in DESIGNS:
            design.missing()  # what it fetches comes from a network that is gone afterwards
        apart.begin_anew()
    cores.take_client_core()
    if cores.SERVER == cores.CLIENT:
        say("one core only: client and server share it, so times say little")
    elif not apart.are():
        say("not root: the receivers' share of the network counts as the server's, in every design")
    designs = here([one for one in DESIGNS if not chosen.only or any(part in one.name for part in chosen.only)])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")
    with place() as at:
        compiled("client", at.folder)
        if not chosen.no_table:
            found = asyncio.run(everything(at, designs, counts, repeats, chosen.updates, until))
            sys.stdout.write(tables.designs(found, counts, NAIVE.name, NCHAN.name) + "\n")
            sys.stdout.flush()  # what follows may be interrupted
        if with_cases:
            sys.stdout.write("\n" + tables.cases(asyncio.run(further(at))) + "\n")


if __name__ == "__main__":
    main()
