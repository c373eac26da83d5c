"""A return is measured from the last close on or before the period's first day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from live.insight.returns import PERIODS, Close, reference, since

TODAY = date(2026, 11, 20)  # a Friday
DAYS = [TODAY - timedelta(days=n) for n in range(400, -1, -1) if (TODAY - timedelta(days=n)).weekday() < 5]
CLOSES = [Close(day, Decimal(day.toordinal())) for day in DAYS]


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("week", date(2026, 11, 13)),
        ("month", date(2026, 10, 20)),
        ("year_to_date", date(2025, 12, 31)),
        ("year", date(2025, 11, 20)),
    ],
)
def test_a_period_begins_with_the_close_of_its_first_day(period: str, day: date) -> None:
    found = reference(CLOSES, period, TODAY)
    assert found is not None
    assert found.day == day


def test_a_first_day_without_trading_takes_the_close_before_it() -> None:
    found = reference(CLOSES, "week", date(2026, 11, 22))  # a Sunday, and a week before it another
    assert found is not None
    assert found.day == date(2026, 11, 13)


def test_a_month_that_is_shorter_begins_on_its_last_day() -> None:
    assert PERIODS["month"](date(2026, 3, 31)) == date(2026, 2, 28)
    assert PERIODS["year"](date(2028, 2, 29)) == date(2027, 2, 28)


def test_the_return_is_told_in_percent() -> None:
    closes = [Close(date(2026, 11, 13), Decimal(200))]
    assert since(closes, "week", Decimal(210), TODAY) == Decimal(5)


def test_what_is_too_old_or_not_known_has_no_return() -> None:
    closes = [Close(date(2026, 11, 2), Decimal(200))]
    assert since(closes, "week", Decimal(210), TODAY) is None
    assert since(closes, "month", Decimal(210), TODAY) is None
    assert since([], "week", Decimal(210), TODAY) is None
    assert since(CLOSES, "week", None, TODAY) is None
    assert since(CLOSES, "week", Decimal(1), None) is None
