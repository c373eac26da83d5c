"""The requests of one provider in one poll that are under way, and what its budget is to be told of them."""

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field

from live.polling import leases
from live.polling.parts import Parts
from live.polling.spending import Ticket
from live.providers import sending

# Of what a second allows so much may be unanswered at a time: all of it may arrive at once, when a network that was cut
# is whole again. Where a second has thirty, answers may take 1.2 s before prices come more slowly.
UNANSWERED = 0.8


@dataclass
class UnderWay:
    """`tasks` are taken out by whoever waits for them; `symbols` are those whose answer is awaited."""

    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    _unanswered: int = 0
    _left: list[Ticket] = field(default_factory=list)
    _landed: list[Ticket] = field(default_factory=list)
    _unsent: list[Ticket] = field(default_factory=list)
    _pressed: set[str] = field(default_factory=set)

    def may_be_sent(self, per_second: int) -> int:
        """How many more there may be, by what the plan allows in a second."""
        return max(0, max(1, int(per_second * UNANSWERED)) - self._unanswered)

    def send(
        self, asking: Coroutine[None, None, None], symbols: Collection[str], ticket: Ticket, pressed: Sequence[str]
    ) -> None:
        """A request for these sets out; `pressed` are those of them that an operator wanted asked for."""
        with sending.told(lambda: self._left.append(ticket)):
            task = asyncio.create_task(asking)
        self.tasks.add(task)
        self.symbols.update(symbols)
        self._unanswered += 1
        task.add_done_callback(lambda _: self._has_landed(symbols, ticket, pressed))

    def never_sent(self, ticket: Ticket) -> None:
        """Somebody else asks for what it was granted for."""
        self._unsent.append(ticket)

    async def account(self, parts: Parts) -> None:
        """Tell the budget which requests have left, which have arrived, and which never will."""
        landed, self._landed = self._landed, []
        left, self._left = self._left, []
        unsent, self._unsent = self._unsent, []
        await parts.budget.landed(landed, [ticket for ticket in left if ticket not in landed])
        await parts.budget.give_back(unsent)
        if pressed := self._pressed:
            self._pressed = set()
            await leases.answered(parts.redis, parts.keys, pressed)

    def _has_landed(self, symbols: Iterable[str], ticket: Ticket, pressed: Iterable[str]) -> None:
        self.symbols.difference_update(symbols)
        self._unanswered -= 1
        self._landed.append(ticket)
        self._pressed.update(pressed)
