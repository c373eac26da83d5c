"""A move says how far a price went, from its closes and from the range between them."""

from datetime import date
from math import log

import pytest

from live.insight.forecast.moves import POWER, RANGE, daily_moves, weekly_moves
from tests.live.insight.forecast.bars import bar, closes, wandering, weekly

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def test_a_close_above_the_last_is_a_positive_log_return() -> None:
    (move,) = daily_moves(closes([100, 110]))
    assert move.change == pytest.approx(log(1.1))
    assert move.size == pytest.approx(log(1.1) ** POWER)


def test_where_only_closes_are_known_the_reach_is_the_size() -> None:
    (move,) = daily_moves(closes([100, 90]))
    assert move.reach == move.size


def test_a_day_that_ends_where_it_began_still_says_how_far_it_went() -> None:
    (move,) = daily_moves([bar(MONDAY, 100), bar(TUESDAY, 100, reach=0.02)])
    assert move.size == 0
    assert move.reach == pytest.approx(RANGE * 0.04**POWER, rel=1e-4)


def test_the_reach_counts_from_the_last_close_over_the_night() -> None:
    (move,) = daily_moves([bar(MONDAY, 100), bar(TUESDAY, 110, reach=0.01)])
    assert move.reach == pytest.approx(RANGE * (log(1.1) + 0.01) ** POWER, rel=1e-4)


def test_weeks_and_days_of_the_same_walk_say_the_same_of_a_day() -> None:
    bars = wandering(20_000)
    by_day, by_week = daily_moves(bars), weekly_moves(weekly(bars), date.max)
    mean_of_days = sum(move.size for move in by_day) / len(by_day)
    assert sum(move.size for move in by_week) / len(by_week) == pytest.approx(mean_of_days, rel=0.1)


def test_weeks_count_only_when_they_were_over_before_the_day() -> None:
    bars = weekly(wandering(25))
    assert len(weekly_moves(bars, bars[-1].day)) == 3
