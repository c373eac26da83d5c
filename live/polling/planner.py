"""Which requests to make now. Pure: what is watched, held and known goes in, requests come out.

A request is made only when it can bring something new and when the plan's limits allow it. Every watched symbol
gets an equal share of what the plan allows; who has no price yet comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from live.alphavantage.plans import Plan
from live.polling.hours import Hours
from live.quotes import Quote, Session

# One bulk request takes this many symbols: https://www.alphavantage.co/documentation/#bulk-quotes
BULK_SYMBOLS = 100
# The provider's window and ours do not begin at the same instant: a part of each minute is left alone.
MINUTE_MARGIN = 0.05
# After the close the official closing price takes a while to appear, and 15 minutes more where prices are delayed.
CLOSE_SETTLES = timedelta(minutes=2)
DELAY = timedelta(minutes=15)
DAILY_BAR_SETTLES = timedelta(minutes=30)
# When an answer after the close still shows the day before, it is asked for again after so long.
LATE_CLOSE_RETRIES = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4))
# A symbol that fails waits twice as long each time, up to this.
LONGEST_BACKOFF = timedelta(minutes=15)
UNKNOWN_BACKOFF = timedelta(hours=12)


class Function(StrEnum):
    """The provider's request that brings a price."""

    QUOTE = "quote"  # one symbol, at the plan's entitlement
    BULK = "bulk"  # up to 100 symbols
    DAILY = "daily"  # one symbol's last 100 daily bars: the last close and the one before


@dataclass(frozen=True, slots=True)
class Request:
    function: Function
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a symbol's last request went. `failures` counts those in a row that brought nothing new or nothing at all;
    `unknown` says that the provider does not know the symbol."""

    at: datetime
    failures: int = 0
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """A leased symbol: who looks, what is held of it, how it was last asked for, and when its exchange trades."""

    symbol: str
    viewers: int
    hours: Hours
    quote: Quote | None = None
    asked: Asked | None = None

    @property
    def priced(self) -> bool:
        return self.quote is not None and self.quote.price is not None


def interval(plan: Plan, symbols: int) -> timedelta:
    """The time between two requests for one symbol when `symbols` share the plan equally."""
    per_request = BULK_SYMBOLS if plan.bulk else 1
    requests = -(-symbols // per_request)
    limits = plan.limits
    if limits.per_minute is not None:
        rate = min(limits.per_second, limits.per_minute * (1 - MINUTE_MARGIN) / 60)
    else:
        rate = limits.per_second
    return timedelta(seconds=max(plan.poll_seconds, requests / rate))


def plan_requests(now: datetime, watched: Sequence[Watched], plan: Plan) -> list[Request]:
    """The requests that are due at `now`, most urgent first; the budget decides how many of them are made."""
    share = interval(plan, len(watched))
    due = [w for w in watched if is_due(now, w, plan, share)]
    due.sort(key=lambda w: (w.priced, w.asked.at if w.asked else datetime.min.replace(tzinfo=now.tzinfo), w.symbol))
    if plan.bulk:
        symbols = [w.symbol for w in due]
        return [
            Request(Function.BULK, tuple(symbols[n : n + BULK_SYMBOLS])) for n in range(0, len(symbols), BULK_SYMBOLS)
        ]
    function = Function.DAILY if plan.entitlement == "end_of_day" else Function.QUOTE
    return [Request(function, (w.symbol,)) for w in due]


def is_due(now: datetime, watched: Watched, plan: Plan, share: timedelta) -> bool:
    at = next_due(now, watched, plan, share)
    return at is not None and at <= now


def next_due(now: datetime, watched: Watched, plan: Plan, share: timedelta) -> datetime | None:
    """When this symbol is next to be asked for: in the past when overdue, None when its sessions are not known."""
    backoff = _backoff(watched.asked, plan, watched.priced)
    wanted = _can_change(now, watched, plan, share)
    if wanted is None:
        return None
    return max(wanted, backoff) if backoff else wanted


def _backoff(asked: Asked | None, plan: Plan, priced: bool) -> datetime | None:
    if asked is None:
        return None
    least = timedelta(seconds=plan.poll_seconds)
    if not asked.failures:
        return asked.at + least
    if asked.unknown:
        return asked.at + UNKNOWN_BACKOFF
    if plan.entitlement == "end_of_day" and priced:
        return asked.at + LATE_CLOSE_RETRIES[min(asked.failures, len(LATE_CLOSE_RETRIES)) - 1]
    return asked.at + min(least * 2.0 ** min(asked.failures, 20), LONGEST_BACKOFF)


def _can_change(now: datetime, watched: Watched, plan: Plan, share: timedelta) -> datetime | None:
    """The first moment from which on an answer may differ from what is held."""
    quote, hours = watched.quote, watched.hours
    if quote is None or quote.price is None or quote.fetched_at is None or quote.trading_day is None:
        return now
    if plan.entitlement == "end_of_day":
        return _next_daily_bar(now, quote, hours)
    asked_at = watched.asked.at if watched.asked else quote.fetched_at
    if hours.session_at(now) in trading_sessions(plan):
        return asked_at + share
    last = hours.last_closed(now)
    settled = last and last.closes + CLOSE_SETTLES + (DELAY if plan.entitlement == "delayed" else timedelta())
    if settled and quote.fetched_at < settled:
        return max(settled, asked_at + share)
    return _next_opening(now, hours, plan)


def _next_daily_bar(now: datetime, quote: Quote, hours: Hours) -> datetime | None:
    last = hours.last_closed(now - DAILY_BAR_SETTLES)
    if last is not None and quote.trading_day is not None and quote.trading_day < last.day:
        return last.closes + DAILY_BAR_SETTLES
    following = hours.next_to_close(now - DAILY_BAR_SETTLES)
    return following.closes + DAILY_BAR_SETTLES if following else None


def _next_opening(now: datetime, hours: Hours, plan: Plan) -> datetime | None:
    moment: datetime | None = now
    while moment is not None and hours.session_at(moment) not in trading_sessions(plan):
        moment = hours.next_change(moment)
    return moment


def trading_sessions(plan: Plan) -> frozenset[Session]:
    """The parts of the day in which this plan's prices move."""
    if plan.bulk:
        return frozenset({Session.PRE, Session.REGULAR, Session.POST})
    return frozenset({Session.REGULAR})
