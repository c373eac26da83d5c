"""A visitor's picks as the value in the session."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers.picks import Note, PickedList, Picks, Undo
from tickers.symbols import MAX_SYMBOLS

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
symbols = st.lists(st.from_regex(r"[A-Z]{1,4}", fullmatch=True), unique=True, max_size=MAX_SYMBOLS).map(tuple)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["lists", "symbols", "AAPL"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lists", "symbols", "seen", "x", "id", "name", "note", "undo", "words", "until", "view"]),
            inner,
        )
    ),
)


@given(symbols, symbols)
def test_what_was_written_is_read(first, second):
    picks = Picks(
        (PickedList(1, "Watch list", first), PickedList(7, "Tech", second)),
        {"sort": "price"},
        Note("MSFT removed", NOW, Undo(7, ((0, "MSFT"), (3, "A")), "Tech", 1, True, 1)),
        TODAY.isoformat(),
        {"more": 2},
    )
    assert Picks.read(picks.written(TODAY)) == picks


@given(json_values)
def test_a_value_of_another_shape_is_read_as_what_it_has_and_can_be_written(value):
    picks = Picks.read(value)
    assert picks.lists
    assert Picks.read(picks.written(TODAY)).lists == picks.lists


@pytest.mark.parametrize(
    "value",
    [
        None, "AAPL", 7, [], ["AAPL"], {}, {"lists": []}, {"lists": "AAPL"}, {"lists": ["AAPL"]}, {"lists": [{}]},
        {"lists": [{"symbols": "AAPL"}]}, {"lists": [{"symbols": {"AAPL": 1}}]}, {"symbols": ["AAPL"]},
    ],
)  # fmt: skip
def test_garbage_is_one_empty_list(value):
    assert Picks.read(value).lists == (PickedList(1, "Watch list"),)
    assert not Picks.read(value).kept


def test_a_list_from_before_lists_had_names_gets_a_name_and_a_number():
    old = {"lists": [{"symbols": ["AAPL", "MSFT"]}], "seen": "2026-11-20"}
    assert Picks.read(old).lists == (PickedList(1, "Watch list", ("AAPL", "MSFT")),)
    assert Picks.read(old).seen == "2026-11-20"


def test_no_two_lists_have_one_number():
    value = {"lists": [{"id": 2, "symbols": []}, {"id": 2, "symbols": []}, {"id": True, "symbols": []}]}
    assert [each.id for each in Picks.read(value).lists] == [2, 3, 4]


def test_what_is_no_symbol_among_symbols_is_left_out():
    value = {"lists": [{"symbols": ["AAPL", 3, None, "aapl", "AAPL", "<b>", "MSFT"]}]}
    assert Picks.read(value).lists[0].symbols == ("AAPL", "MSFT")


def test_a_note_is_told_for_its_time():
    picks = Picks(note=Note("MSFT removed", NOW))
    assert picks.told(NOW - timedelta(seconds=1)) == picks.note
    assert picks.told(NOW) is None


def test_a_new_list_never_gets_the_number_of_one_that_may_come_back():
    picks = Picks((PickedList(1, "A"),), note=Note("Tech deleted", NOW, Undo(4, (), "Tech", 1, True)))
    assert picks.next_id == 5
