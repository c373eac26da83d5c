"""What a price of each plan is called around the open and the close of New York, where hours and delay meet."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from live.alphavantage.plans import Plan
from live.polling.hours import NEW_YORK, new_york
from live.polling.judge import Listed, day_reading, quote_of
from live.polling.market import Market, opens_next
from live.providers.fields import MAX_PRICE, MIN_PRICE
from live.providers.series import Bar, Series
from live.quotes import Quote, Reading, State

THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)


def at(clock: str, day: date = FRIDAY) -> datetime:
    """The moment at which New York's clocks show this."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK).astimezone(UTC)


def plan(entitlement: str) -> Plan:
    return Plan.chosen(key="a key", name="75", entitlement=entitlement)


def quote(entitlement: str, clock: str, day: date) -> Quote:
    reading = Reading("AAPL", Decimal(100), day)
    return quote_of(reading, Listed("AAPL"), new_york(at(clock)), plan(entitlement), at(clock))


@pytest.mark.parametrize(
    ("entitlement", "clock", "day", "state", "made"),
    [
        # The delayed price of 9:35 was made at 9:20, before the day's first: it is the day before's last.
        ("delayed", "09:35", THURSDAY, State.CLOSED, at("16:00", THURSDAY)),
        ("delayed", "09:50", FRIDAY, State.FRESH, at("09:35")),
        ("delayed", "09:50", THURSDAY, State.CLOSED, at("16:00", THURSDAY)),
        ("delayed", "16:10", FRIDAY, State.FRESH, at("15:55")),
        ("delayed", "16:16", FRIDAY, State.FRESH, at("16:00")),
        ("delayed", "16:17", FRIDAY, State.CLOSED, at("16:00")),
        ("realtime", "09:31", THURSDAY, State.CLOSED, at("16:00", THURSDAY)),
        ("realtime", "09:31", FRIDAY, State.FRESH, at("09:31")),
        ("realtime", "16:01", FRIDAY, State.FRESH, at("16:00")),
        ("realtime", "16:02", FRIDAY, State.CLOSED, at("16:00")),
        ("end_of_day", "10:00", THURSDAY, State.CLOSED, at("16:00", THURSDAY)),
        ("end_of_day", "16:30", FRIDAY, State.CLOSED, at("16:00")),
    ],
)
def test_a_price_is_called_what_it_is_when_it_was_made(
    entitlement: str, clock: str, day: date, state: State, made: datetime
) -> None:
    found = quote(entitlement, clock, day)
    assert (found.state, found.as_of, found.trading_day) == (state, made, day)


@pytest.mark.parametrize(
    ("entitlement", "clock", "moving"),
    [
        ("delayed", "09:44", False),
        ("delayed", "09:45", True),
        ("delayed", "16:16", True),
        ("delayed", "16:17", False),
        ("realtime", "09:30", True),
        ("realtime", "16:01", True),
        ("realtime", "16:02", False),
    ],
)
def test_prices_move_from_the_first_that_is_new_until_the_close_is_final(
    entitlement: str, clock: str, moving: bool
) -> None:
    assert Market.at(at(clock), new_york(at(clock)), plan(entitlement)).moving == moving


@pytest.mark.parametrize(("entitlement", "clock"), [("delayed", "09:45"), ("realtime", "09:30")])
def test_the_next_price_comes_with_the_open_and_the_delay(entitlement: str, clock: str) -> None:
    early = at("09:00")
    assert opens_next(Market.at(early, new_york(early), plan(entitlement)), plan(entitlement)) == at(clock)


def series(last: Decimal, volume: int) -> Series:
    """Thirty calm days at about 200, and a last one."""
    prices = [last, *(Decimal(200) + n % 3 for n in range(30))]
    volumes = [volume, *[1000] * 30]
    days = (FRIDAY - timedelta(days=n) for n in range(31))
    bars = [
        Bar(day, price, price * Decimal("1.01"), price * Decimal("0.99"), price, shares)
        for day, price, shares in zip(days, prices, volumes, strict=True)
    ]
    return Series("AAPL", tuple(bars))


def test_a_day_that_begins_with_a_split_changes_from_the_close_in_new_shares() -> None:
    reading = day_reading(series(Decimal(101), 2000))
    assert (reading.price, reading.previous_close) == (Decimal(101), Decimal(100))


@pytest.mark.parametrize(("last", "volume"), [(Decimal(101), 20_000), (Decimal(201), 1000)])
def test_a_crash_and_an_ordinary_day_change_from_the_close_as_it_was(last: Decimal, volume: int) -> None:
    assert day_reading(series(last, volume)).previous_close == Decimal(200)


def test_of_any_two_prices_that_a_provider_may_name_the_change_can_be_told() -> None:
    reading = Reading("AAPL", MAX_PRICE, FRIDAY, previous_close=MIN_PRICE)
    told = quote_of(reading, Listed("AAPL"), new_york(at("10:00")), plan("realtime"), at("10:00"))
    assert told.change_percent == (MAX_PRICE - MIN_PRICE) / MIN_PRICE * 100


def test_no_price_is_made_at_a_time_to_come() -> None:
    now = at("10:00")
    ahead = Reading("AAPL", Decimal(100), FRIDAY, as_of=now + timedelta(hours=5))
    assert quote_of(ahead, Listed("AAPL"), new_york(now), plan("realtime"), now).as_of == now + timedelta(minutes=1)
