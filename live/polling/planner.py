"""Which requests to make now. Pure: what is watched, held and known goes in, requests come out.

A request is made only when it can bring something new. A first price comes before any refresh. What can be asked for
is divided by the square-root rule (`shares`), and packed where a request takes many symbols. How many requests are
really made is for the budget to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from heapq import nsmallest

from live.alphavantage.plans import Plan
from live.polling.hours import Hours
from live.polling.market import Market, opens_next
from live.polling.shares import LONGEST_WAIT, rates
from live.quotes import Quote

# One bulk request takes this many symbols: https://www.alphavantage.co/documentation/#bulk-quotes
BULK_SYMBOLS = 100
# The provider's window and ours do not begin at the same instant: a part of each minute is left alone.
MINUTE_MARGIN = 0.05
# A request that nobody's turn has come for goes to who has waited for this much of a turn: what is not used of a window
# is lost, and turns that only ever come late would leave some of each minute unused.
NEARLY_DUE = 0.9
# When an answer after the close still shows the day before, the next is asked for after so long.
LATE_CLOSE_RETRIES = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4))
# Where a day has few requests, one symbol whose first price cannot be had must not use them up.
FIRST_PRICE_RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
# A symbol that fails waits twice as long each time, up to this.
LONGEST_BACKOFF = timedelta(minutes=15)
UNKNOWN_BACKOFF = timedelta(hours=12)

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Function(StrEnum):
    """The provider's request that brings a price."""

    QUOTE = "quote"  # one symbol, at the plan's entitlement
    BULK = "bulk"  # up to 100 symbols
    DAILY = "daily"  # one symbol's last 100 daily bars: the last close and the one before


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `newcomer` when it brings somebody's first price."""

    function: Function
    symbols: tuple[str, ...]
    newcomer: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """How a symbol's last request went. `failures` counts those in a row that brought nothing new or nothing at all;
    `unknown` says that the provider does not know the symbol."""

    at: datetime
    failures: int = 0
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """A symbol that is to have a price: how many look (none, when it was only picked in the last days), what is held of
    it, how it was last asked for, and when its exchange trades."""

    symbol: str
    viewers: int
    hours: Hours
    quote: Quote | None = None
    asked: Asked | None = None

    @property
    def priced(self) -> bool:
        return self.quote is not None and self.quote.price is not None


def requests_a_second(plan: Plan) -> float:
    """What the plan allows for as long as anyone asks."""
    limits = plan.limits
    if limits.per_minute is None:
        return limits.per_second
    return min(limits.per_second, int(limits.per_minute * (1 - MINUTE_MARGIN)) / 60)


def refreshes_a_second(plan: Plan) -> float:
    """How many symbols can have a newer price in a second."""
    return requests_a_second(plan) * (BULK_SYMBOLS if plan.bulk else 1)


