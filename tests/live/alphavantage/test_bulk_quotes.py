from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.bulk_quotes import readings
from live.providers.errors import BadAnswer, Burst, NotEntitled
from live.quotes import Reading
from tests.live.alphavantage.payloads import BURST, bulk, bulk_row

PLACEHOLDER = "This is a premium endpoint. ***THE DATA BELOW IS ARTIFICIAL***. Please subscribe to any premium plan."


def test_every_symbol_is_read_in_any_order() -> None:
    found = readings(bulk(bulk_row("brk-b"), bulk_row("ACME", close="13")), ["ACME", "BRK-B", "ZZ"])
    assert sorted(found) == ["ACME", "BRK-B"]
    assert found["ACME"] == Reading(
        symbol="ACME",
        price=Decimal(13),
        trading_day=date(2026, 11, 19),
        previous_close=Decimal(10),
        open=Decimal(10),
        high=Decimal("12.5"),
        low=Decimal("9.75"),
        volume=123_456,
        as_of=datetime(2026, 11, 19, 20, 30, 0, 250_000, tzinfo=UTC),
    )


def test_the_price_stays_the_sessions_when_there_is_one_after_it() -> None:
    row = bulk_row("ACME", extended_hours_quote="12.4", extended_hours_change_percent="-3.3e-05")
    reading = readings(bulk(row), ["ACME"])["ACME"]
    assert (reading.price, reading.extended_price) == (Decimal(12), Decimal("12.4"))
    assert reading.extended_change_percent == Decimal("-0.000033")


@pytest.mark.parametrize(
    ("stamp", "as_of"),
    [
        ("2026-11-19 09:30:00", datetime(2026, 11, 19, 14, 30, tzinfo=UTC)),  # winter: five hours
        ("2026-07-01 09:30:00.5", datetime(2026, 7, 1, 13, 30, 0, 500_000, tzinfo=UTC)),  # summer: four
        ("2026-03-06 19:59:59", datetime(2026, 3, 7, 0, 59, 59, tzinfo=UTC)),  # before the change of March
        ("2026-03-09 19:59:59", datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)),  # and after
        ("2026-10-30 04:00:00", datetime(2026, 10, 30, 8, tzinfo=UTC)),
        ("2026-11-02 04:00:00", datetime(2026, 11, 2, 9, tzinfo=UTC)),
    ],
)
def test_a_stamp_is_new_yorks_time_through_the_year(stamp: str, as_of: datetime) -> None:
    reading = readings(bulk(bulk_row("ACME", timestamp=stamp)), ["ACME"])["ACME"]
    assert reading.as_of == as_of
    assert reading.trading_day.isoformat() == stamp[:10]


@pytest.mark.parametrize(
    "changes",
    [
        {"close": ""},
        {"close": "0"},
        {"close": "-5"},
        {"close": "Infinity"},
        {"open": "ten"},
        {"high": "1"},
        {"volume": "-1"},
        {"timestamp": ""},
        {"timestamp": "2026-11-19"},
        {"timestamp": "2026-11-19 25:00:00"},
        {"timestamp": "2026-11-19T15:30:00Z"},
        {"timestamp": None},
        {"extended_hours_quote": "soon"},
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_and_the_others_stay(changes: dict[str, Any]) -> None:
    found = readings(bulk(bulk_row("ACME", **changes), bulk_row("ZZ")), ["ACME", "ZZ"])
    assert list(found) == ["ZZ"]


def test_symbols_that_nobody_asked_for_are_left_out() -> None:
    assert list(readings(bulk(bulk_row("ACME"), bulk_row("EVIL"), "row", None), ["ACME"])) == ["ACME"]


def test_of_a_symbol_given_twice_the_later_price_stays() -> None:
    later, earlier = bulk_row("ACME", timestamp="2026-11-19 15:31:00", close="11"), bulk_row("ACME")
    for rows in ((later, earlier), (earlier, later)):
        assert readings(bulk(*rows), ["ACME"])["ACME"].price == 11


def test_made_up_rows_for_a_key_without_the_plan_are_refused() -> None:
    with pytest.raises(NotEntitled, match="ALPHAVANTAGE_BULK"):
        readings(bulk(bulk_row("ACME"), message=PLACEHOLDER), ["ACME"])


@pytest.mark.parametrize("message", ["", "Success!", "partial", None, 1, ["success"]])
def test_rows_under_a_word_never_seen_are_refused(message: Any) -> None:
    with pytest.raises(BadAnswer):
        readings(bulk(bulk_row("ACME"), message=message), ["ACME"])


@pytest.mark.parametrize("rows", [[bulk_row("EVIL")], [{"symbol": "ACME", "price": "12"}], ["x"], [None]])
def test_rows_of_which_none_is_what_was_asked_for_are_a_bad_answer(rows: list[Any]) -> None:
    with pytest.raises(BadAnswer):
        readings(bulk(*rows), ["ACME"])


def test_no_rows_are_no_prices() -> None:
    assert readings(bulk(), ["ACME"]) == {}
    assert readings(bulk(bulk_row("ACME", close="")), ["ACME"]) == {}


def test_a_refusal_is_told() -> None:
    with pytest.raises(Burst):
        readings({"Information": BURST}, ["ACME"])
    with pytest.raises(BadAnswer):
        readings(bulk() | {"data": {"symbol": "ACME"}}, ["ACME"])
