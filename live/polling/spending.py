"""What requests are spent on, and what was granted: values of the budget, its ledger and the poll. Pure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BudgetSpent(Exception):
    """The plan allows no request for this purpose now."""


class Purpose(StrEnum):
    """What a request is for. The first is served first; of a limited day each has a part that no other may take."""

    NEWCOMER = "newcomer"  # the first price of a symbol
    REFRESH = "refresh"  # a newer price
    INSIGHT = "insight"  # company facts and history
    LISTING = "listing"  # the catalogue
    SPARE = "spare"  # a price of what nobody picked


# The part of a limited day that is kept for each purpose until it is used; what is kept for none is anyone's.
KEPT = {Purpose.NEWCOMER: 0.2, Purpose.REFRESH: 0.4, Purpose.INSIGHT: 0.2, Purpose.LISTING: 0.0, Purpose.SPARE: 0.0}

# The same where another provider's prices come first: what this one's are not asked for is left to facts and history.
KEPT_STANDING_IN = KEPT | {Purpose.NEWCOMER: 0.1, Purpose.REFRESH: 0.1, Purpose.INSIGHT: 0.5}


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request that was granted, as the budget's logs name it."""

    purpose: Purpose
    name: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What a `take` was granted, and what is used of each rolling window after it. A `probe` is the one request after
    a hold that finds out whether the provider answers again."""

    granted: int
    second: int
    minute: int
    day: int
    at: datetime
    probe: bool
    purpose: Purpose
    token: str

    @property
    def tickets(self) -> list[Ticket]:
        return [Ticket(self.purpose, f"{self.token}:{n + 1}") for n in range(self.granted)]


@dataclass(frozen=True, slots=True)
class Block:
    """At most so many requests were sent soon after that moment, by whoever wrote it (`reserve.BLOCK`)."""

    began_at: datetime
    requests: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The budget's memory in the database, as functions that the caller's room provides.

    Of a limited day: `sent_since(moment)` gives the requests sent since then, each with what it was for;
    `write(purpose, moments)` adds some and returns when they are safe; `last_active()` is when this installation last
    polled at all, None when it never did. Of other plans: `blocks_since(moment)`, and `reserve(block)`, which returns
    whether it is safe; both are of blocks.
    """

    sent_since: Callable[[datetime], Awaitable[list[tuple[Purpose, datetime]]]]
    write: Callable[[Purpose, list[datetime]], Awaitable[None]]
    last_active: Callable[[], Awaitable[datetime | None]]
    blocks_since: Callable[[datetime], Awaitable[list[Block]]]
    reserve: Callable[[Block], Awaitable[bool]]
