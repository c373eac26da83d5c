"""The intervals that the likely range is measured against, on cases whose answers are known."""

from statistics import stdev

import pytest

from benchmarks.forecast.rivals import constant, riskmetrics, winkler

RETURNS = [0.01, -0.02, 0.005, 0.03, -0.01, 0.0]


def test_a_constant_volatility_is_that_of_the_days_before() -> None:
    found = constant(RETURNS, 3)
    assert found[:3] == [None] * 3
    assert found[3:] == [pytest.approx(stdev(RETURNS[place - 3 : place])) for place in (3, 4, 5)]


def test_an_exponential_average_keeps_what_it_is_told_to() -> None:
    found = riskmetrics(RETURNS, keep=0.5, first=2)
    begin = (0.01**2 + 0.02**2) / 2
    after_two = ((begin + 0.01**2) / 2 + 0.02**2) / 2
    assert found[:2] == [None, None]
    assert found[2] == pytest.approx(after_two**0.5)


@pytest.mark.parametrize(("outcome", "score"), [(0, 2), (1, 2), (1.1, 2 + 20 * 0.1), (-1.5, 2 + 20 * 0.5)])
def test_an_interval_costs_its_width_and_twentyfold_what_lies_outside(outcome: float, score: float) -> None:
    assert winkler(-1, 1, outcome) == pytest.approx(score)
