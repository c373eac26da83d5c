"""The chart's rows over HTTP: by range, for known tickers, and kept by browsers for a while."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from live import clock
from live.insight import history, intraday
from live.insight.minutes import Point
from live.models import Bar as StoredBar
from live.providers.series import Bar, Series
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def apple() -> None:
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    price = Decimal(100)
    bars = (Bar(LAST - timedelta(days=n), price, price, price, price, 1000) for n in range(60))
    history.keep("simulated", "daily", Series("AAPL", tuple(bars)))


@pytest.mark.parametrize(("name", "span", "rows"), [("month", "days", 31), ("year", "days", 60), ("all", "weeks", 9)])
def test_a_range_has_its_rows(client: Client, name: str, span: str, rows: int) -> None:
    answer = client.get(f"/stocks/AAPL/history.json?range={name}")
    body = answer.json()
    assert (body["symbol"], body["range"], body["span"], len(body["rows"])) == ("AAPL", name, span, rows)
    assert body["rows"][-1][1:] == [100.0, 100.0, 100.0, 100.0, sum(row[-1] for row in body["rows"][-1:])]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_day_has_its_minutes_and_is_soon_asked_for_again(client: Client) -> None:
    now = clock.now()
    intraday.keep("simulated", [("AAPL", Point(now, Decimal("99.5"), 10))])
    answer = client.get("/stocks/AAPL/history.json?range=day")
    [row] = answer.json()["rows"]
    assert row[0] == int(now.timestamp()) // 300 * 300
    assert answer.headers["Cache-Control"] == "public, max-age=30"


def test_without_a_range_it_is_a_year(client: Client) -> None:
    assert client.get("/stocks/AAPL/history.json").json()["range"] == "year"


@pytest.mark.parametrize("name", ["", "decade", "day'--", "all\n"])
def test_another_range_is_refused_in_words(client: Client, name: str) -> None:
    answer = client.get("/stocks/AAPL/history.json", {"range": name})
    assert answer.status_code == 400
    assert answer.json() == {"error": "The range is one of day, month, year, all."}


@pytest.mark.parametrize("symbol", ["NONE", "A&B", "AAPL٣"])
def test_another_ticker_has_no_history(client: Client, symbol: str) -> None:
    answer = client.get(f"/stocks/{symbol}/history.json")
    assert answer.status_code == 404
    assert "error" in answer.json()


def test_it_is_read_and_not_written(client: Client) -> None:
    assert client.post("/stocks/AAPL/history.json").status_code == 405


@pytest.mark.parametrize("name", ["month", "year", "all"])
def test_bars_that_cannot_be_prices_are_told_in_words(client: Client, name: str) -> None:
    StoredBar.objects.filter(day=LAST).update(low=-1)
    answer = client.get(f"/stocks/AAPL/history.json?range={name}")
    assert answer.status_code == 503
    assert answer.json() == {"error": "The prices of this ticker cannot be shown now."}
