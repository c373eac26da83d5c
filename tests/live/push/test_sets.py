"""Viewers of the same symbols share a set; a symbol finds its sets; demand counts who looks."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from live.push.sets import Sets, group_name


@dataclass(eq=False)
class Someone:
    visible: bool = True
    keep: frozenset[str] = frozenset()
    spare: bool = False


def test_a_set_is_named_by_its_symbols_in_order_each_once() -> None:
    assert group_name(["MSFT", "AAPL", "MSFT"]) == group_name({"AAPL", "MSFT"}) == "AAPL,MSFT"
    assert group_name([]) == ""


def test_who_watches_the_same_is_in_one_set_and_nobody_is_in_two() -> None:
    sets: Sets[Someone] = Sets()
    one, other = Someone(), Someone()
    assert sets.join("AAPL", one) is sets.join("AAPL", other)
    moved = sets.join("MSFT", one)
    assert sets.of(one) is moved
    assert [(watched.name, len(watched.viewers)) for watched in sets] == [("AAPL", 1), ("MSFT", 1)]


def test_a_set_that_nobody_watches_is_gone_and_begins_anew() -> None:
    sets: Sets[Someone] = Sets()
    one = Someone()
    sets.join("AAPL", one).seq = 7
    sets.leave(one)
    sets.leave(one)
    assert list(sets) == []
    assert sets.touched(["AAPL"]) == {}
    assert sets.join("AAPL", one).seq == 0


def test_what_the_catalogue_lacks_is_unknown_and_not_in_demand() -> None:
    sets: Sets[Someone] = Sets()
    watched = sets.join("AAPL,NOSUCH", Someone())
    assert sets.demand() == {}
    watched.known = ("AAPL",)
    assert watched.unknown == ("NOSUCH",)
    assert sets.demand() == {"AAPL": 1}


def test_a_hidden_viewer_is_in_demand_only_of_what_it_keeps_and_watches() -> None:
    sets: Sets[Someone] = Sets()
    for viewer in (Someone(), Someone(visible=False, keep=frozenset({"IBM", "TSLA"}))):
        sets.join("AAPL,IBM", viewer).known = ("AAPL", "IBM")
    assert sets.demand() == {"AAPL": 1, "IBM": 2}
    assert sets.known() == {"AAPL", "IBM"}


def test_what_a_board_shows_is_in_demand_as_spare_alone() -> None:
    sets: Sets[Someone] = Sets()
    for viewer in (Someone(), Someone(spare=True), Someone(visible=False, keep=frozenset({"IBM"}), spare=True)):
        sets.join("AAPL,IBM", viewer).known = ("AAPL", "IBM")
    assert sets.demand() == {"AAPL": 1, "IBM": 1}
    assert sets.spare() == {"AAPL": 1, "IBM": 2}


symbol = st.sampled_from("ABCDEF")


@given(st.lists(st.frozensets(symbol)), st.frozensets(symbol))
def test_a_batch_touches_exactly_the_sets_that_hold_any_of_it(watched: list[frozenset[str]], batch: set[str]) -> None:
    sets: Sets[Someone] = Sets()
    for symbols in watched:
        sets.join(group_name(symbols), Someone()).known = tuple(sorted(symbols))
    touched = {frozenset(found.symbols): set(changed) for found, changed in sets.touched(sorted(batch)).items()}
    assert touched == {symbols: set(symbols & batch) for symbols in set(watched) if symbols & batch}
    assert sets.demand() == dict(Counter(one for symbols in watched for one in symbols))
