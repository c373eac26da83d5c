"""Splits are told from crashes by what a crash does to a day, and bars before a split are in the shares of today."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import exp
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.insight import splits
from live.insight.splits import Split, adjusted, found, in_weeks
from live.providers.series import Bar

FIRST = date(2026, 6, 29)  # a Monday
SHARES = 1_000_000


def cents(level: float) -> Decimal:
    return Decimal(str(round(exp(level), 4)))


def walk(seed: int, days: int, move: float = 0.012) -> list[Bar]:
    """A ticker's trading days: calm nights, moves of so much a day, volumes that differ."""
    chance, level, bars, day = Random(seed), 5.0, [], FIRST
    while len(bars) < days:
        opens = level + chance.gauss(0, move / 2)
        closes = opens + chance.gauss(0, move)
        reach = abs(chance.gauss(0, move / 2))
        volume = int(SHARES * exp(chance.gauss(0, 0.35)))
        high, low = max(opens, closes) + reach, min(opens, closes) - reach
        bars.append(Bar(day, cents(opens), cents(high), cents(low), cents(closes), volume))
        level, day = closes, day + timedelta(days=3 if day.weekday() == 4 else 1)
    return bars


def old_shares(bar: Bar, ratio: Fraction) -> Bar:
    """The bar as it was traded before `ratio` new shares were given for each."""

    def before(price: Decimal) -> Decimal:
        return price * ratio.numerator / ratio.denominator

    prices = {name: before(getattr(bar, name)) for name in ("open", "high", "low", "close")}
    return replace(bar, **prices, volume=round(bar.volume / ratio))


def traded(bars: list[Bar], at: int, ratio: Fraction) -> list[Bar]:
    """The bars as they were traded with a split before the one at `at`."""
    return [old_shares(bar, ratio) for bar in bars[:at]] + bars[at:]


def weeks(bars: list[Bar]) -> list[Bar]:
    by_week: dict[tuple[int, int], list[Bar]] = {}
    for bar in bars:
        by_week.setdefault(bar.day.isocalendar()[:2], []).append(bar)
    return [
        Bar(
            days[-1].day,
            days[0].open,
            max(day.high for day in days),
            min(day.low for day in days),
            days[-1].close,
            sum(day.volume for day in days),
        )
        for days in by_week.values()
    ]


def same(given: list[Bar], expected: list[Bar]) -> bool:
    return all(
        mine.day == other.day and abs(mine.close - other.close) < Decimal("0.01") and abs(mine.open - other.open) < 1
        for mine, other in zip(given, expected, strict=True)
    )


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    at=st.integers(12, 99),
    ratio=st.sampled_from([Fraction(3, 2), Fraction(2), Fraction(3), Fraction(4), Fraction(10), Fraction(1, 10)]),
)
def test_a_split_before_a_calm_day_is_found_and_the_bars_before_it_are_adjusted(
    seed: int, at: int, ratio: Fraction
) -> None:
    bars = walk(seed, 100)
    calm = bars[at].open * Decimal("1.003")
    bars[at] = replace(bars[at], close=calm, high=calm * Decimal("1.002"), low=bars[at].open, volume=SHARES)
    raw = traded(bars, at, ratio)
    if abs(float(bars[at].open / bars[at - 1].close) - 1) > 0.02:
        return  # a night that moved far as well
    assert found(raw) == [Split(bars[at].day, ratio)]
    assert same(adjusted(raw), bars)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    at=st.integers(12, 99),
    fall=st.floats(0.3, 0.95),
    how=st.sampled_from(["many sell", "at many prices"]),
)
def test_a_crash_is_no_split_however_far_it_falls(seed: int, at: int, fall: float, how: str) -> None:
    bars = walk(seed, 100)
    # The price is what falls, and the shares stay the same.
    kept = Fraction(1 - fall).limit_denominator(1000)
    fallen = [old_shares(bar, kept) for bar in bars[at:]]
    fallen = [replace(bar, volume=round(bar.volume * kept)) for bar in fallen]
    day = fallen[0]
    if how == "many sell":
        day = replace(day, volume=int(SHARES / kept) * 12)
    else:
        day = replace(day, high=day.high * Decimal("1.1"), low=day.low * Decimal("0.9"))
    assert found([*bars[:at], day, *fallen[1:]]) == []


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), move=st.floats(0.002, 0.03))
def test_without_a_split_nothing_is_found_and_nothing_changed(seed: int, move: float) -> None:
    bars = walk(seed, 100, move)
    assert found(bars) == []
    assert adjusted(bars) == bars
    assert found(weeks(bars)) == []


def test_bars_are_given_oldest_first_and_those_before_two_splits_are_divided_by_both() -> None:
    bars = walk(1, 100)
    changes = [Split(bars[30].day, Fraction(2)), Split(bars[60].day, Fraction(3))]
    result = adjusted(bars[::-1], changes)
    assert [bar.day for bar in result] == [bar.day for bar in bars]
    over = [round(old.close / new.close) for old, new in zip(bars, result, strict=True)]
    assert over == [6] * 30 + [3] * 30 + [1] * 40
    assert result[0].volume == bars[0].volume * 6
    assert str(changes[0]) == "2:1"


def test_without_volumes_nothing_is_called_a_split() -> None:
    bars = [replace(bar, volume=0) for bar in walk(2, 100)]
    assert found(traded(bars, 50, Fraction(2))) == []


def test_the_provider_s_own_previous_close_tells_a_split_at_once() -> None:
    bars = traded(walk(3, 5), 4, Fraction(4))
    told = bars[3].close / 4
    assert found(bars) == []  # too few to know what is usual
    assert found(bars, {bars[4].day: told}) == [Split(bars[4].day, Fraction(4))]
    assert found(bars, {bars[4].day: bars[3].close}) == []
    assert found(bars, {bars[4].day: told * Decimal("1.02")}) == []


@pytest.mark.parametrize("ratio", [Fraction(2), Fraction(3), Fraction(10), Fraction(1, 10)])
@pytest.mark.parametrize("weekday", [0, 2])
def test_a_split_inside_a_week_is_found_and_the_week_made_one(ratio: Fraction, weekday: int) -> None:
    days = walk(7, 300, 0.006)
    at = 150 + weekday
    raw, whole = weeks(traded(days, at, ratio)), weeks(days)
    assert found(raw) == [Split(whole[30].day, ratio)]
    made = adjusted(raw)
    assert same(made, whole)
    assert all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in made)


def test_days_say_which_jumps_of_weeks_are_splits() -> None:
    days = walk(8, 300, 0.006)
    raw = traded(days, 252, Fraction(2))
    known = [Split(weeks(days)[50].day, Fraction(2))]
    assert in_weeks(raw[200:], weeks(raw), found(raw)) == known
    assert in_weeks([], weeks(raw), []) == known
    assert in_weeks(days[200:], weeks(raw), found(days)) == []  # the days show none
    assert in_weeks(raw[200:], weeks(days), found(raw)) == []  # the weeks were adjusted already


def test_one_bar_or_none_has_no_split() -> None:
    assert found([]) == adjusted([]) == []
    assert adjusted(walk(1, 1)) == walk(1, 1)


def test_a_ratio_and_its_reverse_are_both_known() -> None:
    assert {1 / ratio for ratio in splits.RATIOS} == set(splits.RATIOS)
