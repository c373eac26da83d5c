"""`make day-run PLAN=free|75`: write the record of a run to standard output; status 1 when it shows something wrong.

It takes about 7 minutes with the free plan, 20 with the paid one, on two cores.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from benchmarks.day_run.product import SEED, Product
from benchmarks.day_run.spans import RUNS, SYMBOLS, Run
from benchmarks.day_run.text import Asked, Said, busiest, lines
from benchmarks.day_run.truth import NONE, Needs, Rows
from benchmarks.day_run.watching import Watching
from live.polling.hours import NEW_YORK


class Record:
    """Everything that happened in a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.asked: list[Asked] = []
        self.said: list[Said] = []
        self.wrong: list[Said] = []
        self._needs = Needs(run)
        self._watching = Watching(Rows(run, SEED), self._note, self._complain)

    async def make(self, product: Product) -> None:
        begins = self.run.begins
        for leg in self.run.legs:
            sys.stderr.write(f"from {begins:%d %b %H:%M} to {leg.until:%d %b %H:%M} UTC, {leg.speed} times as fast\n")
            clock = product.start(f"{begins.isoformat()}@{leg.speed}")
            self._note(begins, f"--  the product is started, {leg.speed} times as fast as the world")
            product.wait_until_it_serves()
            await self._watching.until(product, clock, leg.until)
            self._count(product.requests())
            product.stop()
            # Its clock ran on meanwhile, and may not be set back.
            begins = datetime.fromtimestamp(ceil(clock.at(time.time())), UTC)

    def _note(self, at: datetime, words: str) -> None:
        self.said.append(Said(at, words))

    def _complain(self, at: datetime, words: str) -> None:
        self.wrong.append(Said(at, f"WRONG  {words}"))

    def _count(self, requests: Iterable[dict[str, object]]) -> None:
        for request in requests:
            at = datetime.fromisoformat(str(request["at"]))
            function, symbols = str(request["function"]), tuple(map(str, request["symbols"]))  # type: ignore[call-overload]
            needs = {self._needs.of(function, symbol, at) for symbol in symbols or ("",)}
            self.asked.append(Asked(at, function, symbols, str(request["outcome"]), ", ".join(sorted(needs))))
            if NONE in needs:
                self._complain(at, f"{function} {','.join(symbols)} served no need")
            if request["outcome"] != "ok":
                self._complain(at, f"{function} {','.join(symbols)} was refused: {request['outcome']}")

    def totals(self) -> list[str]:
        window, name, limit = timedelta(days=1), "24 hours", self.run.limits.per_day
        if limit is None:
            window, name, limit = timedelta(minutes=1), "minute", self.run.limits.per_minute or 0
        most = busiest(self.asked, window)
        if most > limit:
            self._complain(self.asked[-1].at, f"{most} requests in one {name}, and {limit} are allowed")
        kinds = Counter(event.need.partition(", which")[0] for event in self.asked)
        return [
            f"Requests: {len(self.asked)}; in the busiest rolling {name} {most} of {limit} allowed",
            *(f"  {count:6}  {need}" for need, count in kinds.most_common()),
            f"Refusals: {sum(event.outcome != 'ok' for event in self.asked)}",
            f"Rows looked at: {self._watching.looks * len(SYMBOLS)}; found wrong in all: {len(self.wrong)}",
        ]


def heading(run: Run) -> str:
    late = (
        f" The official closes of {', '.join(run.late)} appear {run.late_seconds // 3600} h late." if run.late else ""
    )
    first, last = (moment.astimezone(NEW_YORK) for moment in (run.begins, run.legs[-1].until))
    return (
        f"Plan {run.plan}, {run.entitlement} prices, {len(SYMBOLS)} tickers watched by one browser's socket, from "
        f"{first:%A %d %B %H:%M} to {last:%A %d %B %Y %H:%M}.\n"
        f"Times are New York's, on the clock that the whole product runs on; the prices are the simulator's.{late}\n"
        "A request is as the simulator counted it; what it was for is inferred from the exchange's hours and from\n"
        "what had been asked for before. Rows are written when their state, basis, day or (for closes) time changes,\n"
        "with the page's words in quotes; ten times a second they were compared with the simulated market. At 60\n"
        "times the world's speed, half a second of a busy machine makes a price late, and its row says so: stale."
    )


def main() -> int:
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in RUNS:
        sys.stderr.write(f"one of {', '.join(RUNS)} is to be named: make day-run PLAN=free\n")
        return 2
    record = Record(RUNS[name])
    # A socket's path is short: not in the folder that TMPDIR names, which may be deep.
    with tempfile.TemporaryDirectory(prefix="stocker-", dir="/tmp") as folder:
        product = Product(Path(folder), record.run)
        with product.prepared():
            asyncio.run(record.make(product))
    totals = record.totals()
    for line in (heading(record.run), *lines([*record.asked, *record.said, *record.wrong]), *totals):
        sys.stdout.write(f"{line}\n")
    return 1 if record.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
