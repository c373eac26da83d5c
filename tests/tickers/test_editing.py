"""What a visitor may do to the lists."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers import editing
from tickers.editing import NoSuchListError, RefusedError, WatchListFullError
from tickers.picks import MAX_LISTS, PickedList, Picks
from tickers.symbols import MAX_SYMBOLS

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
symbols = st.lists(st.from_regex(r"[A-Z]{1,4}", fullmatch=True), unique=True, max_size=MAX_SYMBOLS)


def picks(*lists: str) -> Picks:
    """Each list as its symbols in a line; their numbers count from 1."""
    return Picks(tuple(PickedList(n, f"L{n}", tuple(each.split())) for n, each in enumerate(lists, 1)))


def shown(picked: Picks) -> list[str]:
    return [" ".join(each.symbols) for each in picked.lists]


def test_a_pick_comes_last_and_one_that_is_there_stays_where_it_is():
    assert shown(editing.added(picks("AAPL MSFT"), None, ["NVDA", "AAPL", "NVDA"])) == ["AAPL MSFT NVDA"]
    assert shown(editing.added(picks("AAPL", "IBM"), 2, ["NVDA"])) == ["AAPL", "IBM NVDA"]


def test_fifty_are_the_most_and_what_does_not_fit_whole_is_refused_whole():
    full = picks(" ".join(f"S{n}" for n in range(MAX_SYMBOLS)))
    assert editing.added(full, None, ["S0"]) == full
    with pytest.raises(WatchListFullError, match="at most 50"):
        editing.added(editing.removed(full, None, ["S0"], NOW), None, ["A", "B"])


@given(symbols, symbols)
def test_reordering_loses_and_invents_nothing(there, order):
    after = editing.ordered(picks(" ".join(there)), None, order).lists[0].symbols
    assert sorted(after) == sorted(there)
    assert list(after[: len(set(order) & set(there))]) == [symbol for symbol in order if symbol in there]


@given(symbols, symbols)
def test_what_was_removed_comes_back_where_it_was(there, gone):
    before = picks(" ".join(there))
    after = editing.removed(before, None, gone, NOW)
    assert shown(after) == [" ".join(symbol for symbol in there if symbol not in gone)]
    if after != before:
        assert shown(editing.undone(after)) == [" ".join(there)]


def test_what_was_picked_since_stays_when_a_removal_is_taken_back():
    removed = editing.removed(picks("A B C"), None, ["A"], NOW)
    assert removed.note.words == "A removed"
    assert shown(editing.undone(editing.added(removed, None, ["D"]))) == ["A B C D"]
    assert editing.undone(removed).note is None
    with pytest.raises(RefusedError, match="nothing to take back"):
        editing.undone(editing.undone(removed))


def test_an_order_made_by_hand_ends_a_sorting_by_column():
    sorted_by_price = Picks(picks("A B").lists, {"sort": "price", "density": "compact"})
    assert editing.ordered(sorted_by_price, None, ["B", "A"]).view == {"density": "compact"}


@pytest.mark.parametrize(
    ("symbol", "by", "after"),
    [("B", -1, "B A C"), ("B", 1, "A C B"), ("A", -1, "A B C"), ("C", 1, "A B C"), ("X", 1, "A B C")],
)
def test_a_ticker_moves_one_place_and_never_past_an_end(symbol, by, after):
    assert shown(editing.moved(picks("A B C"), None, symbol, by)) == [after]


def test_a_ticker_moved_to_another_list_leaves_its_own_and_comes_back():
    moved = editing.taken(picks("A B C", "X"), 2, None, ["B"], NOW)
    assert shown(moved) == ["A C", "X B"]
    assert moved.note.words == "B moved to L2"
    assert shown(editing.undone(moved)) == ["A B C", "X"]


def test_one_that_the_other_list_had_before_stays_there_when_a_move_is_taken_back():
    assert shown(editing.undone(editing.taken(picks("A B", "B X"), 2, None, ["B"], NOW))) == ["A B", "B X"]


def test_a_full_list_takes_nothing_and_nothing_is_lost():
    full = " ".join(f"S{n}" for n in range(MAX_SYMBOLS))
    with pytest.raises(WatchListFullError):
        editing.taken(picks("A", full), 2, None, ["A"], NOW)


def test_a_deleted_list_comes_back_with_its_name_place_and_tickers():
    before = picks("A", "B C", "D")
    gone = editing.deleted(before, 2, NOW)
    assert (shown(gone), gone.note.words) == (["A", "D"], "L2 deleted")
    back = editing.undone(gone)
    assert back.lists == before.lists


def test_the_last_list_stays():
    with pytest.raises(RefusedError, match="last list"):
        editing.deleted(picks("A"), 1, NOW)


def test_a_new_list_has_a_name_whatever_was_given():
    made = editing.created(picks("A"), "  Big \n tech ", ["MSFT"])
    assert made.lists[-1] == PickedList(2, "Big tech", ("MSFT",))
    assert editing.created(made, "\x00").lists[-1].name == "List 3"
    assert len(editing.created(made, "x" * 500).lists[-1].name) == 40


def test_there_is_a_most_of_lists():
    many = picks(*["A"] * MAX_LISTS)
    with pytest.raises(RefusedError, match=f"at most {MAX_LISTS}"):
        editing.created(many, "one more")


def test_a_list_gets_another_name_and_never_none():
    assert editing.renamed(picks("A"), 1, " Mine ").lists[0].name == "Mine"
    with pytest.raises(RefusedError, match="name"):
        editing.renamed(picks("A"), 1, "   ")


def test_a_list_that_is_gone_is_not_taken_for_another():
    for change in (
        lambda: editing.added(picks("A"), 9, ["B"]),
        lambda: editing.removed(picks("A"), 9, ["A"], NOW),
        lambda: editing.taken(picks("A"), 9, None, ["A"], NOW),
        lambda: editing.deleted(picks("A", "B"), 9, NOW),
    ):
        with pytest.raises(NoSuchListError):
            change()


def test_what_fits_of_an_import_is_taken():
    after = editing.imported(picks(" ".join(f"S{n}" for n in range(49))), None, ["A", "B"], "told", NOW)
    assert after.lists[0].symbols[-1] == "A"
    assert (after.note.words, after.note.undo) == ("told", None)
