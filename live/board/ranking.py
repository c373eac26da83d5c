"""Places by market value, now and at the previous close. Pure.

Values in different currencies are never compared: each currency has places of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Sized:
    """A ticker to be placed. `value` is its market value and `before` the one at the previous close, both in `unit`;
    None where it is not known. `asked` is when its price was fetched (ISO 8601), nothing if it never was."""

    symbol: str
    exchange: str
    sector: str
    unit: str
    value: Decimal | None = None
    before: Decimal | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """`rank` counts from 1 among all of its currency, None without a value; `before` is the rank at the previous close,
    None where that close or what it was worth is not known."""

    symbol: str
    exchange: str
    sector: str
    unit: str
    rank: int | None = None
    before: int | None = None

    @property
    def way(self) -> str:
        """`up` since the previous close, `down`, or `flat`."""
        if self.rank is None or self.before is None or self.rank == self.before:
            return "flat"
        return "up" if self.rank < self.before else "down"


@dataclass(frozen=True, slots=True)
class Ranking:
    """All places, the largest first in each currency, then those without a value. `at` is when they were made.

    `companies` is how many active stocks the catalogue has, `with_facts` of how many the provider's facts are kept.
    """

    at: datetime
    places: tuple[Place, ...]
    companies: int = 0
    with_facts: int = 0

    def as_json(self) -> dict[str, Any]:
        rows = [(p.symbol, p.exchange, p.sector, p.unit, p.rank, p.before) for p in self.places]
        return asdict(self) | {"at": self.at.isoformat(), "places": rows}

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> "Ranking":
        """What `as_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        places = tuple(Place(*row) for row in known["places"])
        return cls(datetime.fromisoformat(known["at"]), places, known["companies"], known["with_facts"])


def ranked(sized: Iterable[Sized]) -> tuple[Place, ...]:
    """A place for each, by currency and value; those without a value come last and keep the order they came in."""
    by_unit: dict[str, list[Sized]] = defaultdict(list)
    for one in sized:
        by_unit[one.unit].append(one)
    return tuple(place for unit in sorted(by_unit) for place in _ranked(by_unit[unit]))


def _ranked(sized: list[Sized]) -> Iterable[Place]:
    valued = sorted((one for one in sized if one.value is not None), key=lambda one: (-(one.value or 0), one.symbol))
    # What was worth the same all along moves too, when others pass it.
    earlier = sorted(valued, key=lambda one: (-(one.before or one.value or 0), one.symbol))
    before = {one.symbol: rank for rank, one in enumerate(earlier, 1) if one.before is not None}
    for rank, one in enumerate(valued, 1):
        yield Place(one.symbol, one.exchange, one.sector, one.unit, rank, before.get(one.symbol))
    for one in sized:
        if one.value is None:
            yield Place(one.symbol, one.exchange, one.sector, one.unit)
