"""The "Likely range" block of the details page, as it is without a script."""

import html
import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from redis import Redis

from live import clock
from live.insight.forecast import kept
from live.insight.forecast.answer import Basis, Market, answer, no_answer
from live.insight.forecast.kept import Kept
from live.insight.forecast.start import LastBar, Start
from live.models import Forecast
from live.polling import connection, hours
from live.quotes import iso
from tests.live.insight.forecast.made import OUTLOOK
from tickers.models import Ticker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    Ticker.objects.create(symbol="GONE", name="Gone", exchange="NYSE", active=False)


def made(close: str = "100", days_ago: int = 0) -> dict[str, Any]:
    """What is told of a close so many days ago."""
    now = clock.now() - timedelta(days=days_ago)
    day = now.astimezone(hours.NEW_YORK).date()
    start = Start(Decimal(close), None, 1.0, now, (day, day + timedelta(days=4), day + timedelta(days=19)))
    return answer("AAPL", OUTLOOK, start, Market(hours.always(now), never_closes=True, simulated=True))


def keep(told: dict[str, Any]) -> None:
    now = clock.now()
    basis = Basis(LastBar(now.date(), Decimal(100)), OUTLOOK)
    kept.keep("simulated", "AAPL", Kept("bars", basis, told), now)


def block(client: Client, symbol: str = "AAPL") -> str:
    page = client.get(f"/stocks/{symbol}/").content.decode()
    found = re.search(r'<section class="block likely".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_it_is_complete_without_a_script_and_says_its_coverage_and_age(client: Client) -> None:
    keep(made())
    told = words(block(client))
    for text in (
        "Today’s close 100.00 99.20 to 100.80 98.02 to 102.02",
        "5 trading days, ",
        "20 trading days, ",
        "Simulated prices: of the last 92 days, 84 closed inside the 90 % range · from the price of ",
    ):
        assert text in told


def test_what_was_told_lately_goes_before_what_its_last_close_says(client: Client, redis: Redis) -> None:
    keep(made("100", days_ago=1))
    redis.set(connection.keys().forecast("AAPL"), json.dumps(made("250")))
    assert "Today’s close 250.00" in words(block(client))


def test_what_was_told_of_an_older_price_does_not(client: Client, redis: Redis) -> None:
    keep(made())
    older = made("250") | {"as_of": iso(clock.now() - timedelta(days=3))}
    redis.set(connection.keys().forecast("AAPL"), json.dumps(older))
    assert "Today’s close 100.00" in words(block(client))


def test_without_one_it_keeps_its_place_or_says_why(client: Client) -> None:
    told = words(block(client))
    assert "Next close – – – 5 trading days – – – 20 trading days – – – Worked out when somebody watches" in told
    keep(no_answer("AAPL", "Only 5 days are known."))
    text = block(client)
    assert "Only 5 days are known." in words(text)
    assert '<table class="likely-table" data-table hidden>' in text
    assert text.count("<tr data-days=") == 3
    assert block(client, "GONE") == ""


def test_one_whose_day_is_over_is_not_shown(client: Client) -> None:
    keep(made("100", days_ago=5))
    assert "Worked out when somebody watches this ticker." in words(block(client))


def test_one_that_cannot_be_read_takes_nothing_else_with_it(client: Client) -> None:
    keep(made())
    Forecast.objects.update(answer={"prediction": 1, "for_day": "some day"})
    assert "The likely range cannot be shown now." in words(block(client))
    page = client.get("/stocks/AAPL/").content.decode()
    assert "Previous close" in page
    assert "js/likely.js" not in page
