"""Shares times price where the count may be believed, else what the provider once said."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from live.alphavantage.plans import Plan
from live.polling.hours import new_york
from live.polling.judge import Listed, quote_of, revalued
from live.polling.market_value import Shares, Told, market_value, newest
from live.quotes import Quote, Reading

DAY = date(2026, 11, 10)
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("price", "shares", "told", "value", "told_on"),
    [
        (200, 1000, None, 200_000, None),
        (200, 1000, 190_000, 200_000, None),
        (200, None, 190_000, 190_000, DAY),
        (None, 1000, 190_000, 190_000, DAY),
        (None, 1000, None, None, None),
        (200, None, None, None, None),
        (200, 5000, 190_000, 190_000, DAY),  # a receipt of five shares at home
        (20, 1000, 190_000, 190_000, DAY),  # a split of ten to one that the count does not know
        (101, 1000, 190_000, 101_000, None),  # a fall, and no split that could be told from one
    ],
)
def test_a_company_is_worth_its_shares_times_the_price_unless_the_provider_speaks_of_quite_another_sum(
    price: int | None, shares: int | None, told: int | None, value: int | None, told_on: date | None
) -> None:
    found = market_value(
        None if price is None else Decimal(price),
        None if shares is None else Shares(shares),
        None if told is None else Told(Decimal(told), DAY),
    )
    assert found == (value, told_on)


def test_the_latest_count_wins_and_one_without_a_day_only_where_there_is_no_other() -> None:
    old, new, undated = Shares(1, date(2025, 12, 31)), Shares(2, DAY), Shares(3)
    assert newest(old, new, undated) == new
    assert newest(new, old) == new
    assert newest(None, undated, old) == old
    assert newest(undated, None) == undated
    assert newest(None, None) is None


def quote(listed: Listed) -> Quote:
    plan = Plan.chosen(key="a key", name="75", entitlement="realtime")
    return quote_of(Reading("AAPL", Decimal(200), NOON.date()), listed, new_york(NOON), plan, NOON)


def test_a_quote_says_whose_market_value_it_is() -> None:
    own = quote(Listed("AAPL", shares=Shares(1000)))
    assert (own.market_cap, own.market_cap_as_of) == (200_000, None)
    told = quote(Listed("AAPL", told=Told(Decimal(190_000), DAY)))
    assert (told.market_cap, told.market_cap_as_of) == (190_000, DAY)
    assert told.as_wire()["market_cap_as_of"] == "2026-11-10"
    assert Quote.from_wire(told.as_wire()) == told


def test_a_quote_that_an_earlier_release_kept_is_still_read() -> None:
    own = quote(Listed("AAPL", shares=Shares(1000)))
    wire = own.as_wire()
    del wire["market_cap_as_of"]
    assert Quote.from_wire(wire) == own


def test_a_count_that_comes_later_changes_the_value_of_the_price_that_is_held() -> None:
    counted = Listed("AAPL", shares=Shares(1100, DAY), told=Told(Decimal(190_000), DAY))
    held = revalued(quote(Listed("AAPL")), counted)
    assert (held.market_cap, held.market_cap_as_of, held.price) == (220_000, None, 200)
    waiting = Quote("AAPL", "alphavantage", held.basis)
    assert revalued(waiting, counted) == waiting
