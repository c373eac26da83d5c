"""The simulated market: what must hold of its prices for every seed, symbol and moment."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from math import log
from statistics import correlation, fmean, median
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.alphavantage.simulator.path import Paths, Root, bridged, folded
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.sessions import Calendar, Hours
from tests.examples import examples

NOON = datetime(2026, 11, 19, 17, tzinfo=UTC).timestamp()
YEARS = 365.25 * 86_400
SYMBOLS = [f"SYM{number}" for number in range(30)]

moments = st.floats(min_value=NOON - 25 * YEARS, max_value=NOON + 25 * YEARS)
symbols = st.from_regex(r"[A-Z]{1,5}", fullmatch=True)


def market(hours: Hours = Hours.ALWAYS, seed: int = 7) -> Market:
    return Market(seed, Calendar(hours))


def closes(symbol: str, count: int, of: Market) -> list[float]:
    """Newest first, up to yesterday's."""
    sessions = islice(of.calendar.back_from(of.calendar.closed(NOON)), count)
    return [of.close(symbol, session) for session in sessions]


def returns(symbol: str, count: int, of: Market) -> list[float]:
    return [log(later / earlier) for later, earlier in pairwise(closes(symbol, count + 1, of))]


@settings(max_examples=examples(25))
@given(symbol=symbols, seed=st.integers(0, 10**6), moment=moments, hours=st.sampled_from(Hours))
def test_a_price_is_the_same_for_whoever_asks_first(symbol: str, seed: int, moment: float, hours: Hours) -> None:
    fresh, used = market(hours, seed), market(hours, seed)
    used.bar(symbol, used.calendar.opened(moment - 12_345), moment - 12_345)
    used.bar("OTHER", used.calendar.opened(moment), moment)
    session = fresh.calendar.opened(moment)
    assert fresh.bar(symbol, session, moment) == used.bar(symbol, session, moment)


def test_another_seed_is_another_market() -> None:
    assert closes("AAPL", 50, market(seed=7)) != closes("AAPL", 50, market(seed=8))


@settings(max_examples=examples(25))
@given(symbol=symbols, moment=moments, hours=st.sampled_from(Hours))
def test_the_bar_only_grows_and_ends_as_the_official_one(symbol: str, moment: float, hours: Hours) -> None:
    of = market(hours)
    session = of.calendar.opened(moment)
    length = session.closes - session.opens
    seen = [of.bar(symbol, session, session.opens + length * step / 250) for step in range(251)]
    official = of.bar(symbol, session)
    assert seen[-1] == official
    assert official.close == of.close(symbol, session)
    for before, after in pairwise(seen):
        assert before.open == after.open
        assert before.high <= after.high
        assert before.low >= after.low
        assert before.volume <= after.volume
    for bar in seen:
        assert 0 < bar.low <= min(bar.open, bar.close)
        assert max(bar.open, bar.close) <= bar.high


@settings(max_examples=examples(20))
@given(symbol=symbols, moment=moments, hours=st.sampled_from(Hours))
def test_no_price_seen_second_by_second_lies_outside_the_high_and_low(symbol: str, moment: float, hours: Hours) -> None:
    of = market(hours)
    session = of.calendar.opened(moment)
    begin = min(max(moment, session.opens), session.closes - 200)
    prices = [of.bar(symbol, session, begin + second).close for second in range(200)]
    last = of.bar(symbol, session, begin + 199)
    assert last.low <= min(prices)
    assert max(prices) <= last.high


def test_most_prices_move_visibly_within_seconds_and_none_jumps() -> None:
    of = market()
    session = of.calendar.opened(NOON)
    moving = []
    for symbol in SYMBOLS:
        prices = [of.bar(symbol, session, NOON + second).close for second in range(120)]
        moving.append(fmean(a != b for a, b in pairwise(prices)))
        assert max(abs(log(b / a)) for a, b in pairwise(prices)) < 0.003
    assert median(moving) > 0.5


