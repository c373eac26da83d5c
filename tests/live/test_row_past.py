"""The columns of past closes in the live table: one query for the list, and nothing said where nothing is known."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis import Redis

from live import clock
from live.insight import history
from live.polling import connection
from live.providers.series import Bar, Series
from live.quotes import Basis, Quote, State
from tickers.models import Ticker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    now = clock.now()
    for symbol, currency in (("AAPL", "USD"), ("TSCO.LON", "GBX"), ("NEW", "USD")):
        Ticker.objects.create(symbol=symbol, name=symbol, exchange="NASDAQ", currency=currency)
        quote = Quote(
            symbol,
            "simulated",
            Basis.SIMULATED,
            State.FRESH,
            Decimal(420),
            trading_day=now.date(),
            fetched_at=now,
        )
        redis.hset(connection.keys().quotes, symbol, json.dumps(quote.as_wire()))
        if symbol != "NEW":
            bars = (
                Bar(now.date() - timedelta(days=n), *[Decimal(400)] * 4, volume=9)  # type: ignore[misc]
                for n in range(1, 100)
            )
            history.keep("simulated", "daily", Series(symbol, tuple(bars)))


def shown(client: Client) -> str:
    client.post("/watchlist/add/", {"symbol": ["AAPL", "TSCO.LON", "NEW"]})
    return client.get("/").content.decode()


def test_each_row_with_closes_has_their_line_and_says_what_it_is(client: Client) -> None:
    page = shown(client)
    assert page.count('class="sparkline"') == 2
    assert page.count('aria-label="last 30 closes, from 400.00 to 400.00, now 420.00"') == 1
    assert page.count('aria-label="last 30 closes, from 4.00 to 4.00, now 4.20"') == 1
    assert re.search(r'<td role="cell" class="closes" data-label="[^"]+" data-late>–</td>', page)
    assert " style=" not in page


def test_the_whole_list_takes_one_query_for_its_past(client: Client) -> None:
    client.post("/watchlist/add/", {"symbol": ["AAPL", "TSCO.LON", "NEW"]})
    with CaptureQueriesContext(
        database,
    ) as queries:
        client.get("/")
    assert sum("live_pastcloses" in query["sql"] for query in queries) == 1


def test_returns_are_shown_to_who_chose_them_with_the_close_they_are_measured_from(client: Client) -> None:
    shown(client)
    client.post("/watchlist/view/", {"column": ["price", "return_week", "return_year"], "choosing": "1"})
    page = client.get("/").content.decode()
    week = re.findall(r'data-field="return_week"([^>]*)>([^<]*)<', page)
    assert [text for _, text in week] == ["+5.00%", "+5.00%", "–"]
    assert 'data-reference="400' in week[0][0]
    assert 'data-reference="4.00' in week[1][0]
    assert "since the close of" in week[0][0]
    assert [text for _, text in re.findall(r'data-field="return_year"([^>]*)>([^<]*)<', page)] == ["–", "–", "–"]
