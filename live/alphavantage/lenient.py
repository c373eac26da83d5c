"""Reading one field of a company's or a fund's facts: what makes no sense is what is not known.

A page of facts lives with gaps, so unlike a price (`fields`) an odd figure does not refuse the answer.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from live.providers import fields
from live.providers.errors import BadAnswer
from live.providers.fields import Row

T = TypeVar("T")


def words(row: Row, name: str, most: int) -> str | None:
    return _or_none(lambda: fields.words(row, name, most))


def figure(row: Row, name: str) -> Decimal | None:
    return _or_none(lambda: fields.figure(row, name))


def positive(row: Row, name: str) -> Decimal | None:
    """A figure that only makes sense above zero."""
    number = figure(row, name)
    return number if number is not None and number > 0 else None


def count(row: Row, name: str) -> int | None:
    """A whole number above zero."""
    return _or_none(lambda: fields.count(row, name)) or None


def day(row: Row, name: str) -> date | None:
    return _or_none(lambda: fields.optional_day(row, name))


def _or_none(read: Callable[[], T | None]) -> T | None:
    try:
        return read()
    except BadAnswer:
        return None
