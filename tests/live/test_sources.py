"""Pages and answers where two providers give prices: each quote says whose it is, whatever of the rest is away."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings
from redis import Redis

from live import clock, sources
from live.alphavantage.plans import Plan as AlphaVantage
from live.finnhub.plans import Plan as Finnhub
from live.insight import intraday
from live.insight.minutes import Point
from live.polling import connection, latest, ledger
from live.quotes import Basis, Quote, State
from tests.live.watched import four_tickers, quote

__all__ = ["four_tickers"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers")]


@pytest.fixture(autouse=True)
def two(settings: Settings) -> None:
    settings.PLAN = AlphaVantage.chosen(key="k")
    settings.PROVIDERS = (Finnhub.chosen(), settings.PLAN)


def real(symbol: str, source: str, **values: object) -> Quote:
    basis = Basis.REALTIME if source == "finnhub" else Basis.END_OF_DAY
    due = clock.now() + timedelta(seconds=9)
    return quote(symbol, **{"source": source, "basis": basis, "next_due_at": due, **values})


def show(redis: Redis, *quotes: Quote) -> None:
    for each in quotes:
        redis.hset(connection.keys().shown, each.symbol, json.dumps(each.as_wire()))


def named(page: str) -> dict[str, str]:
    """The source that each row names."""
    rows = re.findall(r'data-symbol="([A-Z.]+)".*?data-field="source">(.*?)<', page, re.DOTALL)
    return dict(rows)


def test_each_row_names_the_source_of_its_price(client: Client, redis: Redis) -> None:
    show(redis, real("AAPL", "finnhub"), real("MSFT", "alphavantage", state=State.CLOSED))
    page = client.get("/l/AAPL,MSFT,TSCO.LON/").content.decode()
    assert named(page) == {"AAPL": "Finnhub", "MSFT": "Alpha Vantage", "TSCO.LON": ""}
    assert "Finnhub: real time, then Alpha Vantage: closing prices" in " ".join(page.split())
    assert named(client.get("/l/AAPL,MSFT/?wall").content.decode()) == {"AAPL": "Finnhub", "MSFT": "Alpha Vantage"}
    assert named(client.get("/stocks/MSFT/").content.decode()) == {"MSFT": "Alpha Vantage"}


def test_every_answer_for_programs_carries_the_source(client: Client, redis: Redis) -> None:
    show(redis, real("AAPL", "finnhub"), real("MSFT", "alphavantage"))
    told = client.get("/api/quotes/?symbols=AAPL,MSFT").json()["quotes"]
    assert [one["source"] for one in told] == ["finnhub", "alphavantage"]
    assert ",finnhub" in client.get("/l/AAPL,MSFT.csv").content.decode()


def test_of_what_the_database_kept_the_good_one_is_shown(redis: Redis, settings: Settings) -> None:
    now = clock.now()
    late = real("AAPL", "finnhub", price=Decimal(1), fetched_at=now - timedelta(hours=1), next_due_at=now)
    ledger.save_snapshot([late, real("MSFT", "finnhub")], now)
    good = real("AAPL", "alphavantage", price=Decimal(2), state=State.CLOSED)
    ledger.save_snapshot([good, real("MSFT", "alphavantage")], now)
    kept = latest.latest(["AAPL", "MSFT", "TSCO.LON"]).quotes
    assert {symbol: one.source for symbol, one in kept.items() if one.price} == {
        "AAPL": "alphavantage",
        "MSFT": "finnhub",
    }
    settings.PROVIDERS = (settings.PLAN,)
    assert latest.latest(["MSFT"]).quotes["MSFT"].source == "alphavantage"


def test_a_day_s_chart_is_of_one_source_the_one_told_of_last(client: Client, redis: Redis) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    intraday.keep("alphavantage", [("AAPL", Point(now - timedelta(minutes=2), Decimal(50), None))])
    intraday.keep("finnhub", [("AAPL", Point(now - timedelta(minutes=1), Decimal(60), None))])
    rows = client.get("/stocks/AAPL/history.json?range=day").json()["rows"]
    assert {row[4] for row in rows} == {60}


def test_one_provider_goes_without_saying(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PROVIDERS = (settings.PLAN,)
    redis.hset(connection.keys().quotes, "AAPL", json.dumps(real("AAPL", "alphavantage").as_wire()))
    page = client.get("/l/AAPL,MSFT/").content.decode()
    assert named(page) == {}
    assert "data-sources" not in page
    assert sources.titles() == {}


def test_why_a_row_has_no_newer_price_is_its_own_provider_s_fault() -> None:
    status = {"provider": {"state": "ok"}, "sources": [{"source": "finnhub", "state": "unreachable"}]}
    assert sources.state_of(status, "finnhub") == "unreachable"
    assert sources.state_of(status, "alphavantage") == "ok"
    assert sources.state_of(None, "finnhub") == "ok"
