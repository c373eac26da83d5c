from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.global_quote import reading
from live.providers.errors import BadAnswer, DaySpent, NotEntitled, UnknownSymbol
from live.quotes import Reading
from tests.live.alphavantage import payloads

DELAYED = "Global Quote - DATA DELAYED BY 15 MINUTES"


def test_a_quote_is_read() -> None:
    assert reading(payloads.global_quote(), "ACME", "end_of_day") == Reading(
        symbol="ACME",
        price=Decimal(12),
        trading_day=date(2026, 11, 19),
        previous_close=Decimal(10),
        open=Decimal(10),
        high=Decimal("12.5"),
        low=Decimal("9.75"),
        volume=123_456,
    )


def test_a_delayed_quote_is_read_under_its_longer_heading() -> None:
    assert reading(payloads.global_quote(heading=DELAYED), "ACME", "delayed").price == 12


def test_a_delayed_price_is_not_taken_for_a_real_time_one() -> None:
    with pytest.raises(NotEntitled, match="ALPHAVANTAGE_ENTITLEMENT"):
        reading(payloads.global_quote(heading=DELAYED), "ACME", "realtime")


def test_the_symbol_is_called_as_it_was_asked_for() -> None:
    assert reading(payloads.global_quote("acme"), "ACME", "end_of_day").symbol == "ACME"


@pytest.mark.parametrize("answer", [{}, {"Global Quote": {}}])
def test_an_empty_answer_is_an_unknown_symbol(answer: dict[str, Any]) -> None:
    with pytest.raises(UnknownSymbol, match="ACME"):
        reading(answer, "ACME", "end_of_day")


@pytest.mark.parametrize(
    "changes",
    [
        {"symbol": "OTHER"},
        {"symbol": None},
        {"symbol": ["ACME"]},
        {"price": None},
        {"price": ""},
        {"price": "0.0000"},
        {"price": "-12.0000"},
        {"price": "NaN"},
        {"price": "1e12"},
        {"price": 12},
        {"latest_trading_day": None},
        {"latest_trading_day": ""},
        {"latest_trading_day": "2026-02-30"},
        {"latest_trading_day": "20261119"},
        {"open": "-1"},
        {"previous_close": "ten"},
        {"volume": "-5"},
        {"volume": "1.5"},
        {"high": "9.0000"},
    ],
)
def test_a_quote_with_one_field_that_makes_no_sense_is_refused_whole(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        reading(payloads.global_quote(**changes), "ACME", "end_of_day")


@pytest.mark.parametrize("value", ["", "0.0000", "None", None])
def test_what_a_new_ticker_does_not_have_yet_is_not_known(value: str | None) -> None:
    changed = payloads.global_quote(open=value, high=value, low=value, previous_close=value)
    quote = reading(changed, "ACME", "end_of_day")
    assert (quote.open, quote.high, quote.low, quote.previous_close) == (None, None, None, None)


@pytest.mark.parametrize("values", [[], "x", None, 5, [{"05. price": "12.0"}]])
def test_a_quote_of_another_form_is_refused(values: Any) -> None:
    with pytest.raises(BadAnswer):
        reading({"Global Quote": values}, "ACME", "end_of_day")


def test_the_data_counts_where_a_sentence_stands_beside_it() -> None:
    spoken = {"Information": payloads.SPENT}
    assert reading(payloads.global_quote() | spoken, "ACME", "end_of_day").price == 12
    with pytest.raises(DaySpent):
        reading(spoken, "ACME", "end_of_day")
