"""A visitor's picks as a value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers.picks import WatchListFullError, added, ordered, read, seen_on, without, write
from tickers.symbols import MAX_SYMBOLS

TODAY = date(2026, 11, 20)
symbols = st.lists(st.from_regex(r"[A-Z]{1,4}", fullmatch=True), unique=True, max_size=MAX_SYMBOLS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["lists", "symbols", "AAPL"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["lists", "symbols", "seen", "x"]), inner)
    ),
)


@given(symbols)
def test_what_was_written_is_read(picked):
    value = write(None, picked, TODAY)
    assert read(value) == picked
    assert seen_on(value, TODAY)
    assert not seen_on(value, date(2026, 11, 21))


@given(json_values, symbols)
def test_a_value_of_another_shape_is_an_empty_list_and_can_be_written_over(value, picked):
    assert all(isinstance(symbol, str) for symbol in read(value))
    seen_on(value, TODAY)
    assert read(write(value, picked, TODAY)) == picked


@pytest.mark.parametrize(
    "value",
    [
        None, "AAPL", 7, [], ["AAPL"], {}, {"lists": []}, {"lists": "AAPL"}, {"lists": ["AAPL"]}, {"lists": [{}]},
        {"lists": [{"symbols": "AAPL"}]}, {"lists": [{"symbols": {"AAPL": 1}}]}, {"symbols": ["AAPL"]},
    ],
)  # fmt: skip
def test_garbage_is_an_empty_list(value):
    assert read(value) == []


def test_what_is_no_symbol_among_symbols_is_left_out():
    assert read({"lists": [{"symbols": ["AAPL", 3, None, "aapl", "AAPL", "<b>", "MSFT"]}]}) == ["AAPL", "MSFT"]


def test_more_lists_and_other_keys_are_kept():
    value = {"lists": [{"name": "Main", "symbols": ["A"]}, {"name": "Other", "symbols": ["B"]}], "shown": 1}
    assert write(value, ["C"], TODAY) == {
        "lists": [{"name": "Main", "symbols": ["C"]}, {"name": "Other", "symbols": ["B"]}],
        "shown": 1,
        "seen": "2026-11-20",
    }


def test_a_pick_comes_last_and_one_that_is_there_stays_where_it_is():
    assert added(["AAPL", "MSFT"], ["NVDA", "AAPL", "NVDA"]) == ["AAPL", "MSFT", "NVDA"]


def test_fifty_are_the_most_and_what_does_not_fit_whole_is_refused_whole():
    full = [f"S{n}" for n in range(MAX_SYMBOLS)]
    assert added(full, ["S0"]) == full
    with pytest.raises(WatchListFullError, match="at most 50"):
        added(full[:49], ["A", "B"])


@given(symbols, symbols)
def test_reordering_loses_and_invents_nothing(there, order):
    after = ordered(there, order)
    assert sorted(after) == sorted(there)
    assert after[: len(set(order) & set(there))] == [symbol for symbol in order if symbol in there]


@given(symbols, symbols)
def test_removing_leaves_the_others_in_their_order(there, gone):
    assert without(there, gone) == [symbol for symbol in there if symbol not in gone]
