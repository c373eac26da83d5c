"""How a typed symbol is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers.symbols import clean, is_symbol


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [
        ("AAPL", "AAPL"),
        (" aapl\n", "AAPL"),
        ("brk-b", "BRK-B"),
        ("tsco.lon", "TSCO.LON"),
        ("300135.SHZ", "300135.SHZ"),
        ("-P-HIZ", "-P-HIZ"),
    ],
)
def test_a_symbol_is_stripped_and_put_in_capitals(typed, symbol):
    assert clean(typed) == symbol


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "A" * 21,
        "AAPL٣",
        "ıbm",
        "ſpy",
        "BRK B",
        "BC/PB",
        "ACWV:BAT",
        "A&apikey=x",
        "*",
        "%",
        "A\0",
        "A\nB",
        "🚀",
    ],
)
def test_what_is_no_symbol_is_refused(typed):
    assert clean(typed) is None


def test_a_symbol_with_a_line_end_is_none_before_it_is_cleaned():
    assert not is_symbol("AAPL\n")


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_symbol_or_nothing_and_cleaning_twice_changes_nothing(typed):
    symbol = clean(typed)
    assert symbol is None or (is_symbol(symbol) and clean(symbol) == symbol)
