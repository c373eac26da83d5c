"""What a provider is to the rest of the product: what it declares of itself, and the requests that it answers.

A provider is a room beside this one with a `Plan` of its own and a client. The client has those of the functions below
that its plan declares, and no other is asked of it; each brings a value or raises ProviderError, and nothing else.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, ClassVar, Protocol, Self

from live.providers.facts import CompanyFacts, FundFacts
from live.providers.series import Series
from live.quotes import Basis, Reading

SIMULATED = "simulated"


class Function(StrEnum):
    """What a provider can be asked for. The first three bring prices."""

    QUOTE = "quote"  # one symbol, at the plan's entitlement
    BULK = "bulk"  # up to 100 symbols
    DAILY = "daily"  # one symbol's last 100 daily bars: the last close and the one before
    WEEKLY = "weekly"  # one symbol's weekly bars
    FACTS = "facts"  # what a company or a fund is
    LISTING = "listing"  # every ticker there is


@dataclass(frozen=True, slots=True)
class Limits:
    """The most requests in any rolling day (24 h), minute (60 s) and second; None is no limit."""

    per_second: int
    per_minute: int | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Plan(ABC):
    """What the operator's key gives at one provider. `source` is what everything that is kept of it is keyed by.

    `entitlement` is what the provider gives, also of a simulated one; `basis` is what a price is called.
    `poll_seconds` is the least time between two requests for one symbol.
    """

    # What a provider says of itself: its name and its address for people, what it can be asked for, and the exchanges
    # whose tickers it knows, None for any.
    title: ClassVar[str]
    home: ClassVar[str]
    functions: ClassVar[frozenset[Function]]
    exchanges: ClassVar[frozenset[str] | None] = None

    name: str
    source: str
    entitlement: str
    bulk: bool
    poll_seconds: float

    def __post_init__(self) -> None:
        if not 0 < self.poll_seconds <= 86_400:
            raise ValueError("POLL_SECONDS must be above 0 and at most 86400")

    @property
    @abstractmethod
    def limits(self) -> Limits: ...

    @property
    def simulated(self) -> bool:
        return self.source == SIMULATED

    @property
    def basis(self) -> Basis:
        """What a price of this plan is called: a simulated one is never called anything else."""
        return Basis.SIMULATED if self.simulated else Basis(self.entitlement)

    def lower(self) -> Self | None:
        """The plan with one thing less, for a key that has less than is set; None when there is nothing to leave."""
        return None

    def knows(self, exchange: str) -> bool:
        """Whether a ticker of the exchange with this code can be asked for at all."""
        return self.exchanges is None or exchange in self.exchanges


class Prices(Protocol):
    """What brings prices."""

    async def quote(self, symbol: str, entitlement: str) -> Reading: ...
    async def bulk_quotes(self, symbols: Sequence[str]) -> Mapping[str, Reading]: ...
    async def daily(self, symbol: str) -> Series: ...


class Insight(Protocol):
    """What brings facts and history."""

    async def overview(self, symbol: str) -> CompanyFacts: ...
    async def etf_profile(self, symbol: str) -> FundFacts: ...
    async def daily(self, symbol: str) -> Series: ...
    async def weekly(self, symbol: str) -> Series: ...


class Listing(Protocol):
    """What brings the catalogue: writes it as CSV into `file`, whose content is worthless after an error."""

    async def listing(self, file: BinaryIO) -> None: ...
