"""What a company is worth on the market: shares outstanding times the price, else what the provider once said. Pure.

A count of shares is of use only in units of the ticker. The provider's counts one class of a company with several,
and of a depositary receipt sometimes the shares at home; its market value is the whole company's. So a count with
which the two disagree is not believed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# A price this many times the one that the provider's value speaks of, or as small a part of it, means that the count is
# no longer the ticker's: a split of three to one, or a count that never was in its units.
FAR = Decimal("2.5")


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider said the company is worth, in the currency that the ticker is quoted in, and on which day."""

    value: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Shares:
    """How many there are of the whole company, in units of the ticker. `day` is when that was true, None if unknown."""

    count: int
    day: date | None = None


def market_value(price: Decimal | None, shares: Shares | None, told: Told | None) -> tuple[Decimal | None, date | None]:
    """The value, and the day on which the provider said it where it is not shares times price."""
    if price is not None and shares is not None and believable(price * shares.count, told):
        return price * shares.count, None
    return (told.value, told.day) if told else (None, None)


def believable(value: Decimal, told: Told | None) -> bool:
    """Whether the two may be values of the same company some days apart."""
    return told is None or told.value / FAR < value < told.value * FAR


def newest(*counts: Shares | None) -> Shares | None:
    """The count of the latest day; one without a day only where there is no other."""
    known = [count for count in counts if count is not None]
    return max(known, key=lambda count: count.day or date.min, default=None)
