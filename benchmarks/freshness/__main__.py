"""`make bench-freshness`: every case, one table, in minutes on two cores. See docs/freshness.md."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

from benchmarks.freshness import planner_time, poll_time
from benchmarks.freshness.cases import PATTERNS, PLANS, SYMBOLS, Case, all_cases
from benchmarks.freshness.own_redis import redis_socket
from benchmarks.freshness.runs import Row, run
from live.alphavantage.plans import Plan

HEAD = (
    *("plan", "symbols", "viewers", "mean age", "of least", "of what is left", "even turns", "task each"),
    *("first price", "longest wait", "of equal share", "busiest", "mean", "over", "planner ms", "p99"),
)


def one(case: Case) -> Row:
    """One case in a process of its own, with a Redis of its own."""
    with redis_socket() as socket:
        return asyncio.run(run(case, socket))


def called(plan: Plan) -> str:
    return f"{plan.name} {'bulk' if plan.bulk else plan.entitlement}"


def time_of(seconds: float) -> str:
    if seconds < 1000:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 36_000 else f"{seconds / 3600:.1f} h"


def cells(row: Row) -> list[str]:
    return [
        called(row.case.plan),
        f"{row.case.symbols:,}",
        row.case.pattern,
        time_of(row.age),
        f"{row.age / row.least:.3f}" if row.least else "–",
        f"{row.age / row.left:.3f}" if row.left else "–",
        time_of(row.round_robin),
        time_of(row.task_each),
        "–" if row.first_price is None else time_of(row.first_price),
        time_of(row.wait) + (f", {row.missing} to come" if row.missing else ""),
        f"{row.wait / row.equal_share:.1f}",
        f"{row.busiest}/{row.allowed}",
        f"{100 * row.mean / row.allowed:.1f} %",
        str(row.over),
        f"{row.planner_median:.2f}",
        f"{row.planner_p99:.2f}",
    ]


def table(lines: Iterable[Iterable[str]]) -> str:
    """Rows as a Markdown table."""
    first, *rest = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([first, "|---" * len(HEAD) + "|", *rest])


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.freshness", description=__doc__)
    options.add_argument("--plan", help="only plans whose name in the table contains this")
    options.add_argument("--symbols", type=int, choices=SYMBOLS)
    options.add_argument("--viewers", choices=PATTERNS)
    chosen = options.parse_args()
    cases = [
        case
        for case in all_cases()
        if (chosen.plan or "") in called(case.plan)
        and chosen.symbols in (None, case.symbols)
        and chosen.viewers in (None, case.pattern)
    ]
    began = time.monotonic()
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        largest_first = sorted(cases, key=lambda case: -case.symbols)
        rows = dict(zip(largest_first, pool.map(one, largest_first), strict=True))
    say(table([HEAD, *(cells(rows[case]) for case in cases)]))
    say("\nThe planner alone, 5,000 symbols, ms of CPU a call (median, least):")
    for plan in PLANS:
        middle, least = planner_time.measure(plan)
        say(f"  {called(plan)}: {middle:.2f}, {least:.2f}")
    with redis_socket() as socket:
        say(f"\n{asyncio.run(poll_time.measure(socket))}")
    say(f"\n{len(cases)} cases in {time.monotonic() - began:.0f} s.")
    if any(row.over for row in rows.values()):
        raise SystemExit("bench-freshness: a limit was exceeded")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
