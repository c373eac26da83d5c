"""The outlook from bars: as wide as the price is wild, tested on the days it had not seen, and quick."""

import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import sqrt

import pytest

from live.insight.forecast.estimate import estimate
from live.insight.forecast.moves import daily_moves
from live.insight.forecast.outlook import NoOutlook, Outlook
from live.insight.forecast.walk import Walk, begun
from live.providers.series import Bar
from tests.live.insight.forecast.bars import BEGIN, wandering, weekly

YEARS = wandering(2000)
LAST = YEARS[-100:]
WEEKS = weekly(YEARS)
# What a hundred thousand square roots take where an estimate takes 18 ms; seconds of a processor.
ALONE = 0.0055


def width(outlook: Outlook, days: int = 1) -> float:
    return outlook.horizons[days].high90 - outlook.horizons[days].low90


@pytest.mark.parametrize("volatility", [0.005, 0.03])
def test_the_range_is_as_wide_as_the_price_is_wild(volatility: float) -> None:
    bars = wandering(2000, volatility)
    outlook = estimate(bars[-100:], weekly(bars))
    for days in (1, 5, 20):
        assert width(outlook, days) == pytest.approx(2 * 1.645 * volatility * sqrt(days), rel=0.3)


def test_which_way_it_goes_is_not_foretold() -> None:
    rising = [replace(bar, close=bar.close * Decimal("1.002") ** place) for place, bar in enumerate(LAST)]
    assert {ahead.median for ahead in estimate(rising, []).horizons.values()} == {0.0}


def test_it_is_made_from_the_last_bar() -> None:
    assert estimate(LAST, WEEKS).made_from == LAST[-1].day


def test_with_weeks_before_them_all_days_are_tested_and_without_the_first_ones_are_not() -> None:
    with_weeks, without = estimate(LAST, WEEKS).coverage, estimate(LAST, []).coverage
    assert with_weeks is not None
    assert without is not None
    assert (with_weeks.days, without.days) == (99, 79)


def test_the_days_tested_are_counted_as_they_fell() -> None:
    coverage = estimate(YEARS, []).coverage
    assert coverage is not None
    assert coverage.inside90 / coverage.days == pytest.approx(0.9, abs=0.02)
    assert coverage.inside50 / coverage.days == pytest.approx(0.5, abs=0.03)


def test_weeks_that_the_days_cover_are_left_out() -> None:
    told = estimate(LAST, WEEKS)
    wild = [replace(bar, close=bar.close * 3, high=bar.high * 3) if bar.day >= LAST[0].day else bar for bar in WEEKS]
    assert estimate(LAST, wild) == told


def test_a_wild_past_in_weeks_widens_a_short_calm_history() -> None:
    wild = weekly(wandering(1900, 0.04))
    assert width(estimate(YEARS[-35:], wild)) > 1.1 * width(estimate(YEARS[-35:], WEEKS))


def test_what_comes_later_changes_no_forecast() -> None:
    """The walk's forecast of each day, and the outlook made when the bars ended there, are the same."""
    first = begun(daily_moves(YEARS)[:20])
    assert first is not None
    walk = Walk(first)
    for place, move in enumerate(daily_moves(YEARS)[20:400], 20):
        if place in (40, 100, 399):
            outlook = estimate(YEARS[: place + 1], [])
            made = [(ahead.low90, ahead.low50, ahead.high50, ahead.high90) for ahead in outlook.horizons.values()]
            assert made == walk.forecast()
        walk.take(move)


def test_a_new_ticker_gets_an_outlook_that_was_hardly_tested() -> None:
    coverage = estimate(YEARS[:30], []).coverage
    assert coverage is not None
    assert coverage.days == 9
    assert not coverage.tells


def test_twenty_moves_in_thirty_days_are_enough_to_begin_with() -> None:
    with pytest.raises(NoOutlook, match="29 trading days, 30 are needed"):
        estimate(YEARS[:29], WEEKS)


def test_a_bad_price_among_good_ones_does_not_spoil_the_range() -> None:
    spoilt = [replace(bar, high=bar.high * 50) if place == 60 else bar for place, bar in enumerate(LAST)]
    assert width(estimate(spoilt, WEEKS)) < 1.5 * width(estimate(LAST, WEEKS))


def test_a_price_that_hardly_moves_has_a_narrow_range() -> None:
    bars = [replace(bar, close=Decimal(10) + place % 2 * Decimal("0.01")) for place, bar in enumerate(LAST)]
    bars = [replace(bar, open=bar.close, high=bar.close, low=bar.close) for bar in bars]
    assert 0 < width(estimate(bars, [])) < 0.01


def slower() -> float:
    """How many times as long everything takes here and now as on a machine of its own, whose fifty milliseconds are
    meant; never under one."""
    began = time.process_time()
    sum(sqrt(number) for number in range(100_000))
    return max(1.0, (time.process_time() - began) / ALONE)


@pytest.mark.parametrize("daily", [LAST, YEARS], ids=["100 days", "2,000 days"])
def test_it_takes_under_fifty_milliseconds(daily: list[Bar]) -> None:
    weeks = weekly(wandering(27 * 260, begin=BEGIN - timedelta(days=27 * 365)))
    taken = []
    for _ in range(5):
        before, began = slower(), time.process_time()
        estimate(daily, weeks)
        took = time.process_time() - began
        taken.append(took / min(before, slower()))
    assert min(taken) < 0.05
