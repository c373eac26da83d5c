"""The square-root rule between a floor and a cap, as properties."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.polling.shares import LONGEST_TURN, rates

viewers = st.lists(st.integers(1, 100_000), min_size=1, max_size=60)
totals = st.floats(0.0003, 50)
caps = st.floats(0.01, 2)


@given(viewers, totals, caps)
def test_the_rates_add_up_to_what_there_is(weights: list[int], total: float, cap: float) -> None:
    shared = rates(weights, total, cap)
    assert isclose(sum(shared[w] for w in weights), min(total, cap * len(weights)), rel_tol=1e-6)


@given(viewers, totals, caps)
def test_no_symbol_is_above_its_cap_or_waits_longer_than_four_equal_shares(
    weights: list[int], total: float, cap: float
) -> None:
    floor = min(cap, total / len(weights) / LONGEST_TURN)
    assert all(floor * (1 - 1e-9) <= rate <= cap for rate in rates(weights, total, cap).values())


@given(viewers, totals, caps)
def test_between_floor_and_cap_rates_go_with_the_square_root_of_the_viewers(
    weights: list[int], total: float, cap: float
) -> None:
    floor = min(cap, total / len(weights) / LONGEST_TURN)
    free = {w: rate for w, rate in rates(weights, total, cap).items() if floor * 1.001 < rate < cap * 0.999}
    levels = [rate / sqrt(w) for w, rate in free.items()]
    assert all(isclose(level, levels[0], rel_tol=1e-6) for level in levels)


@given(viewers, totals, caps, st.data())
def test_no_shift_from_one_symbol_to_another_makes_prices_younger(
    weights: list[int], total: float, cap: float, data: st.DataObject
) -> None:
    shared = rates(weights, total, cap)
    one, other = data.draw(st.sampled_from(weights)), data.draw(st.sampled_from(weights))
    floor = min(cap, total / len(weights) / LONGEST_TURN)
    step = min(shared[one] - floor, cap - shared[other]) * data.draw(st.floats(0.001, 1))
    if step > 0 and one != other:
        before = one / shared[one] + other / shared[other]
        after = one / (shared[one] - step) + other / (shared[other] + step)
        assert after >= before * (1 - 1e-6)


@pytest.mark.parametrize(
    ("weights", "total", "cap", "expected"),
    [
        ([1, 4], 3.0, 10.0, {1: 1.0, 4: 2.0}),
        ([1, 4], 100.0, 10.0, {1: 10.0, 4: 10.0}),  # enough for everyone
        ([1, 4, 100], 3.25, 2.0, {1: 1.25 / 3, 4: 2.5 / 3, 100: 2.0}),  # the surplus of the capped goes on
        ([1, 10_000], 2.0, 10.0, {1: 1 / 3.3, 10_000: 2 - 1 / 3.3}),  # the floor
    ],
)
def test_shares_as_worked_out_by_hand(weights: list[int], total: float, cap: float, expected: dict[int, float]) -> None:
    assert rates(weights, total, cap) == pytest.approx(expected)


def test_nobody_watching_is_no_rate_at_all() -> None:
    assert rates([], 1.0, 0.1) == {}
