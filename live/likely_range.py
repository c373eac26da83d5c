"""The words and numbers of a likely range on the page. Pure.

`static/js/likely_words.js` writes the same while the page is open, held to it by one table of cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from live import formats, words


@dataclass(frozen=True, slots=True)
class Row:
    """One close that is to come: what it is called, its median, and the ranges of half and of nine tenths."""

    days: int
    label: str
    median: str
    half: str
    most: str


def rows(answer: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> list[Row]:
    """The closes that a forecast is for, the next one first. It must be one, not a refusal."""
    first = _row(1, _next_close(answer["for_day"], now, zone), answer)
    return [first, *(_row(each["days"], _later(each, now, zone), each) for each in answer["further"])]


def empty(horizons: Sequence[int]) -> list[Row]:
    """The same while nothing is known: one trading day ahead, and more."""
    dash = formats.UNKNOWN
    return [Row(days, "Next close" if days == 1 else f"{days} trading days", dash, dash, dash) for days in horizons]


def age(answer: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> str:
    """How old it is, by the price that it starts from."""
    return f"from the price of {words.moment(datetime.fromisoformat(answer['as_of']), now, zone)}"


def _row(days: int, label: str, close: Mapping[str, Any]) -> Row:
    return Row(days, label, _number(close["prediction"]), *(_range(close["interval"][part]) for part in ("50", "90")))


def _next_close(for_day: str, now: datetime, zone: ZoneInfo) -> str:
    day = date.fromisoformat(for_day)
    return "Today’s close" if day == now.astimezone(zone).date() else f"Close of {words.day(day, now, zone)}"


def _later(close: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> str:
    return f"{close['days']} trading days, {words.day(date.fromisoformat(close['for_day']), now, zone)}"


def _range(ends: list[float]) -> str:
    return " to ".join(map(_number, ends))


def _number(value: float) -> str:
    return formats.number(Decimal(repr(value)))
