"""Who has a place when more tickers are picked than the plan can keep fresh."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.alphavantage.plans import Plan
from live.polling.admission import places, without_a_place, words
from live.polling.hours import new_york
from live.polling.requests import Asked, Watched

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)
HOURS = new_york(NOW)


def asked(symbol: str, minutes_ago: float) -> Watched:
    return Watched(symbol, 1, HOURS, None, Asked(NOW - timedelta(minutes=minutes_ago)))


def test_while_there_are_places_everybody_has_one() -> None:
    assert without_a_place({"A": 1, "B": 1}, {}, 2) == frozenset()
    assert without_a_place({f"S{n}": 1 for n in range(1000)}, {}, 0) == frozenset()


def test_who_has_most_viewers_comes_first_and_who_was_there_is_not_put_out_by_who_comes_later() -> None:
    known = {"OLD": asked("OLD", 1), "OLDER": asked("OLDER", 60)}
    picked = {"NEW": 1, "OLDER": 1, "OLD": 1, "POPULAR": 2}
    assert without_a_place(picked, known, 3) == {"NEW"}
    assert without_a_place(picked, known, 2) == {"NEW", "OLDER"}
    assert without_a_place(picked, known, 1) == {"NEW", "OLDER", "OLD"}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5)), st.integers(1, 10))
def test_every_place_is_taken_and_none_by_who_has_fewer_viewers(picked: dict[str, int], most: int) -> None:
    waiting = without_a_place(picked, {}, most)
    admitted = picked.keys() - waiting
    assert len(admitted) == min(most, len(picked))
    assert not waiting or max(picked[symbol] for symbol in waiting) <= min(picked[symbol] for symbol in admitted)


@pytest.mark.parametrize(
    ("name", "entitlement", "bulk", "most"),
    [
        ("free", "end_of_day", False, 100),
        ("75", "delayed", False, 710),
        ("150", "realtime", True, 142_000),
        ("75", "end_of_day", False, 0),
    ],
)
def test_a_plan_has_places_for_what_it_can_renew_within_ten_minutes_or_four_days(
    name: str, entitlement: str, bulk: bool, most: int
) -> None:
    assert places([Plan(name, "alphavantage", entitlement, bulk, poll_seconds=10)]) == most


def test_the_words_say_how_many() -> None:
    assert words(12_000, 710).startswith("More tickers are watched here (12,000) than the plan can keep fresh (710)")