class Outlook:
    """What is to be asked for at `now`, and when each symbol's turn comes next."""

    def __init__(self, now: datetime, watched: Sequence[Watched], plan: Plan) -> None:
        self.now, self.watched, self.plan = now, watched, plan
        self._least = timedelta(seconds=plan.poll_seconds)
        self._by_hours: dict[int, list[Watched]] = {}
        for one in watched:
            self._by_hours.setdefault(id(one.hours), []).append(one)
        self._markets = {key: Market.at(now, some[0].hours, plan) for key, some in self._by_hours.items()}

    @cached_property
    def intervals(self) -> dict[int, timedelta]:
        """The time between two requests for a symbol that trades now, by its number of viewers."""
        moving = [some for key, some in self._by_hours.items() if self._markets[key].moving]
        viewers = [w.viewers or 1 for some in moving for w in some]
        shared = rates(viewers, refreshes_a_second(self.plan), 1 / self.plan.poll_seconds)
        return {count: timedelta(seconds=1 / rate) for count, rate in shared.items()}

    @cached_property
    def _turns(self) -> dict[int, timedelta]:
        """By which the waits of symbols are compared. Closing prices come once a day at the most: of their turns only
        the proportions count, when there are more of them than requests."""
        if self.plan.entitlement != "end_of_day":
            return self.intervals
        shared = rates((w.viewers or 1 for w in self.watched), 1.0, 1.0)
        return {count: timedelta(seconds=1 / rate) for count, rate in shared.items()}

    @property
    def _most(self) -> int:
        """More symbols than these are not told while prices move: no look is granted more than a second's requests,
        and the next one plans anew."""
        if self.plan.entitlement == "end_of_day":
            return len(self.watched)
        return self.plan.limits.per_second * (BULK_SYMBOLS if self.plan.bulk else 1)

    def interval(self, watched: Watched) -> timedelta:
        return self.intervals.get(watched.viewers or 1, self._least)

    def requests(self) -> list[Request]:
        """The requests that are due, the most urgent first."""
        newcomers: list[Watched] = []
        others: list[Watched] = []
        for key, some in self._by_hours.items():
            due = self._due(some, self._markets[key])
            renewed = [w for w in due if w.quote and w.quote.price is not None]
            newcomers += [w for w in due if not w.priced] if len(renewed) < len(due) else []
            others += self._after_a_scout(renewed, some) if self.plan.entitlement == "end_of_day" else renewed
        newcomers = nsmallest(self._most, newcomers, key=lambda w: (-w.viewers, w.symbol))
        others = self._in_turn(others)
        if self.plan.bulk:
            return self._packed(newcomers, others)
        function = Function.DAILY if self.plan.entitlement == "end_of_day" else Function.QUOTE
        return [Request(function, (w.symbol,), not w.priced) for w in (*newcomers, *others)]

    def _due(self, some: Sequence[Watched], market: Market) -> list[Watched]:
        if self.plan.entitlement == "end_of_day":
            return [w for w in some if not self._shows(w, market) and self._is_due(w)]
        if not market.moving:
            return [w for w in some if self._is_due(w)]
        # The many that trade and answer take one comparison each: there may be thousands, several times a second.
        latest = {
            viewers: self.now - max(self._least, interval * NEARLY_DUE) for viewers, interval in self.intervals.items()
        }
        return [
            w
            for w in some
            if (
                w.asked.at <= latest[w.viewers or 1]
                if w.asked and not w.asked.failures and w.quote and w.quote.price is not None
                else self._is_due(w)
            )
        ]

    def _is_due(self, watched: Watched) -> bool:
        if watched.asked is None and watched.quote is None:
            return watched.viewers > 0
        at = self.next_due(watched)
        return at is not None and at <= self.now

    def next_due(self, watched: Watched) -> datetime | None:
        """When this symbol is to be asked for: in the past when overdue, None when its sessions are not known."""
        wanted = self._can_change(watched)
        asked = watched.asked
        if wanted is None or asked is None:
            return wanted
        return max(wanted, asked.at + self._pause(asked, watched.priced))

    def _in_turn(self, some: list[Watched]) -> list[Watched]:
        """Who has waited longest, measured in turns of its own, goes first: but before all who is on the floor, since
        its wait is a promise, and many that came together are due together."""
        longest = self._longest_turn
        on_the_floor = {viewers for viewers, turn in self._turns.items() if longest and turn >= longest}
        if not on_the_floor:
            return self._by_turns(some)
        promised = [w for w in some if (w.viewers or 1) in on_the_floor and self._market(w).moving]
        others = [w for w in some if (w.viewers or 1) not in on_the_floor or not self._market(w).moving]
        return (self._by_turns(promised) + self._by_turns(others))[: self._most]

    @property
    def _longest_turn(self) -> timedelta | None:
        """The turn of those on the floor while prices move; a little less, because it is compared."""
        if self.plan.entitlement == "end_of_day":
            return None
        moving = sum(len(some) for key, some in self._by_hours.items() if self._markets[key].moving)
        return max(timedelta(seconds=0.999 * LONGEST_WAIT * moving / refreshes_a_second(self.plan)), 2 * self._least)

    def _by_turns(self, some: list[Watched]) -> list[Watched]:
        turns, least, now = self._turns, self._least, self.now
        if all(turn == least for turn in turns.values()):
            return nsmallest(self._most, some, key=lambda w: w.asked.at if w.asked else LONG_AGO)
        return nsmallest(
            self._most,
            some,
            key=lambda w: (w.asked.at - now) / turns.get(w.viewers or 1, least) if w.asked else float("-inf"),
        )

    def _packed(self, newcomers: list[Watched], others: list[Watched]) -> list[Request]:
        """Bulk requests of up to 100. A request that is not full is made for newcomers, for a majority that is due
        together, or for one that has waited twice its time; a latecomer waits for the majority once, and from then on
        goes with it."""
        queue = [*newcomers, *others]
        full = len(queue) - len(queue) % BULK_SYMBOLS
        rest = queue[full:]
        if rest and not (full < len(newcomers) or self._a_majority(rest) or self._waited_twice(rest)):
            queue = queue[:full]
        packs = [queue[start : start + BULK_SYMBOLS] for start in range(0, len(queue), BULK_SYMBOLS)]
        return [Request(Function.BULK, tuple(w.symbol for w in pack), not pack[0].priced) for pack in packs]

    def _a_majority(self, some: Sequence[Watched]) -> bool:
        """Whether these are at least half of those that a request which is not full could ever have."""
        going = sum(w.priced and self._market(w).moving and not (w.asked and w.asked.failures) for w in self.watched)
        return 2 * len(some) >= (going % BULK_SYMBOLS or BULK_SYMBOLS)

    def _waited_twice(self, some: Sequence[Watched]) -> bool:
        return any(w.asked is None or self.now - w.asked.at >= 2 * self.interval(w) for w in some)

    def _pause(self, asked: Asked, priced: bool) -> timedelta:
        if not asked.failures:
            return self._least
        if asked.unknown:
            return UNKNOWN_BACKOFF
        if self.plan.limits.per_day and not priced:
            return FIRST_PRICE_RETRIES[min(asked.failures, len(FIRST_PRICE_RETRIES)) - 1]
        if self.plan.entitlement == "end_of_day" and priced:
            return LATE_CLOSE_RETRIES[min(asked.failures, len(LATE_CLOSE_RETRIES)) - 1]
        return min(self._least * 2.0 ** min(asked.failures, 20), LONGEST_BACKOFF)

    def _can_change(self, watched: Watched) -> datetime | None:
        """The first moment from which on an answer may differ from what is held."""
        quote, market = watched.quote, self._market(watched)
        if quote is None or quote.fetched_at is None or quote.trading_day is None:
            return self.now if watched.viewers else None
        if self.plan.entitlement == "end_of_day":
            if market.last_bar is not None and quote.trading_day < market.last_bar.day:
                return market.last_bar_at
            return market.next_bar_at
        asked_at = watched.asked.at if watched.asked else quote.fetched_at
        if market.moving:
            return asked_at + self.interval(watched)
        if market.settled_at is not None and quote.fetched_at < market.settled_at:
            return market.settled_at
        return opens_next(market, self.plan)

    def _after_a_scout(self, due: Sequence[Watched], some: Sequence[Watched]) -> Sequence[Watched]:
        """After a close one ticker of a market goes ahead; the others follow when any shows the new day."""
        market = self._market(some[0])
        if not due or market.last_bar is None or any(self._shows(w, market) for w in some):
            return due
        scout = self._scout(due, some, market)
        return [scout] if scout else []

    def _shows(self, watched: Watched, market: Market) -> bool:
        day = watched.quote.trading_day if watched.quote else None
        return day is not None and market.last_bar is not None and day >= market.last_bar.day

    def _scout(self, due: Sequence[Watched], some: Sequence[Watched], market: Market) -> Watched | None:
        """The one to ask now, another each time, so that one halted ticker does not hold up the rest."""
        since = market.last_bar_at or self.now
        tried = [w.asked for w in some if w.asked and w.asked.at >= since and w.priced]
        if tried:
            attempts = sum(max(1, asked.failures) for asked in tried)
            pause = LATE_CLOSE_RETRIES[min(attempts, len(LATE_CLOSE_RETRIES)) - 1]
            if self.now < max(asked.at for asked in tried) + pause:
                return None
        return min(
            due, key=lambda w: (w.asked.at if w.asked and w.asked.at >= since else LONG_AGO, -w.viewers, w.symbol)
        )

    def _market(self, watched: Watched) -> Market:
        return self._markets[id(watched.hours)]
