"""Bars that tell nothing of how far a price may go are refused in words for people."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from live.insight.forecast.outlook import NoOutlook
from live.insight.forecast.soundness import LEAST_DAYS, require
from live.providers.series import Bar
from tests.live.insight.forecast.bars import closes, wandering

GOOD = wandering(100)
LATER = wandering(60, begin=date(2020, 7, 6))


def frozen(count: int, volume: int) -> list[Bar]:
    """The good bars with the last so many at one price."""
    last = GOOD[-count - 1].close
    return [
        *GOOD[:-count],
        *(replace(bar, close=last, open=last, high=last, low=last, volume=volume) for bar in GOOD[-count:]),
    ]


def jumped(factor: Decimal) -> list[Bar]:
    def times(bar: Bar) -> Bar:
        return replace(bar, close=bar.close * factor, high=bar.high * factor, low=bar.low * factor)

    return [*GOOD[:-1], times(GOOD[-1])]


@pytest.mark.parametrize(
    "bars", [GOOD, GOOD[:LEAST_DAYS], frozen(4, volume=0), frozen(18, volume=5), jumped(Decimal(4))]
)
def test_what_makes_sense_is_taken_whole(bars: list[Bar]) -> None:
    assert require(bars) == bars


@pytest.mark.parametrize(
    ("bars", "words"),
    [
        ([], "Too little history: 0 trading days, 30 are needed."),
        (GOOD[:1], "Too little history: 1 trading day, 30 are needed."),
        (GOOD[:29], "Too little history: 29 trading days, 30 are needed."),
        (GOOD[::-1], "The price history makes no sense: its days are not in order."),
        ([*GOOD, GOOD[-1]], "The price history makes no sense: its days are not in order."),
        (frozen(5, volume=0), "Not traded since 15 May 2020."),
        (frozen(20, volume=5), "The price has not changed for 21 trading days."),
        (closes([7.0] * 40), "The price has not changed for 40 trading days."),
        ([*GOOD, *LATER[:2]], "Trading was interrupted until 6 Jul 2020; 2 trading days since then are too few."),
        (jumped(Decimal(9)), "The price history makes no sense: 95.45, then 855.61 on 22 May 2020."),
        (jumped(Decimal("0.01")), "The price history makes no sense: 95.45, then 0.95 on 22 May 2020."),
    ],
)
def test_why_there_is_no_outlook_is_said(bars: list[Bar], words: str) -> None:
    with pytest.raises(NoOutlook) as told:
        require(bars)
    assert str(told.value) == words


def test_an_interruption_leaves_what_came_after_it() -> None:
    assert require([*GOOD, *LATER]) == LATER


def test_a_week_without_trading_is_no_interruption() -> None:
    later = wandering(40, begin=GOOD[-1].day + timedelta(days=10))
    assert require([*GOOD, *later]) == [*GOOD, *later]


def test_an_index_has_no_volumes_and_is_traded_all_the_same() -> None:
    bars = [replace(bar, volume=0) for bar in frozen(6, volume=0)]
    assert require(bars) == bars


def test_what_was_absurd_long_ago_does_not_count() -> None:
    bars = [*jumped(Decimal(9)), *wandering(100, begin=GOOD[-1].day + timedelta(days=3))]
    assert require(bars) == bars
