"""Prices while an exchange rests at noon: the morning's last one is asked for once more, and is no close."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from live.alphavantage.plans import Plan
from live.polling.calendar_days import by_rule
from live.polling.exchanges import EXCHANGES
from live.polling.judge import Listed, quote_of
from live.polling.market import Market, opens_next
from live.quotes import Reading, Session, State

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # 12:00 in Shanghai, which rests from 11:30 to 13:00
SHANGHAI = by_rule(EXCHANGES["XSHG"], NOON)


def plan(entitlement: str) -> Plan:
    return Plan.chosen(key="a key", name="75", entitlement=entitlement)


@pytest.mark.parametrize(("entitlement", "minute"), [("realtime", 32), ("delayed", 47)])
def test_the_morning_s_last_price_is_final_soon_after_the_rest_begins(entitlement: str, minute: int) -> None:
    market = Market.at(NOON, SHANGHAI, plan(entitlement))
    assert not market.moving
    assert market.settled_at == datetime(2026, 11, 20, 3, minute, tzinfo=UTC)
    behind = timedelta(minutes=minute - 32)
    assert opens_next(market, plan(entitlement)) == datetime(2026, 11, 20, 5, tzinfo=UTC) + behind


@pytest.mark.parametrize(("entitlement", "state"), [("realtime", State.FRESH), ("end_of_day", State.CLOSED)])
def test_a_price_of_the_morning_is_not_called_a_close(entitlement: str, state: State) -> None:
    reading = Reading("600104.SHH", Decimal("15.2"), NOON.date())
    quote = quote_of(reading, Listed("600104.SHH", "XSHG"), SHANGHAI, plan(entitlement), NOON)
    assert (quote.session, quote.state) == (Session.REGULAR, state)
