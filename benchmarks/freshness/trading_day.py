"""The product's way through a stretch of a trading day: the age of its prices, and the least that is possible."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import fmean

from redis.asyncio import Redis

from benchmarks.freshness import accounts, least
from benchmarks.freshness.cases import LATENCY, Case
from benchmarks.freshness.demand import Visit
from benchmarks.freshness.planned import Planned
from live.polling.pace import refreshes_a_second
from live.polling.requests import Asked
from live.quotes import Basis, Quote, State

# The budget's windows begin empty: until the minute is full, nothing is measured.
RUNNING_IN = 120.0
# How often the least age is taken anew while viewers come and go; seconds.
LEAST_EVERY = 30.0
# Multiples of the golden ratio are spread evenly over 0 to 1, however many they are.
GOLDEN = (5**0.5 - 1) / 2


class TradingDay(Planned):
    windows = (1.1, 10.0, 60.0)

    def __init__(self, redis: Redis, case: Case, visits: Sequence[Visit]) -> None:
        self.ages = accounts.Ages()
        self._least: list[float] = []
        self._left: list[float] = []
        self._came: dict[int, float] = {}
        super().__init__(redis, case, visits, self.ages)

    async def run(self) -> tuple[float, float, float]:
        """The mean age, the least possible one, and what the law comes to at the pace that first prices leave; in
        seconds."""
        self._begin()
        await self.run_from(-RUNNING_IN)
        return self.ages.end(self.case.seconds), fmean(self._least), fmean(self._left)

    def _begin(self) -> None:
        """Each symbol is somewhere in a turn of the length that is due to it, as after hours of running."""
        present = self.stage.present
        turns = least.intervals(present.values(), refreshes_a_second(self.plan), 1 / self.plan.poll_seconds)
        for n, (symbol, viewers) in enumerate(sorted(present.items())):
            asked_at = -RUNNING_IN - turns[viewers] * (n * GOLDEN % 1)
            for account in self.stage.accounts:
                account.answered(symbol, asked_at, asked_at)
                account.watched(symbol, viewers, asked_at)

    def pass_time(self, until: float) -> None:
        while (sample := len(self._least) * LEAST_EVERY) < until:
            self.stage.go_on(sample)
            least_age, left = self._least_ages()
            self._least.append(least_age)
            self._left.append(left)
        self.stage.go_on(until)

    def quote(self, symbol: int, asked_at: float, now: float) -> tuple[Quote, Asked]:
        quote = Quote(
            str(symbol),
            self.plan.source,
            Basis(self.plan.entitlement),
            State.FRESH,
            price=Decimal(1),
            trading_day=self.case.start.date(),
            fetched_at=self.moment(now),
        )
        return quote, Asked(self.moment(asked_at))

    def answered(self, symbol: int, asked_at: float, now: float) -> None:
        if now > -RUNNING_IN and not self._priced(symbol):
            self._came[symbol] = now
        super().answered(symbol, asked_at, now)

    def _least_ages(self) -> tuple[float, float]:
        """The least mean age for the viewers of this moment, had they always been these: with all requests, and with
        those that first prices have left. A bulk request that brings some is filled up with others, and leaves all."""
        now, rate = len(self._least) * LEAST_EVERY, refreshes_a_second(self.plan)
        priced = [(symbol, held.viewers) for symbol, held in self.wanted.items() if held.priced]
        old = [viewers for symbol, viewers in priced if symbol not in self._came]
        new = [(viewers, now - self._came[symbol]) for symbol, viewers in priced if symbol in self._came]
        since = RUNNING_IN + now
        part = 1.0 if self.plan.bulk else 1 - len(self.first_prices) / (rate * since)
        cap = 1 / self.plan.poll_seconds
        viewers = (held.viewers for held in self.wanted.values())
        whole = least.mean_age(viewers, rate, cap, LATENCY)
        return whole, least.mean_age(old, rate, cap, LATENCY, since, part, new)
