"""Where a plan has closing prices only: how long after each close its price is there. A week in virtual time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from redis.asyncio import Redis

from benchmarks.freshness.cases import Case
from benchmarks.freshness.demand import Visit
from benchmarks.freshness.planned import Planned
from live.polling.budget import DAY
from live.polling.hours import Hours, new_york
from live.polling.judge import brought_news
from live.polling.planner import Outlook
from live.polling.requests import Asked
from live.polling.spending import Purpose
from live.quotes import Basis, Quote, Reading, State

# The provider has a day's bar so long after its close.
BAR_AFTER = timedelta(minutes=25)
# Where the budget refuses nothing, it is looked at again after so long, for whatever may have become due; seconds.
LOOK_AGAIN = 300.0


@dataclass(frozen=True, slots=True)
class Close:
    """One close: its day, when it was and when its bar could be had, in seconds from the beginning."""

    day: date
    at: float
    bar_at: float


def closes_of(hours: Hours, start: datetime, seconds: float) -> list[Close]:
    """The closes up to the end of that time, with those of the days before."""
    moments = [(session.day, (session.closes - start).total_seconds()) for session in hours.sessions]
    return [Close(day, at, at + BAR_AFTER.total_seconds()) for day, at in moments if at < seconds]


@dataclass
class Delays:
    """From each close until its price, or a later one, is there, for the viewers that there were at the close."""

    closes: Sequence[Close]
    viewers: dict[int, int] = field(default_factory=dict)
    longest: float = 0.0
    missing: int = 0
    _coming: int = 0
    _open: list[tuple[Close, dict[int, int]]] = field(default_factory=list)
    _sum: float = 0.0
    _weight: int = 0

    def watched(self, symbol: int, step: int, now: float) -> None:
        self._close_what_is_due(now)
        self.viewers[symbol] = self.viewers.get(symbol, 0) + step

    def answered(self, symbol: int, asked_at: float, now: float) -> None:
        self._close_what_is_due(now)
        for close, waiting in self._open:
            if close.bar_at <= asked_at and (viewers := waiting.pop(symbol, 0)):
                self._count(now - close.at, viewers)

    def end(self, now: float) -> float:
        """The viewer-weighted mean delay (s). A close that is not there by then counts as there `now`, and in
        `missing`."""
        self._close_what_is_due(now)
        for close, waiting in self._open:
            self.missing += len(waiting)
            for viewers in waiting.values():
                self._count(now - close.at, viewers)
        return self._sum / self._weight

    def _close_what_is_due(self, now: float) -> None:
        while self._coming < len(self.closes) and self.closes[self._coming].at <= now:
            close = self.closes[self._coming]
            if close.at >= 0:
                self._open.append((close, {symbol: viewers for symbol, viewers in self.viewers.items() if viewers}))
            self._coming += 1

    def _count(self, delay: float, viewers: int) -> None:
        self._sum += delay * viewers
        self._weight += viewers
        self.longest = max(self.longest, delay)


class Week(Planned):
    """The product's way through a week of closes. What was watched in the week stays wanted without viewers."""

    windows = (1.1, DAY)

    def __init__(self, redis: Redis, case: Case, visits: Sequence[Visit]) -> None:
        self.closes = closes_of(new_york(case.start), case.start, case.seconds)
        self.delays = Delays(self.closes)
        super().__init__(redis, case, visits, self.delays)

    async def run(self) -> float:
        """The viewer-weighted mean delay after a close, in seconds."""
        for n, (symbol, viewers) in enumerate(sorted(self.stage.present.items())):
            for account in self.stage.accounts:
                account.answered(symbol, -3600.0 - n, -3600.0 - n)
                account.watched(symbol, viewers, 0.0)
        await self.run_from(0.0)
        return self.delays.end(self.case.seconds)

    def next_look(self, now: float, outlook: Outlook, refused: set[Purpose]) -> float:
        moment = self.next_chance(now, refused)
        if Purpose.REFRESH not in refused:
            dues = [due for held in self.wanted.values() if (due := outlook.next_due(held)) and due > outlook.now]
            soonest = (min(dues) - self.case.start).total_seconds() if dues else now + LOOK_AGAIN
            moment = min(moment, soonest, now + LOOK_AGAIN)
        return self.on_grid(now, moment)

    def keep(self, symbol: int, viewers: int, quote: Quote | None, asked: Asked | None) -> None:
        super().keep(symbol, viewers, quote, asked)
        if not viewers:
            self.wanted[symbol] = self.held[symbol]

    def quote(self, symbol: int, asked_at: float, now: float) -> tuple[Quote, Asked]:
        day = max(close.day for close in self.closes if close.bar_at <= asked_at)
        held, moment = self.held.get(symbol), self.moment(now)
        failures = held.asked.failures if held and held.asked else 0
        reading = Reading(str(symbol), Decimal(1), day)
        news = brought_news(reading, self.hours, self.plan, moment)
        quote = Quote(
            str(symbol),
            self.plan.source,
            Basis.END_OF_DAY,
            State.CLOSED,
            price=reading.price,
            trading_day=day,
            fetched_at=moment,
        )
        return quote, Asked(self.moment(asked_at), 0 if news else failures + 1)
