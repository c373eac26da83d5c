"""The benchmark's own accounting, on cases whose answers are known."""

import math
from datetime import date

import pytest
from redis import asyncio as aioredis

from benchmarks.freshness import demand, least
from benchmarks.freshness.accounts import Ages, between, busiest
from benchmarks.freshness.cases import LATENCY, Case, plan
from benchmarks.freshness.closes import Close, Delays
from benchmarks.freshness.peers import RoundRobin, TaskEach
from benchmarks.freshness.trading_day import TradingDay

DELAYED, BULK = plan("75", "delayed"), plan("75", "realtime")


def visits(*lists: tuple[int, ...]) -> list[demand.Visit]:
    return [demand.Visit(0, math.inf, one) for one in lists]


def test_a_price_is_as_old_as_the_request_that_brought_it() -> None:
    ages = Ages()
    ages.answered(0, -10, -9)
    ages.watched(0, 1, -9)
    ages.answered(0, 5, 6)  # from 10 to 16 old, then from 1
    assert ages.end(10) == pytest.approx((6 * 13 + 4 * 3) / 10)
    assert ages.longest_wait == 15


def test_the_mean_is_over_viewers_and_a_symbol_without_a_price_has_no_age() -> None:
    ages = Ages()
    for symbol, viewers, asked_at in ((0, 3, 0), (1, 1, -8)):
        ages.answered(symbol, asked_at, 0)
        ages.watched(symbol, viewers, 0)
    ages.watched(2, 50, 0)
    assert ages.end(4) == pytest.approx((3 * 2 + 1 * 10) / 4)


def test_viewers_who_leave_count_no_more() -> None:
    ages = Ages()
    for symbol, viewers in ((0, 1), (1, 9)):
        ages.answered(symbol, -10 * symbol, 0)
        ages.watched(symbol, viewers, 0)
    ages.watched(1, -9, 5)
    assert ages.end(10) == pytest.approx(((2.5 * 1 + 12.5 * 9) / 10 + 7.5) / 2)


def test_a_rolling_window_counts_what_is_exactly_as_old_as_itself_no_more() -> None:
    assert busiest([0, 1, 2, 59.9, 60], 60) == 4
    assert busiest([0, 1, 2, 59.9, 59.99], 60) == 5
    assert between([0, 1, 2, 3], 1, 3) == 2


@pytest.mark.parametrize(
    ("weights", "rate", "best"),
    [
        ([1, 1], 0.1, {1: 20}),
        ([1, 4], 0.3, {1: 10, 4: 5}),
        ([1, 4], 1.0, {1: 2, 4: 2}),  # at the cap of 0.5 both
        ([1, 10_000], 0.2, {1: 33, 10_000: 1 / (0.2 - 1 / 33)}),  # the floor
    ],
)
def test_the_least_follows_the_square_root_between_floor_and_cap(
    weights: list[int], rate: float, best: dict[int, float]
) -> None:
    assert least.intervals(weights, rate, 0.5) == pytest.approx(best)


def test_the_least_mean_age_is_half_the_best_turn_and_the_latency() -> None:
    assert least.mean_age([1, 4], 0.3, 0.5, latency=0.2) == pytest.approx((1 * 5 + 4 * 2.5) / 5 + 0.2)


def test_a_close_is_missing_from_its_end_until_its_price_is_there() -> None:
    delays = Delays([Close(date(2026, 11, 18), 100, 110), Close(date(2026, 11, 19), 500, 510)])
    delays.watched(0, 3, 0)
    delays.watched(1, 1, 0)
    delays.answered(0, 105, 106)  # its bar is not there yet
    delays.answered(0, 120, 121)
    delays.answered(1, 510, 511)
    # Symbol 0 was 21 s late and is still missing the second close, symbol 1 was 411 and 11 s late.
    assert delays.end(600) == pytest.approx((21 * 3 + 411 + 11 + 100 * 3) / 8)
    assert (delays.longest, delays.missing) == (411, 1)


@pytest.mark.parametrize("pattern", ["steady", "churn"])
def test_the_same_seed_gives_the_same_viewers(pattern: str) -> None:
    assert Case(DELAYED, 5, pattern).visits() == Case(DELAYED, 5, pattern).visits()


def test_among_steady_viewers_every_symbol_is_watched_and_the_first_the_most() -> None:
    counts = [0] * 50
    for change in demand.changes(demand.steady(50, seed=1)):
        counts[change.symbol] += change.step
    assert min(counts) >= 1
    assert max(counts) == counts[0]


async def test_two_symbols_with_requests_to_spare_are_asked_for_at_the_least_time(aredis: aioredis.Redis) -> None:
    day = TradingDay(aredis, Case(DELAYED, 2, "steady"), visits((0, 1)))
    age, best, left = await day.run()
    assert best == left == pytest.approx(5 + LATENCY)
    assert age == pytest.approx(best, rel=0.01)
    assert between(day.sent, 0, 900) == pytest.approx(180, abs=2)
    assert busiest(day.sent, 60) <= 14


@pytest.mark.parametrize(
    ("since", "part", "age"),
    [
        (0, 0.5, 50),  # as it was
        (300, 1.0, 50),  # nothing is taken
        (60, 0.0, 110),  # all is taken: it only grows older
        (100, 0.5, 0.5 * 50 + 0.5 * 125),  # half have been asked for
        (200, 0.5, 100),
        (900, 0.5, 100),  # all were: turns are twice as long
    ],
)
def test_what_first_prices_take_makes_the_least_older_by_and_by(since: float, part: float, age: float) -> None:
    assert least.held_up(100, since, part) == pytest.approx(age)


async def test_two_hundred_equal_symbols_get_what_a_minute_allows_in_equal_turns(aredis: aioredis.Redis) -> None:
    day = TradingDay(aredis, Case(DELAYED, 200, "steady"), visits(tuple(range(200))))
    age, best, left = await day.run()
    turn = 200 / (71 / 60)
    assert best == pytest.approx(turn / 2 + LATENCY)
    assert left == best  # nobody is new
    assert age == pytest.approx(best, rel=0.02)
    assert day.ages.longest_wait == pytest.approx(turn, rel=0.1)
    assert busiest(day.sent, 60) == 71


def test_equal_turns_reach_the_same_when_all_have_as_many_viewers() -> None:
    case, ages = Case(DELAYED, 200, "steady"), Ages()
    RoundRobin(case, visits(tuple(range(200))), ages, 71 / 60).run(300)
    assert ages.end(case.seconds) == pytest.approx(200 / (71 / 60) / 2 + LATENCY, rel=0.01)


def test_one_task_each_asks_again_for_what_another_has_just_brought() -> None:
    case, ages = Case(DELAYED, 2, "steady"), Ages()
    each = TaskEach(case, visits((0,), (0,)), ages, [(71, 60.0), (5, 1.0)])
    each.run(60)
    mean = ages.end(case.seconds)
    assert 2.5 < mean < 5.2  # two timers of ten seconds, wherever they stand to each other
