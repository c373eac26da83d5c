"""The likely range stands around the live price and narrows to it as the close nears."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from live.insight.forecast.likely import NIGHT, Likely, likely
from live.insight.forecast.outlook import Outlook, Quantiles

DAY = Quantiles(-0.02, -0.008, 0.0, 0.009, 0.021)
HORIZONS = {1: DAY, 5: Quantiles(-0.05, -0.02, 0.002, 0.022, 0.052), 20: Quantiles(-0.1, -0.04, 0.008, 0.05, 0.11)}
OUTLOOK = Outlook(date(2026, 11, 20), HORIZONS, "some way")
CLOSE = Decimal(100)


def width(prices: Likely) -> float:
    return log(prices.high90 / prices.low90)


@pytest.mark.parametrize("price", [None, Decimal(90)])
def test_before_the_session_the_whole_range_stands_around_the_last_close(price: Decimal | None) -> None:
    found = likely(OUTLOOK, CLOSE, price, left=1)[1]
    assert found == Likely(*(round(CLOSE * Decimal(exp(move)), 4) for move in (-0.02, -0.008, 0, 0.009, 0.021)))


def test_without_a_live_price_a_running_session_changes_nothing() -> None:
    assert likely(OUTLOOK, CLOSE, None, left=0.3) == likely(OUTLOOK, CLOSE, None, left=1)


def test_it_moves_with_the_live_price() -> None:
    low, high = (likely(OUTLOOK, CLOSE, Decimal(price), left=0.5) for price in (50, 200))
    for days in HORIZONS:
        assert high[days].low90 == pytest.approx(4 * low[days].low90, abs=Decimal("0.001"))
        assert high[days].median == pytest.approx(4 * low[days].median, abs=Decimal("0.001"))


def test_when_the_session_opens_the_night_is_over() -> None:
    found = likely(OUTLOOK, CLOSE, CLOSE, left=0.999999)[1]
    assert width(found) == pytest.approx(0.041 * sqrt(1 - NIGHT), abs=1e-5)


def test_where_no_night_is_the_range_begins_whole() -> None:
    assert width(likely(OUTLOOK, CLOSE, CLOSE, left=0.999999, night=0)[1]) == pytest.approx(0.041, abs=1e-5)


def test_a_quarter_of_the_variance_left_is_half_the_width() -> None:
    found = likely(OUTLOOK, CLOSE, CLOSE, left=0.25 / (1 - NIGHT))[1]
    assert width(found) == pytest.approx(0.041 / 2, abs=1e-5)


def test_at_the_close_the_next_close_is_known_and_later_ones_have_lost_a_day() -> None:
    found = likely(OUTLOOK, CLOSE, CLOSE, left=0)
    assert set(map(found[1].__getattribute__, Likely.__slots__)) == {CLOSE}
    assert width(found[5]) == pytest.approx(sqrt(0.102**2 - 0.041**2), abs=1e-5)


@given(
    price=some.decimals("0.0001", "1000000", places=4),
    left=some.floats(0, 1),
    night=some.floats(0, 0.9),
)
def test_prices_are_always_in_order_and_never_below_zero(price: Decimal, left: float, night: float) -> None:
    for prices in likely(OUTLOOK, CLOSE, price, left, night).values():
        values = [getattr(prices, name) for name in Likely.__slots__]
        assert all(low <= high for low, high in pairwise(values))
        assert values[0] > 0 or price < Decimal("0.001")


def test_a_price_that_never_moves_has_a_range_of_one_price() -> None:
    still = Outlook(date(2026, 11, 20), dict.fromkeys((1, 5, 20), Quantiles(0, 0, 0, 0, 0)), "some way")
    assert width(likely(still, CLOSE, CLOSE, left=0.5)[20]) == 0


@pytest.mark.parametrize(
    ("close", "price", "left", "night"),
    [("0", "1", 0.5, 0.2), ("1", "0", 0.5, 0.2), ("1", "1", 1.5, 0.2), ("1", "1", -0.1, 0.2), ("1", "1", 0.5, 1.0)],
)
def test_what_cannot_be_is_refused(close: str, price: str, left: float, night: float) -> None:
    with pytest.raises(ValueError, match=r"cannot be|no part"):
        likely(OUTLOOK, Decimal(close), Decimal(price), left, night)
