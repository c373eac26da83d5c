"""What happens while nobody decides anything: viewers come and go, answers arrive. Pure."""

from collections import deque
from collections.abc import Sequence
from math import inf
from typing import Protocol

from benchmarks.freshness.cases import LATENCY
from benchmarks.freshness.demand import Change, Visit, changes


class Account(Protocol):
    """Who keeps count."""

    def watched(self, symbol: int, step: int, now: float) -> None: ...
    def answered(self, symbol: int, asked_at: float, now: float) -> None: ...


class Stage:
    """Brings viewers and answers in order of time to one or several accounts."""

    def __init__(self, visits: Sequence[Visit], *accounts: Account) -> None:
        self.accounts = accounts
        coming = changes(visits)
        there = sum(change.at <= 0 for change in coming)
        self.present: dict[int, int] = {}
        for change in coming[:there]:
            self.present[change.symbol] = self.present.get(change.symbol, 0) + change.step
        self._changes = deque(coming[there:])
        self._answers: deque[tuple[float, Sequence[int]]] = deque()

    def ask(self, symbols: Sequence[int], now: float) -> None:
        """A request leaves; its answer arrives after the provider's latency."""
        self._answers.append((now, symbols))

    def go_on(self, until: float) -> None:
        while True:
            change_at = self._changes[0].at if self._changes else inf
            answer_at = self._answers[0][0] + LATENCY if self._answers else inf
            if min(change_at, answer_at) > until:
                return
            if answer_at <= change_at:
                asked_at, symbols = self._answers.popleft()
                for symbol in symbols:
                    for account in self.accounts:
                        account.answered(symbol, asked_at, answer_at)
            else:
                change = self._changes.popleft()
                for account in self.accounts:
                    account.watched(change.symbol, change.step, change.at)

    def upcoming(self) -> Sequence[Change]:
        return self._changes
