"""`make bench-forecast`: a line a series, the means, and each goal met or missed. See docs/forecast.md."""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from statistics import fmean

from benchmarks.forecast import files, goals, runs, simulated
from benchmarks.forecast.files import BadFile, History
from benchmarks.forecast.runs import Result, Tally

# Histories that may lie beside the project.
BESIDE = Path(__file__).parents[2].parent / "shared" / "history"


def histories(folder: Path | None) -> tuple[str, list[History]]:
    """Where they are from, in words, and those that are long enough. Raises BadFile."""
    if folder is None and not BESIDE.is_dir():
        return "simulated prices", simulated.histories()
    found = files.read(folder or BESIDE)
    for history in found:
        if len(history.bars) <= runs.UNCOUNTED + 1:
            say(f"{history.name}: left out, {len(history.bars)} days; over {runs.UNCOUNTED + 1} are needed")
    enough = [history for history in found if len(history.bars) > runs.UNCOUNTED + 1]
    if not enough:
        raise BadFile(f"{folder or BESIDE}: no history is long enough")
    return str((folder or BESIDE).name), enough


def table(results: Sequence[Result], rivals: Sequence[str]) -> str:
    """As Markdown: parts in percent, scores over the rivals'."""
    head = [
        "series",
        "days",
        "90 %",
        "50 %",
        *(f"of {name}" for name in rivals),
        "5 d: 90 %",
        "50 %",
        "20 d: 90 %",
        "50 %",
    ]
    rows = [[result.name, f"{result.tallies[1].days:,}", *_figures(result, rivals)] for result in results]
    means = [
        f"{fmean(float(row[place]) for row in rows):.{3 if '.' in rows[0][place][:2] else 1}f}"
        for place in range(2, len(head))
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows, ["mean", "", *means]))


def _figures(result: Result, rivals: Sequence[str]) -> list[str]:
    def parts(tally: Tally) -> list[str]:
        return [f"{100 * tally.part(count):.1f}" for count in (tally.inside90, tally.inside50)]

    next_day, *later = result.tallies.values()
    scores = [f"{result.against(name):.3f}" for name in rivals]
    return [*parts(next_day), *scores, *(part for tally in later for part in parts(tally))]


def report(title: str, results: Sequence[Result], met: Iterable[tuple[str, bool]]) -> bool:
    """Print one way of forecasting; whether all its goals were met."""
    say(f"\n{title}\n\n{table(results, [name for name in results[0].scores if name != 'ours'])}\n")
    kept = True
    for words, good in met:
        kept &= good
        say(f"{'met   ' if good else 'MISSED'} {words}")
    return kept


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description=__doc__)
    options.add_argument("history", nargs="?", help="a folder of CSV files")
    options.add_argument("--since", type=date.fromisoformat, default=date.min, help="count only from this day on")
    options.add_argument("--every", type=int, default=1, help="with 100 days, count only every so many")
    chosen = options.parse_args()
    began = time.monotonic()
    try:
        source, found = histories(Path(chosen.history) if chosen.history else None)
    except BadFile as error:
        raise SystemExit(f"bench-forecast: {error}") from None
    since = "" if chosen.since == date.min else f", from {chosen.since} on"
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        long = list(pool.map(partial(runs.long, since=chosen.since), found))
        short = list(pool.map(partial(runs.short, since=chosen.since, every=chosen.every), found))
    good = [
        report(
            f"All days before, {source}{since}", long, goals.lines(long, "constant 250", goals.LONG_GAIN, ewma=True)
        ),
        report(
            f"The last 100 days, and weeks before them, {source}{since}",
            short,
            goals.lines(short, "constant 100", goals.SHORT_GAIN, ewma=False),
        ),
    ]
    say(f"\n{time.monotonic() - began:.0f} s. Returns over 5 and 20 days overlap: their misses come in rows.")
    if not all(good):
        raise SystemExit("bench-forecast: a goal was missed")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
