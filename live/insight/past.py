"""A symbol's closes of about a year, made of its bars: what its row in a list needs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from live.insight import splits
from live.insight.returns import Close
from live.providers.series import Bar

# The longest period of returns, and what its close may be older by.
REACH = timedelta(days=380)


@dataclass(frozen=True, slots=True)
class Past:
    """Closes oldest first, in the shares of today: `days` are all that are known, `weeks` those before them."""

    days: tuple[Close, ...] = ()
    weeks: tuple[Close, ...] = ()

    @classmethod
    def of(cls, daily: Sequence[Bar], weekly: Sequence[Bar], told: Mapping[date, Decimal] | None = None) -> Self:
        """From bars as they were traded, oldest first; `told` is as in `splits.found`."""
        known = splits.found(daily, told)
        days, weeks = splits.adjusted(daily, known), splits.adjusted(weekly, splits.in_weeks(daily, weekly, known))
        newest = (days or weeks)[-1:]
        begin = newest[0].day - REACH if newest else date.min
        end = days[0].day if days else date.max
        return cls(
            tuple(Close(bar.day, bar.close) for bar in days if bar.day >= begin),
            tuple(Close(bar.day, bar.close) for bar in weeks if begin <= bar.day < end),
        )

    @property
    def closes(self) -> tuple[Close, ...]:
        return self.weeks + self.days

    def as_wire(self) -> dict[str, list[list[str]]]:
        return {name: _written(closes) for name, closes in (("days", self.days), ("weeks", self.weeks))}

    @classmethod
    def from_wire(cls, body: Mapping[str, Any]) -> Self:
        """What `as_wire` wrote."""
        return cls(_read(body["days"]), _read(body["weeks"]))


def _written(closes: Sequence[Close]) -> list[list[str]]:
    return [[close.day.isoformat(), str(close.price)] for close in closes]


def _read(closes: Sequence[Sequence[str]]) -> tuple[Close, ...]:
    return tuple(Close(date.fromisoformat(day), Decimal(price)) for day, price in closes)
