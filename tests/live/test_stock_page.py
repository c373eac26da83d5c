"""The page of one ticker, as a visitor without scripts gets it."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from redis import Redis

from live import clock
from live.models import ExchangeCalendar
from tests.live.watched import keep, pick, quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers")]


def test_the_details_page_tells_the_quote_in_full(client: Client, redis: Redis) -> None:
    keep(redis, quote(open=Decimal(1236), market_cap=Decimal(3450000000000), trading_day=clock.now().date()))
    page = client.get("/stocks/AAPL/").content.decode()
    for text in (">1,234.50<", ">1,236.00<", ">3.45T<", "Add to watch list", "NASDAQ"):
        assert text in page
    pick(client, "AAPL")
    assert "Remove from watch list" in client.get("/stocks/AAPL/").content.decode()


def test_the_details_page_speaks_of_its_own_exchange(client: Client, saturday: None) -> None:
    page = client.get("/stocks/TSCO.LON/").content.decode()
    assert '<span data-field="exchange">London closed, opens Mon 08:00 London time</span>' in page
    assert ">Market closed, opens Mon 08:00 London time<" in page
    assert "New York" not in page


def test_a_stored_calendar_is_what_a_page_goes_by(client: Client, saturday: None) -> None:
    rest = [{"day": "2026-11-23", "holiday": "Day of Mourning"}]
    ExchangeCalendar.objects.create(exchange="XNYS", asked_at=clock.now(), days=rest)
    clock.install(clock.Clock(datetime(2026, 11, 23, 15, tzinfo=UTC).timestamp(), time.time()))
    page = client.get("/stocks/AAPL/").content.decode()
    assert "New York closed (Day of Mourning), opens Tue 09:30 New York time" in page


def test_a_symbol_is_found_however_it_is_written(client: Client) -> None:
    assert client.get("/stocks/aapl/").headers["Location"] == "/stocks/AAPL/"


def test_a_delisted_ticker_s_page_says_so(client: Client) -> None:
    page = client.get("/stocks/GONE/").content.decode()
    assert "No longer listed" in page
    assert "Add to watch list" not in page


@pytest.mark.parametrize("symbol", ["AAPLX", "aaplx", "AAPL٣", "<img onerror=x>"])
def test_an_unknown_symbol_is_a_404_in_words(client: Client, symbol: str) -> None:
    answer = client.get(f"/stocks/{symbol}/")
    assert answer.status_code == 404
    assert "No ticker" in answer.content.decode()
    assert "<img" not in answer.content.decode()


def test_an_unknown_symbol_names_the_nearest(client: Client) -> None:
    assert 'href="/stocks/AAPL/"' in client.get("/stocks/AAPLX/").content.decode()
