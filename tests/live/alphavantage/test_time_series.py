from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.time_series import daily, weekly
from live.providers.errors import BadAnswer, UnknownSymbol
from live.providers.series import Bar, Series
from tests.live.alphavantage.payloads import bar, series

DAYS = {"2026-11-17": bar("10.5000"), "2026-11-19": bar("12.0000"), "2026-11-18": bar("11.0000")}


def test_bars_are_newest_first_whatever_order_they_came_in() -> None:
    read = daily(series(DAYS), "ACME")
    assert [each.day.day for each in read.bars] == [19, 18, 17]
    assert read.bars[0] == Bar(
        day=date(2026, 11, 19),
        open=Decimal(10),
        high=Decimal("12.5"),
        low=Decimal("9.75"),
        close=Decimal(12),
        volume=123_456,
    )


def test_the_last_bar_is_the_price_and_the_one_before_the_previous_close() -> None:
    reading = daily(series(DAYS), "ACME").reading()
    assert (reading.symbol, reading.price, reading.previous_close) == ("ACME", Decimal(12), Decimal(11))
    assert (reading.trading_day, reading.volume, reading.as_of) == (date(2026, 11, 19), 123_456, None)
    assert daily(series({"2026-11-19": bar()}), "ACME").reading().previous_close is None


def test_weeks_stand_under_their_own_heading() -> None:
    weeks = series({"2026-11-13": bar()}, heading="Weekly Time Series")
    assert weekly(weeks, "ACME").bars[0].day == date(2026, 11, 13)
    for read, answer in ((daily, weeks), (weekly, series(DAYS))):
        with pytest.raises(BadAnswer):
            read(answer, "ACME")


@pytest.mark.parametrize(
    "bars",
    [
        {},
        [],
        "none",
        {"2026-11-19": {}},
        {"2026-11-19": None},
        {"2026-11-19": bar("0.0000")},
        {"2026-11-19": bar("-1.0000")},
        {"2026-11-19": bar("NaN")},
        {"2026-11-19": bar(), "2026-11-18": bar("")},
        {"2026-11-19": bar(**{"3. low": "13.0000"})},
        {"2026-11-19": bar(**{"5. volume": ""})},
        {"2026-11-19": bar(**{"5. volume": "-1"})},
        {"2026-11-19": bar(**{"5. adjusted close": "12.0000"})},
        {"2026-11-31": bar()},
        {"2026-11-19 16:00:00": bar()},
    ],
)
def test_one_bar_that_makes_no_sense_refuses_the_series(bars: Any) -> None:
    with pytest.raises(BadAnswer):
        daily(series(bars), "ACME")


@pytest.mark.parametrize("about", [None, [], {}, {"2. Symbol": "OTHER"}, {"2. Symbol": None}])
def test_a_series_of_another_symbol_is_refused(about: Any) -> None:
    with pytest.raises(BadAnswer):
        daily(series(DAYS) | {"Meta Data": about}, "ACME")


def test_an_invalid_call_is_an_unknown_symbol() -> None:
    with pytest.raises(UnknownSymbol, match="ACME"):
        daily({"Error Message": "Invalid API call. Please retry."}, "ACME")


def test_a_series_holds_its_bars_newest_first_and_at_least_one() -> None:
    newer, older = daily(series(DAYS), "ACME").bars[:2]
    for bars in ((), (older, newer), (newer, newer)):
        with pytest.raises(ValueError, match="ACME"):
            Series("ACME", bars)
