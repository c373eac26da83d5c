"""Volatility follows how wildly a price moves, and falls weigh more than rises."""

from itertools import pairwise

import pytest

from live.insight.forecast.moves import Move, daily_moves
from live.insight.forecast.volatility import MEMORIES, TRENDS, Volatility, Weights
from live.insight.forecast.weights import EACH, WEIGHTS
from tests.live.insight.forecast.bars import wandering


def after(moves: list[Move]) -> Volatility:
    volatility = Volatility(moves[:20])
    for move in moves:
        volatility.take(move)
    return volatility


def day(change: float) -> Move:
    return Move(change, abs(change) ** 1.5, abs(change) ** 1.5, 1)


CALM = daily_moves(wandering(600))


@pytest.mark.parametrize("scale", [0.0005, 0.01, 0.04])
def test_the_width_of_the_next_day_is_near_the_standard_deviation(scale: float) -> None:
    found = [after(daily_moves(wandering(600, scale, seed))).widths(EACH)[0] for seed in range(10)]
    assert sum(found) / len(found) == pytest.approx(scale, rel=0.15)


def test_longer_horizons_are_wider() -> None:
    assert all(shorter < longer for shorter, longer in pairwise(after(CALM).widths(EACH)))


def test_a_wild_day_widens_what_follows_and_calm_days_narrow_it_again() -> None:
    before, wild, later = after(CALM), after([*CALM, day(0.05)]), after([*CALM, day(0.05), *CALM[:100]])
    widths = [volatility.widths(EACH)[0] for volatility in (before, wild, later)]
    assert widths[1] > 1.2 * widths[0]
    assert widths[2] < widths[1]


def test_a_fall_is_followed_by_a_wider_range_than_a_rise() -> None:
    assert after([*CALM, day(-0.03)]).widths(EACH)[0] > 1.1 * after([*CALM, day(0.03)]).widths(EACH)[0]


def test_a_price_of_a_hundred_times_too_much_counts_as_one_very_wild_day() -> None:
    absurd, wild = after([*CALM, day(4.6)]), after([*CALM, day(0.08)])
    memories = [volatility.features()[0] for volatility in (absurd, wild)]
    assert memories[0] == pytest.approx(memories[1], rel=0.15)


def test_ranges_that_are_usually_larger_than_the_closes_change_nothing_on_the_whole() -> None:
    ranged = [move._replace(reach=1.7 * move.size) for move in CALM * 3]
    assert after(ranged).widths(EACH)[0] == pytest.approx(after(CALM * 3).widths(EACH)[0], rel=0.03)


def test_a_wide_range_widens_though_the_price_ends_where_it_began() -> None:
    still, torn = Move(0, 0, 0, 1), Move(0, 0, 0.06**1.5, 1)
    assert after([*CALM, torn]).widths(EACH)[0] > 1.1 * after([*CALM, still]).widths(EACH)[0]


def test_a_price_that_never_moves_has_a_width_all_the_same() -> None:
    assert all(0 < width < 0.001 for width in after([Move(0, 0, 0, 1)] * 5000).widths(EACH))


@pytest.mark.parametrize("change", [-0.2, 0.2, -4.6])
def test_a_jump_after_months_without_a_change_widens_within_reason(change: float) -> None:
    jumped = after([*CALM, *[Move(0, 0, 0, 1)] * 2000, day(change)])
    assert all(0 < width < 1 for width in jumped.widths(EACH))


def test_a_copy_goes_its_own_way() -> None:
    volatility = after(CALM)
    before = volatility.widths(EACH)
    volatility.copy().take(day(0.2))
    assert volatility.widths(EACH) == before


@pytest.mark.parametrize("weights", WEIGHTS.values())
def test_there_is_a_weight_for_each_memory_and_trend(weights: Weights) -> None:
    assert (len(weights.memories), len(weights.trends), len(weights.magnitudes)) == (
        len(MEMORIES),
        len(TRENDS),
        len(TRENDS),
    )
    assert min(weights.memories) >= 0
