"""What a stock is worth, as one value that everything else speaks of.

A `Reading` is what one answer of a provider says about one symbol. A `Quote` is that reading with what
the product adds: when it was fetched, on what basis, when the next is due and what state it is in.
Money is `Decimal` in the ticker's currency, percentages are percent (1.5 means 1.5 %), times are aware and UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

# A quote fetched later than this from now was fetched before the clock was set back.
AHEAD = timedelta(minutes=1)


class Basis(StrEnum):
    """What kind of price the operator's plan gives."""

    REALTIME = "realtime"
    DELAYED = "delayed"  # by 15 minutes
    END_OF_DAY = "end_of_day"  # the last official close
    SIMULATED = "simulated"  # made up by the simulator, no market behind it


class Session(StrEnum):
    """The part of the exchange's day that a price was made in."""

    PRE = "pre"
    REGULAR = "regular"
    POST = "post"
    CLOSED = "closed"


class State(StrEnum):
    """How far a price may be trusted now."""

    WAITING = "waiting"  # no price yet
    FRESH = "fresh"  # within its time
    CLOSED = "closed"  # the last official close, and nothing newer to be had on this plan
    STALE = "stale"  # the next one is overdue
    ERROR = "error"  # refused or failed, the last good price kept


# A quote that is overdue by less than this is not called stale: a poll takes time too.
LEAST_GRACE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer of the provider says about one symbol; what it does not say is None.

    `as_of` is the provider's own stamp (UTC), where it gives one. `trading_day` is the exchange's date.
    """

    symbol: str
    price: Decimal
    trading_day: date
    previous_close: Decimal | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: int | None = None
    as_of: datetime | None = None
    extended_price: Decimal | None = None
    extended_change_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The latest known price of a symbol. Without a price it says only that one is awaited.

    `market_cap` is shares outstanding times the price; where it is the provider's own figure instead,
    `market_cap_as_of` is the day on which it was told.
    """

    symbol: str
    source: str
    basis: Basis
    state: State = State.WAITING
    price: Decimal | None = None
    previous_close: Decimal | None = None
    change: Decimal | None = None
    change_percent: Decimal | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    volume: int | None = None
    market_cap: Decimal | None = None
    currency: str | None = None
    session: Session | None = None
    extended_price: Decimal | None = None
    extended_change_percent: Decimal | None = None
    trading_day: date | None = None
    as_of: datetime | None = None
    fetched_at: datetime | None = None
    next_due_at: datetime | None = None
    market_cap_as_of: date | None = None

    def __post_init__(self) -> None:
        for name in ("as_of", "fetched_at", "next_due_at"):
            moment = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{self.symbol}: {name} has no time zone")
        if self.price is not None and (self.fetched_at is None or self.trading_day is None):
            raise ValueError(f"{self.symbol}: a price without its day and time is no quote")

    def seen_at(self, now: datetime) -> Self:
        """This quote as it is to be called at `now`: stale when the next one is overdue."""
        if self.state in (State.FRESH, State.CLOSED) and self._overdue(now):
            return replace(self, state=State.STALE)
        return self

    def _overdue(self, now: datetime) -> bool:
        if self.next_due_at is None or self.fetched_at is None:
            return False
        grace = max(LEAST_GRACE, (self.next_due_at - self.fetched_at) / 2)
        return now > self.next_due_at + grace

    def as_wire(self) -> dict[str, Any]:
        """The quote as JSON values: numbers, ISO 8601 text in UTC, null for what is unknown."""
        return {field.name: _to_wire(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_wire(cls, values: Mapping[str, Any]) -> Self:
        """The quote that `as_wire` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        known = dict.fromkeys(_LATER) | dict(values)
        return cls(**{field.name: _from_wire(field.name, known[field.name]) for field in fields(cls)})


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """`part` of `whole` in percent, to four decimals. `whole` must not be zero."""
    return round(part / whole * 100, 4)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with a fixed width (microseconds, Z), so that text order is time order."""
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


_DECIMALS = {
    "price", "previous_close", "change", "change_percent", "open", "high", "low", "market_cap",
    "extended_price", "extended_change_percent",
}  # fmt: skip
_MOMENTS = {"as_of", "fetched_at", "next_due_at"}
_DAYS = {"trading_day", "market_cap_as_of"}
# What earlier releases did not write, and may have left behind without it.
_LATER = {"market_cap_as_of"}
_ENUMS: dict[str, type[StrEnum]] = {"basis": Basis, "state": State, "session": Session}


def _to_wire(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
    return value


def _from_wire(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DECIMALS:
        return Decimal(repr(value))
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _ENUMS:
        return _ENUMS[name](value)
    return value
