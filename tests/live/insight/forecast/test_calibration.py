"""Quantiles come to hold what they promise, whatever the outcomes are like."""

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from live.insight.forecast.calibration import Calibration

START = (-1.55, -0.6, 0.64, 1.66)


@pytest.mark.parametrize(
    "draw",
    [
        lambda chance: chance.gauss(0, 1),
        lambda chance: 2 * chance.gauss(0, 1),
        lambda chance: 0.5 * chance.gauss(0, 1),
        lambda chance: chance.expovariate(1),
        lambda chance: chance.gauss(0, 1) / max(0.4, chance.random()),
    ],
    ids=["as expected", "twice as wild", "half as wild", "never falling", "with wild days"],
)
def test_over_time_the_promise_is_kept(draw: Callable[[Random], float]) -> None:
    chance, calibration = Random(7), Calibration(START, 1, 0)
    inside90 = inside50 = 0
    for day in range(12_000):
        outcome = draw(chance)
        low90, low50, high50, high90 = calibration.times(1)
        if day >= 4000:
            inside90 += low90 <= outcome <= high90
            inside50 += low50 <= outcome <= high50
        calibration.learn(outcome)
    # No end goes beyond no change, so what never falls leaves the lower ends at it.
    never_falls = calibration.times(1)[1] == 0
    assert inside90 / 8000 == pytest.approx(0.95 if never_falls else 0.9, abs=0.02)
    assert inside50 / 8000 == pytest.approx(0.75 if never_falls else 0.5, abs=0.03)


def test_a_longer_horizon_learns_more_slowly() -> None:
    day, month = Calibration(START, 1, 0), Calibration(START, 20, 2)
    for _ in range(50):
        day.learn(5)
        month.learn(5)
    assert START[3] < month.times(1)[3] < day.times(1)[3]


@given(some.lists(some.floats(-1e6, 1e6), max_size=300), some.floats(0, 1))
def test_the_ends_stay_in_order_around_no_change(outcomes: list[float], width: float) -> None:
    calibration = Calibration(START, 1, 0)
    for outcome in outcomes:
        calibration.learn(outcome)
    low90, low50, high50, high90 = calibration.times(width)
    assert all(low <= high for low, high in pairwise((low90, low50, 0, high50, high90)))
