"""Two simpler ways of asking, on the same viewers and with the same requests: what they reach. Pure.

Both are given what our own budget uses, margins included, so that only the division of it differs.
"""

import random
from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush, heapreplace
from math import inf

from benchmarks.freshness.cases import LATENCY, SEED, Case
from benchmarks.freshness.demand import Visit
from benchmarks.freshness.stage import Account, Stage
from live.polling.requests import BULK_SYMBOLS


def begin(stage: Stage, account: Account, running_in: float, turn: float) -> list[tuple[int, int]]:
    """Everyone who is there has a price, the first in the queue the oldest; gives the queue, with the viewers of each.

    Whoever watches what is of no account in its order.
    """
    queue = sorted(stage.present.items())
    random.Random(SEED).shuffle(queue)  # noqa: S311
    for n, (symbol, viewers) in enumerate(queue):
        asked_at = -running_in - turn * (1 - n / len(queue))
        account.answered(symbol, asked_at, asked_at)
        account.watched(symbol, viewers, asked_at)
    return queue


class RoundRobin:
    """Every watched symbol in turn, at even steps; who comes joins the end of the queue."""

    def __init__(self, case: Case, visits: Sequence[Visit], account: Account, rate: float) -> None:
        """`rate` is requests a second."""
        self.case, self.account, self.rate = case, account, rate
        self.stage = Stage(visits, account, self)
        self.viewers: dict[int, int] = {}
        self.queue: deque[int] = deque()
        self.queued: set[int] = set()
        self.asked: dict[int, float] = {}

    def run(self, running_in: float) -> None:
        for symbol, viewers in begin(self.stage, self.account, running_in, self._turn()):
            self.watched(symbol, viewers, -running_in)
        now, most = -running_in, BULK_SYMBOLS if self.case.plan.bulk else 1
        while now < self.case.seconds:
            self.stage.go_on(now)
            ready = -inf
            asked: list[int] = []
            while self.queue and len(asked) < most:
                symbol = self.queue[0]
                ready = self.asked.get(symbol, -inf) + self.case.plan.poll_seconds
                if symbol in self.viewers and ready > now:
                    break
                self.queued.discard(self.queue.popleft())
                if symbol in self.viewers:
                    asked.append(symbol)
            for symbol in asked:
                self.asked[symbol] = now
                self._join(symbol)
            if asked:
                self.stage.ask(asked, now)
                now += 1 / self.rate
            else:
                now = max(ready, now + 0.2)
        self.stage.go_on(self.case.seconds)

    def _turn(self) -> float:
        packed = BULK_SYMBOLS if self.case.plan.bulk else 1
        return max(len(self.stage.present) / self.rate / packed, self.case.plan.poll_seconds)

    def watched(self, symbol: int, step: int, now: float) -> None:
        self.viewers[symbol] = self.viewers.get(symbol, 0) + step
        if not self.viewers[symbol]:
            del self.viewers[symbol]
        else:
            self._join(symbol)

    def answered(self, symbol: int, asked_at: float, now: float) -> None: ...

    def _join(self, symbol: int) -> None:
        if symbol not in self.queued:
            self.queued.add(symbol)
            self.queue.append(symbol)


class TaskEach:
    """One task a viewer: every ten seconds it asks for each symbol of its list (with bulk in one request), whoever
    else asked; first come, first served until the limit refuses. What is refused waits for the task's next turn."""

    def __init__(self, case: Case, visits: Sequence[Visit], account: Account, limits: Sequence[tuple[int, float]]):
        """`limits` are requests in windows of seconds, such as (71, 60), the longest window first."""
        self.case, self.account, self.limits = case, account, limits
        self.stage = Stage(visits, account)
        self.rng = random.Random(SEED)  # noqa: S311
        self.visits = visits
        self.sent: deque[float] = deque(maxlen=max(limit for limit, _ in limits))

    def run(self, running_in: float) -> None:
        packed = BULK_SYMBOLS if self.case.plan.bulk else 1
        limit, window = self.limits[0]
        begin(self.stage, self.account, running_in, max(len(self.stage.present) * window / limit / packed, running_in))
        pause = self.case.plan.poll_seconds
        there = [n for n, visit in enumerate(self.visits) if visit.arrives <= 0]
        timers = [(-running_in + self.rng.uniform(0, pause), n) for n in there]
        heapify(timers)
        coming = deque(n for n, visit in enumerate(self.visits) if visit.arrives > 0)
        while timers or coming:
            while coming and (not timers or self.visits[coming[0]].arrives <= timers[0][0]):
                arrived = coming.popleft()
                heappush(timers, (self.visits[arrived].arrives, arrived))
            now, n = timers[0]
            if now >= self.case.seconds:
                break
            if self.visits[n].leaves <= now:
                heappop(timers)
                continue
            self._ask(n, now)
            heapreplace(timers, (now + pause + LATENCY * self.rng.uniform(0.5, 1.5), n))
            if (free := self._free_at()) > now + pause:
                # All are refused until then, turn after turn, and by then nobody's turn is where it was.
                timers = [(free + self.rng.uniform(0, pause), n) for _, n in timers if self.visits[n].leaves > free]
                while coming and self.visits[coming[0]].arrives <= free:
                    timers.append((free + self.rng.uniform(0, pause), coming.popleft()))
                heapify(timers)
        self.stage.go_on(self.case.seconds)

    def _ask(self, n: int, now: float) -> None:
        if self._free_at() > now:
            return
        symbols = list(self.visits[n].symbols)
        packs = [symbols] if self.case.plan.bulk else [[symbol] for symbol in self.rng.sample(symbols, len(symbols))]
        for pack in packs:
            if self._free_at() > now:
                return
            self.sent.append(now)
            self.stage.go_on(now)
            self.stage.ask(pack, now)

    def _free_at(self) -> float:
        """When the limits next allow a request."""
        return max((self.sent[-n] + window for n, window in self.limits if len(self.sent) >= n), default=-inf)
