"""A point a minute at most, of prices that move, for some days and for so many rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from live.insight import intraday
from live.insight.minutes import MINUTE, MOST, Point, points, step
from live.models import PricePoint
from live.polling.hours import always, new_york
from live.quotes import Basis, Quote, Session, State

NOW = datetime(2026, 11, 20, 18, 0, 42, tzinfo=UTC)
TEN = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
QUOTE = Quote(
    symbol="AAPL",
    source="alphavantage",
    basis=Basis.REALTIME,
    state=State.FRESH,
    price=Decimal("227.5"),
    volume=100,
    session=Session.REGULAR,
    trading_day=NOW.date(),
    as_of=NOW,
    fetched_at=NOW,
)


def kept() -> list[Point]:
    return intraday.read("alphavantage", "AAPL", NOW - timedelta(days=9), NOW + MINUTE)


def test_a_price_stands_at_the_minute_in_which_it_was_made() -> None:
    assert points([QUOTE], MINUTE, NOW) == [("AAPL", Point(TEN, Decimal("227.5"), 100))]
    assert points([QUOTE], 15 * MINUTE, NOW)[0][1].at == TEN
    late = replace(QUOTE, as_of=NOW - timedelta(minutes=15))
    assert points([late], MINUTE, NOW)[0][1].at == TEN - 15 * MINUTE


@pytest.mark.parametrize(
    "quote",
    [
        replace(QUOTE, state=State.CLOSED),
        replace(QUOTE, state=State.ERROR),
        replace(QUOTE, session=Session.POST),
        replace(QUOTE, next_due_at=NOW - timedelta(minutes=5)),  # stale
        Quote(symbol="AAPL", source="alphavantage", basis=Basis.REALTIME),
    ],
)
def test_a_price_that_does_not_move_makes_no_point(quote: Quote) -> None:
    assert points([quote], MINUTE, NOW) == []


@pytest.mark.django_db
def test_a_minute_has_one_point_and_a_gap_has_none() -> None:
    for seconds, price in ((0, 227), (40, 228), (400, 229)):
        at = TEN + timedelta(seconds=seconds)
        moved = replace(QUOTE, price=Decimal(price), as_of=at)
        intraday.keep("alphavantage", points([moved], MINUTE, at))
    assert [(point.at, point.price) for point in kept()][:1] == [(TEN, Decimal(228))]
    assert PricePoint.objects.count() == 2
    assert intraday.newest("alphavantage", "AAPL") == TEN + 6 * MINUTE
    assert intraday.newest("simulated", "AAPL") is None


@pytest.mark.django_db
def test_points_are_written_in_bulk(django_assert_max_num_queries: object) -> None:
    many = [replace(QUOTE, symbol=f"S{n}") for n in range(1200)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # three chunks, each in a transaction
        intraday.keep("alphavantage", points(many, MINUTE, NOW))
    assert PricePoint.objects.count() == 1200


@pytest.mark.django_db
def test_points_are_forgotten_after_a_week_and_the_oldest_when_there_are_too_many() -> None:
    many = [("AAPL", Point(NOW - timedelta(hours=n), Decimal(1), None)) for n in range(24 * 9)]
    intraday.keep("alphavantage", many)
    intraday.forget(NOW)
    assert PricePoint.objects.count() == 24 * 7 + 1
    intraday.forget(NOW, most=50)
    assert [point.at for point in kept()] == [NOW - timedelta(hours=n) for n in range(49, -1, -1)]


@pytest.mark.parametrize(("symbols", "minutes"), [(1, 1), (50, 1), (300, 1), (1000, 4), (3000, 10)])
def test_where_many_symbols_are_sampled_minutes_become_longer(symbols: int, minutes: int) -> None:
    apart = step(symbols, new_york(NOW), NOW)
    assert apart == minutes * MINUTE
    week = 5 * 390 / minutes
    assert symbols * week <= MOST


def test_a_market_that_never_closes_is_sampled_as_often_as_its_rows_allow() -> None:
    assert step(50, always(NOW), NOW) == MINUTE
    assert step(200, always(NOW), NOW) > MINUTE
