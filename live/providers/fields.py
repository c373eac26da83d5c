"""Reading one field of an answer: a price, a count, a date, a text.

Everything arrives as text (`answers.decode` leaves numbers as they were written). A field that is not there, or
says so in one of the provider's ways, is None; one that is there and makes no sense raises BadAnswer.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from live.providers.errors import BadAnswer

Row = Mapping[str, object]

MISSING = {"", "-", "none", "null", "n/a", "na"}

# Higher than any share ever traded for, in any currency; lower than a number in the wrong place.
MAX_PRICE = Decimal(10) ** 9
# No share is quoted at less, and no less is kept: a bar of nothing could not be read, nor a change from it be told.
MIN_PRICE = Decimal(10) ** -6
# Higher than the shares of any company, and the volume of any day.
MAX_COUNT = Decimal(10) ** 14
# Higher than any company's or fund's value in any currency, and than their ratios.
MAX_FIGURE = Decimal(10) ** 18

_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")
_DAY = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
# Half a surrogate pair cannot be stored or sent; a control character cannot be read.
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def figure(row: Row, name: str, most: Decimal = MAX_FIGURE) -> Decimal | None:
    """A number of either sign, at most `most` away from zero."""
    value = _present(row, name)
    if value is None:
        return None
    if not _NUMBER.fullmatch(value):
        raise _nonsense(name, value)
    number = Decimal(value)
    if abs(number) > most:
        raise _nonsense(name, value)
    return number


def optional_price(row: Row, name: str) -> Decimal | None:
    """A price above zero. Zero is the provider's way to say that there was none."""
    number = figure(row, name, MAX_PRICE)
    if number and number < MIN_PRICE:
        raise _nonsense(name, str(number))
    return number or None


def price(row: Row, name: str) -> Decimal:
    """A price above zero that must be there."""
    number = optional_price(row, name)
    if number is None:
        raise BadAnswer(sample=f"no price in {name!r}")
    return number


def count(row: Row, name: str) -> int | None:
    """A whole number, zero or more."""
    number = figure(row, name, MAX_COUNT)
    if number is None:
        return None
    if number < 0 or number != number.to_integral_value():
        raise _nonsense(name, str(number))
    return int(number)


def optional_day(row: Row, name: str) -> date | None:
    value = _present(row, name)
    return None if value is None else day(value)


def day(text: str) -> date:
    """A calendar day of the years 1900 to 2099, written YYYY-MM-DD."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a 30th of February
    raise _nonsense("date", text)


def words(row: Row, name: str, most: int) -> str | None:
    """A text of at most `most` characters, cut where it is longer, without what cannot be read."""
    value = _present(row, name)
    return None if value is None else _UNREADABLE.sub(" ", value)[:most].strip() or None


def _present(row: Row, name: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _nonsense(name, f"a {type(value).__name__}")
    value = value.strip()
    return None if value.lower() in MISSING else value


def _nonsense(name: str, value: str) -> BadAnswer:
    return BadAnswer(sample=f"{name}: {value!r}")