def test_a_market_that_never_closes_has_no_gap_at_midnight() -> None:
    of = market()
    session = of.calendar.opened(NOON)
    for symbol in SYMBOLS:
        assert of.bar(symbol, session).open == of.close(symbol, of.calendar.before(session))


def test_an_exchange_opens_with_a_gap_and_trades_before_and_after() -> None:
    of = market(Hours.EXCHANGE)
    session = of.calendar.opened(NOON)
    before = of.close("AAPL", of.calendar.before(session))
    early = of.extended("AAPL", session.opens - 0.001)
    late = of.extended("AAPL", session.closes)
    assert early is not None
    assert late is not None
    assert early.against == before
    assert early.price == pytest.approx(of.bar("AAPL", session).open, abs=0.02)
    assert of.bar("AAPL", session).open != before
    assert late.price == pytest.approx(of.close("AAPL", session), abs=0.02)
    assert of.extended("AAPL", NOON) is None
    assert of.extended("AAPL", session.ends + 3600) == of.extended("AAPL", session.ends + 7200)


def test_wild_days_come_in_clusters_and_returns_tell_nothing_of_the_next() -> None:
    of = market()
    moves = [returns(symbol, 1500, of) for symbol in SYMBOLS]
    absolute = [[abs(move) for move in series] for series in moves]
    assert fmean(correlation(series[1:], series[:-1]) for series in absolute) > 0.08
    assert fmean(correlation(series[5:], series[:-5]) for series in absolute) > 0.04
    assert abs(fmean(correlation(series[1:], series[:-1]) for series in moves)) < 0.03


def test_symbols_share_the_market_over_days_and_within_a_day() -> None:
    of = market()
    daily = [returns(symbol, 500, of) for symbol in SYMBOLS[:15]]
    session = of.calendar.opened(NOON)
    paths = [[of.bar(symbol, session, NOON + 300 * step).close for step in range(60)] for symbol in SYMBOLS[:15]]
    within = [[log(b / a) for a, b in pairwise(path)] for path in paths]
    for series in (daily, within):
        pairs = [correlation(a, b) for place, a in enumerate(series) for b in series[:place]]
        assert 0.1 < fmean(pairs) < 0.7


def test_prices_stay_plausible_over_decades() -> None:
    of = market()
    for symbol in SYMBOLS[:15]:
        decades = closes(symbol, 12_000, of)[::20]
        assert min(decades) > 0.5
        assert max(decades) < 10_000
        assert max(decades) / min(decades) < 40


def test_a_hundred_symbols_cost_a_few_milliseconds() -> None:
    of, many = market(), [f"S{number}" for number in range(100)]
    session = of.calendar.opened(NOON)

    def all_of_them(moment: float) -> float:
        begin = thread_time()
        for symbol in many:
            of.bar(symbol, session, moment)
        return thread_time() - begin

    all_of_them(NOON)
    # About 2 ms where it was written; the bound leaves room for a slow machine and is far from a second's worth.
    assert median(all_of_them(NOON + second) for second in range(1, 10)) < 0.02


@given(level=st.floats(-10, 10, allow_nan=False), low=st.floats(-2, 2), width=st.floats(0, 1))
def test_a_folded_level_lies_between(level: float, low: float, width: float) -> None:
    assert low - 1e-9 <= folded(level, low, low + width) <= low + width + 1e-9


def test_a_bridge_reaches_above_and_below_both_ends() -> None:
    span = bridged(0.0, 0.1, 0.01, 0.5, 0.5)
    assert span.low < 0.0 < 0.1 < span.high
    assert Paths(7).at(Root("A", "1", span, 0.5, 0.0), 1.0) == (0.1, span.high, span.low)


def test_history_reaches_back_without_gaps() -> None:
    of = market(Hours.EXCHANGE)
    days = [session.day for session in islice(of.calendar.back_from(of.calendar.closed(NOON)), 600)]
    assert all(later - earlier in (timedelta(1), timedelta(3)) for later, earlier in pairwise(days))
    assert days[0] == date(2026, 11, 18)
