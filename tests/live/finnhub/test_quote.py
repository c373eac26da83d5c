"""Finnhub's answer to a quote, read: a price, a day of New York, and every way to say nothing."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.finnhub.quote import asked_as, reading
from live.providers.errors import BadAnswer, ProviderError, UnknownSymbol
from live.providers.json_bodies import decode
from live.quotes import Reading

# Friday 20 November 2026, 15:04:05 in New York.
STAMP = 1_795_205_045
ANSWER = {"c": 261.74, "d": 2.29, "dp": 0.8827, "h": 263.31, "l": 260.68, "o": 261.07, "pc": 259.45, "t": STAMP}


def read(**changes: Any) -> Reading:
    return reading(decode(json.dumps(ANSWER | changes).encode()), "AAPL")


def test_a_quote_says_its_price_its_day_and_when_it_was_made() -> None:
    assert read() == Reading(
        symbol="AAPL",
        price=Decimal("261.74"),
        trading_day=date(2026, 11, 20),
        previous_close=Decimal("259.45"),
        open=Decimal("261.07"),
        high=Decimal("263.31"),
        low=Decimal("260.68"),
        as_of=datetime(2026, 11, 20, 20, 4, 5, tzinfo=UTC),
    )


def test_the_day_is_new_yorks_also_when_it_is_the_next_one_in_utc() -> None:
    assert read(t=int(datetime(2026, 11, 21, 0, 30, tzinfo=UTC).timestamp())).trading_day == date(2026, 11, 20)


@pytest.mark.parametrize("nothing", [0, None])
def test_zeros_and_nulls_mean_that_the_symbol_is_unknown(nothing: int | None) -> None:
    with pytest.raises(UnknownSymbol, match="AAPL"):
        read(**dict.fromkeys(ANSWER, nothing))
    with pytest.raises(UnknownSymbol):
        read(**{**dict.fromkeys(ANSWER, 0), "d": None, "dp": None})


@pytest.mark.parametrize(
    "changes",
    [
        {"c": 0},
        {"c": None},
        {"c": -1},
        {"c": "x"},
        {"c": True},
        {"t": 0},
        {"t": None},
        {"t": STAMP * 1000},
        {"t": 12.5},
        {"h": 1, "l": 2},
        {"pc": -3},
        {"error": "something"},
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        read(**changes)


@given(st.dictionaries(st.sampled_from([*ANSWER, "error", "x"]), st.none() | st.floats() | st.text() | st.integers()))
def test_any_answer_is_a_reading_or_a_refusal(answer: dict[str, Any]) -> None:
    try:
        found = reading({name: None if value is None else str(value) for name, value in answer.items()}, "AAPL")
    except ProviderError:
        return
    assert found.price > 0
    assert found.as_of is not None


@pytest.mark.parametrize(
    ("ours", "theirs"), [("AAPL", "AAPL"), ("BRK-B", "BRK.B"), ("BF-A", "BF.A"), ("BAC-P-K", "BAC-P-K")]
)
def test_a_class_of_shares_is_written_with_a_dot(ours: str, theirs: str) -> None:
    assert asked_as(ours) == theirs
