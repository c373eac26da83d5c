"""The product's own planner and budget in virtual time: looks, claims and answers as the poll has them.

A look happens on the poll's own grid. It is left out when it could only repeat the last one: when the budget refused,
nothing that it counts has left a window since, and nobody new waits for a first price.
"""

import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from math import ceil, inf

from redis.asyncio import Redis

from benchmarks.freshness.cases import LATENCY, Case
from benchmarks.freshness.demand import Visit
from benchmarks.freshness.stage import Account, Stage
from live.clock import Clock
from live.polling import asked as asking
from live.polling.budget import Budget
from live.polling.hours import new_york
from live.polling.keys import Keys
from live.polling.planner import Outlook
from live.polling.poll import LOOK_EVERY
from live.polling.requests import Asked, Request, Watched
from live.polling.spending import Block, Ledger, Purpose
from live.quotes import Quote


async def _nothing_since(_: datetime) -> list[tuple[Purpose, datetime]]:
    return []


async def _write_nothing(_: Purpose, __: list[datetime]) -> None: ...


async def _never_active() -> None: ...


async def _no_blocks(_: datetime) -> list[Block]:
    return []


async def _told(_: Block) -> bool:
    return True


NO_DATABASE = Ledger(_nothing_since, _write_nothing, _never_active, _no_blocks, _told)


class Planned(ABC):
    """One run. Times are seconds from the beginning of the measurement, negative in the running-in.

    `windows`: a request stops counting in one of the budget's windows after so many seconds.
    """

    windows: tuple[float, ...]

    def __init__(self, redis: Redis, case: Case, visits: Sequence[Visit], account: Account) -> None:
        self.redis, self.case, self.plan = redis, case, case.plan
        self.keys = Keys("bench", self.plan.source)
        self.hours = new_york(case.start)
        self.stage = Stage(visits, account, self)
        self.held: dict[int, Watched] = {}
        self.wanted: dict[int, Watched] = {}
        self.sent: list[float] = []
        self.first_prices: list[float] = []
        self.planner_seconds: list[float] = []
        self._coming = deque((change.at, change.symbol) for change in self.stage.upcoming() if change.step > 0)
        self._edges: list[float] = []

    async def run_from(self, now: float) -> None:
        while now < self.case.seconds:
            outlook, refused = await self._look(now)
            following = min(self.next_look(now, outlook, refused), self.case.seconds)
            self.pass_time(following)
            now = following

    def pass_time(self, until: float) -> None:
        self.stage.go_on(until)

    @abstractmethod
    def quote(self, symbol: int, asked_at: float, now: float) -> tuple[Quote, Asked]:
        """What the provider's answer makes of the symbol, and how it counts."""

    def next_look(self, now: float, outlook: Outlook, refused: set[Purpose]) -> float:
        """The first moment of the grid at which a look can differ from the one at `now`."""
        return self.on_grid(now, self.next_chance(now, refused) if refused else now)

    def next_chance(self, now: float, refused: set[Purpose]) -> float:
        """When the budget may grant what it refused, or somebody new waits."""
        while self._edges and self._edges[0] <= now:
            heappop(self._edges)
        while self._coming and (self._coming[0][0] <= now or self._priced(self._coming[0][1])):
            self._coming.popleft()
        newcomer = self._coming[0][0] if self._coming and Purpose.NEWCOMER not in refused else inf
        return min(self._edges[0] if self._edges else inf, newcomer)

    def on_grid(self, now: float, moment: float) -> float:
        return now + max(ceil(round((moment - now) / LOOK_EVERY, 6)), 1) * LOOK_EVERY if moment < inf else inf

    def watched(self, symbol: int, step: int, now: float) -> None:
        held = self.held.get(symbol)
        viewers = (held.viewers if held else 0) + step
        self.keep(symbol, viewers, held.quote if held else None, held.asked if held else None)

    def answered(self, symbol: int, asked_at: float, now: float) -> None:
        held = self.held.get(symbol)
        self.keep(symbol, held.viewers if held else 0, *self.quote(symbol, asked_at, now))

    def keep(self, symbol: int, viewers: int, quote: Quote | None, asked: Asked | None) -> None:
        self.held[symbol] = self.wanted[symbol] = Watched(str(symbol), viewers, self.hours, quote, asked)
        if not viewers:
            del self.wanted[symbol]

    def moment(self, seconds: float) -> datetime:
        return self.case.start + timedelta(seconds=seconds)

    async def _look(self, now: float) -> tuple[Outlook, set[Purpose]]:
        """What the poll does when it looks; gives what it was refused requests for."""
        moment, some = self.moment(now), list(self.wanted.values())
        # The thread's own time: what other processes take meanwhile does not count.
        began = time.thread_time()
        outlook = Outlook(moment, some, self.plan)
        requests = outlook.requests()
        self.planner_seconds.append(time.thread_time() - began)
        budget = Budget(self.redis, self.keys, self.plan, Clock(moment.timestamp(), time.time(), 1e-9), NO_DATABASE)
        newcomers = [request for request in requests if request.newcomer]
        others = [request for request in requests if not request.newcomer]
        refused = set()
        for some_requests, purpose in ((newcomers, Purpose.NEWCOMER), (others, Purpose.REFRESH)):
            if not some_requests:
                continue
            spent = await budget.take(len(some_requests), purpose)
            if spent.granted < len(some_requests):
                refused.add(purpose)
            for request in some_requests[: spent.granted]:
                await self._send(request, now)
            answered = self.moment(now + LATENCY).timestamp()
            clock = Clock(answered, time.time(), 1e-9)
            await Budget(self.redis, self.keys, self.plan, clock, NO_DATABASE).landed(spent.tickets)
        return outlook, refused

    async def _send(self, request: Request, now: float) -> None:
        moment = self.moment(now)
        for window in self.windows:
            # Of the second's window alone a request is out only so long after its answer.
            heappush(self._edges, now + window + (LATENCY if window < 2 else 0))
        mine = await asking.claim(self.redis, self.keys, request.symbols, moment, self.plan.poll_seconds)
        if not mine:
            return
        self.sent.append(now)
        if request.newcomer:
            self.first_prices.append(now)
        symbols = [int(symbol) for symbol in mine]
        for symbol in symbols:
            held = self.held[symbol]
            failures = held.asked.failures if held.asked else 0
            self.keep(symbol, held.viewers, held.quote, Asked(moment, failures))
        self.stage.ask(symbols, now)

    def _priced(self, symbol: int) -> bool:
        return symbol in self.held and self.held[symbol].priced
