"""What is known of prices only ever gets newer, whichever way it arrives."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from live.push.picture import Picture
from live.quotes import Basis, Quote, State

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def quote(minutes: int, price: int = 1, **values: object) -> Quote:
    """A delayed price of AAPL made some minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    basis = {"source": "alphavantage", "basis": Basis.DELAYED, "state": State.FRESH} | values
    return Quote(
        symbol="AAPL",
        price=Decimal(price),
        trading_day=date(2026, 11, 20),
        as_of=at,
        fetched_at=at,
        next_due_at=at + timedelta(minutes=1),
        **basis,  # type: ignore[arg-type]
    )


@pytest.fixture
def picture() -> Picture:
    """A picture that holds AAPL at noon."""
    picture = Picture("alphavantage", Basis.DELAYED)
    picture.finish(picture.begin(["AAPL"]), {"AAPL": quote(0)}, NOON)
    return picture


def price(picture: Picture) -> float | None:
    return json.loads(picture.text("AAPL"))["price"]


def test_a_newer_price_replaces_an_older_one_and_never_the_other_way(picture: Picture) -> None:
    assert picture.take([quote(1, 2).as_wire()], NOON) == ["AAPL"]
    assert picture.take([quote(0, 3).as_wire()], NOON) == []
    assert price(picture) == 2


def test_a_price_from_before_the_clock_was_set_back_gives_way(picture: Picture) -> None:
    an_hour_back = NOON - timedelta(hours=1)
    assert picture.take([quote(-60, 4).as_wire()], an_hour_back) == ["AAPL"]
    picture.finish(picture.begin(["AAPL"]), {"AAPL": quote(-90, 5)}, NOON - timedelta(minutes=90))
    assert price(picture) == 5


def test_the_same_price_may_come_again_in_another_state(picture: Picture) -> None:
    assert picture.take([quote(0, state=State.ERROR).as_wire()], NOON) == ["AAPL"]


def test_prices_of_another_basis_are_not_compared_by_age(picture: Picture) -> None:
    assert picture.take([quote(-60, 4, basis=Basis.END_OF_DAY).as_wire()], NOON) == ["AAPL"]
    assert price(picture) == 4


def test_what_nobody_watches_is_not_taken(picture: Picture) -> None:
    picture.keep_only([])
    assert "AAPL" not in picture
    assert picture.take([quote(1).as_wire()], NOON) == []


def test_what_arrives_while_the_store_is_read_wins_over_an_equal_one_and_loses_to_a_newer(picture: Picture) -> None:
    for found, expected in ((quote(1, 5), 9), (quote(2, 6), 6), (quote(-1, 7), 6)):
        load = picture.begin(["AAPL"])
        picture.take([quote(1, 9).as_wire()], NOON + timedelta(hours=1))
        picture.finish(load, {"AAPL": found}, NOON + timedelta(hours=1))
        assert price(picture) == expected


def test_a_batch_during_the_first_reading_of_a_symbol_is_not_lost() -> None:
    picture = Picture("alphavantage", Basis.DELAYED)
    load = picture.begin(["AAPL"])
    assert picture.take([quote(1, 9).as_wire()], NOON) == ["AAPL"]
    picture.finish(load, {"AAPL": quote(0, 1)}, NOON)
    assert price(picture) == 9


def test_a_provider_that_stood_in_while_the_store_was_read_is_not_undone_by_what_was_read(picture: Picture) -> None:
    load = picture.begin(["AAPL"])
    picture.take([quote(1, price=2, source="finnhub", basis=Basis.REALTIME).as_wire()], NOON)
    picture.finish(load, {"AAPL": quote(0)}, NOON)
    assert price(picture) == 2
    picture.finish(picture.begin(["AAPL"]), {"AAPL": quote(2, price=3)}, NOON)
    assert price(picture) == 3


def test_an_emptied_store_takes_no_price_away_and_a_symbol_without_one_waits(picture: Picture) -> None:
    picture.finish(picture.begin(["AAPL", "IBM"]), {}, NOON)
    held, waits = (json.loads(text) for text in picture.texts(["AAPL", "IBM"], NOON))
    assert held["price"] == 1
    assert (waits["state"], waits["source"], waits["basis"]) == ("waiting", "alphavantage", "delayed")


def test_a_snapshot_calls_a_price_stale_when_the_next_is_overdue(picture: Picture) -> None:
    states = [json.loads(picture.texts(["AAPL"], NOON + timedelta(minutes=late))[0])["state"] for late in (0, 5)]
    assert states == ["fresh", "stale"]


def test_what_is_no_quote_raises(picture: Picture) -> None:
    with pytest.raises((KeyError, TypeError)):
        picture.take([{"symbol": "AAPL"}], NOON)
