"""What each plan of the provider would make of what is watched now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from live.alphavantage.plans import LIMITS, Plan
from live.polling.pace import refreshes_a_second
from live.polling.shares import rates
from live.polling.spending import KEPT, Purpose


@dataclass(frozen=True, slots=True)
class Compared:
    """One plan. `every` is the time between two prices of a ticker while it trades, asked for by itself, and `in_bulk`
    by the hundred; where a day is limited there is neither, but so many tickers whose close comes each day."""

    name: str
    every: timedelta | None = None
    in_bulk: timedelta | None = None
    closes_a_day: int | None = None


def compare(tickers: int, poll_seconds: float) -> Iterator[Compared]:
    """Each plan with so many tickers (at least one) that trade now and are watched alike."""
    for name, limits in LIMITS.items():
        if limits.per_day:
            # What is kept for first prices and for facts is not to be had for the closes.
            kept = sum(round(limits.per_day * part) for use, part in KEPT.items() if use is not Purpose.REFRESH)
            yield Compared(name, closes_a_day=limits.per_day - kept)
            continue
        bulk = Plan(name=name, source="alphavantage", entitlement="realtime", bulk=True, poll_seconds=poll_seconds)
        yield Compared(name, _every(replace(bulk, bulk=False), tickers), _every(bulk, tickers))


def _every(plan: Plan, tickers: int) -> timedelta:
    shared = rates([1] * tickers, refreshes_a_second(plan), 1 / plan.poll_seconds)
    return timedelta(seconds=1 / shared[1])
