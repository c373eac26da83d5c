"""The value that everything else speaks of."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.quotes import Basis, Quote, Session, State, iso, percent

NOON = datetime(2026, 11, 19, 17, tzinfo=UTC)
prices = st.decimals("0.0001", "999999", places=4)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
quotes = st.builds(
    Quote,
    symbol=st.from_regex(r"[A-Z]{1,5}", fullmatch=True),
    source=st.sampled_from(["alphavantage", "simulated"]),
    basis=st.sampled_from(Basis),
    state=st.sampled_from(State),
    price=prices,
    previous_close=st.none() | prices,
    change=st.none() | prices,
    volume=st.none() | st.integers(0, 10**12),
    session=st.none() | st.sampled_from(Session),
    trading_day=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    as_of=st.none() | moments,
    fetched_at=moments,
    next_due_at=st.none() | moments,
)


@given(quotes)
def test_what_goes_over_the_wire_comes_back_the_same(quote: Quote) -> None:
    assert Quote.from_wire(json.loads(json.dumps(quote.as_wire()))) == quote


@given(moments, moments)
def test_the_order_of_the_texts_is_the_order_in_time(one: datetime, other: datetime) -> None:
    assert (iso(one) < iso(other)) is (one < other)


@pytest.mark.parametrize(
    ("due_in", "seen_after", "state"),
    [
        (10, 10, State.FRESH),
        (10, 40, State.FRESH),  # at least 30 s of grace
        (10, 41, State.STALE),
        (600, 900, State.FRESH),  # half the interval
        (600, 901, State.STALE),
    ],
)
def test_a_quote_turns_stale_when_the_next_is_overdue(due_in: int, seen_after: int, state: State) -> None:
    quote = Quote(
        "AAPL",
        "alphavantage",
        Basis.REALTIME,
        State.FRESH,
        price=Decimal(1),
        trading_day=NOON.date(),
        fetched_at=NOON,
        next_due_at=NOON + timedelta(seconds=due_in),
    )
    assert quote.seen_at(NOON + timedelta(seconds=seen_after)).state is state
    failed = replace(quote, state=State.ERROR)
    assert failed.seen_at(NOON + timedelta(seconds=seen_after)).state is State.ERROR


def test_a_quote_without_a_price_never_turns_stale() -> None:
    assert Quote("AAPL", "simulated", Basis.SIMULATED).seen_at(NOON).state is State.WAITING


def test_a_price_without_its_day_and_time_is_no_quote() -> None:
    with pytest.raises(ValueError, match="AAPL: a price without its day and time"):
        Quote("AAPL", "simulated", Basis.SIMULATED, price=Decimal(1))


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="fetched_at has no time zone"):
        Quote("AAPL", "simulated", Basis.SIMULATED, fetched_at=datetime(2026, 11, 19))


def test_percentages_have_four_decimals() -> None:
    assert percent(Decimal("1.23"), Decimal("254.23")) == Decimal("0.4838")
