"""The status page: how the product stands, in words, whatever of it is away."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import Settings
from redis import Redis

from live import clock
from live.alphavantage.plans import Plan
from live.finnhub.plans import Plan as Finnhub
from live.metrics import names, shared
from live.metrics.tally import Series, Tally
from live.models import ListingSync
from live.polling import connection as redis_connection
from live.polling import latest, leases
from live.quotes import iso
from tests.live.watched import keep, quote
from tickers.models import Ticker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

KEY = "K3Y-OF-THE-OPERATOR"


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    Ticker.objects.create(symbol="TSCO.LON", name="Tesco", exchange="LSE")
    Ticker.objects.create(symbol="GONE", name="Gone", exchange="NYSE", active=False)


def polled(redis: Redis, ago: timedelta = timedelta(), **changed: Any) -> None:
    at = clock.now() - ago
    known = {
        "basis": "simulated",
        "source": "simulated",
        "provider": {"state": "ok", "since": iso(at), "message": ""},
        "budget": {"window": "minute", "used": 30, "limit": 75, "every": 12.0, "next_due_at": None},
        "market": {},
        "at": iso(at),
    }
    redis.set(redis_connection.keys().status, json.dumps(known | changed))


def watch(redis: Redis, owner: str, **viewers: int) -> None:
    leases.write(redis, redis_connection.keys(), owner, viewers, 30)


def lines(client: Client) -> dict[str, str]:
    """The page's facts by their names, without markup."""
    answer = client.get("/status/")
    assert answer.status_code == 200
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.content.decode())
    return {name: re.sub(r"<[^>]+>", "", words).strip() for name, words in found}


def plans(client: Client) -> list[str]:
    body = client.get("/status/").content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    return [" | ".join(re.findall(r">([^<>]*[^<>\s])\s*<", row)) for row in body.split("</tr>")[:-1]]


def test_it_tells_that_prices_arrive_how_often_and_for_whom(client: Client, redis: Redis) -> None:
    polled(redis)
    watch(redis, "web:1", AAPL=3, MSFT=1)
    watch(redis, "web:2", AAPL=2)
    found = lines(client)
    assert found["Prices"].startswith("Arriving, since ")
    assert found["Prices"].endswith("New York")
    assert found["Source"] == "Simulated, as real time"
    assert found["Each ticker"] == "about every 12 s"
    assert found["Requests"] == "30 of 75 in the last minute"
    assert found["Watched now"] == "2 tickers, by up to 5 viewers each"
    assert re.fullmatch(r"\d s old", found["Last poll"])
    assert (found["Redis"], found["Database"]) == ("answers", "answers")


def test_how_many_look_how_old_what_they_see_is_and_what_failed(client: Client, redis: Redis) -> None:
    polled(redis)
    watch(redis, "web:1", AAPL=3)
    keep(redis, quote("AAPL", fetched_at=clock.now() - timedelta(seconds=200)))
    counting = Tally()
    for seconds in (0.8, 1.0):
        counting.observe(names.POLL_SECONDS, seconds)
    counting.count(names.TASKS, "live.poll", "ok", by=2)
    told(redis, "worker", counting.take(), {})
    for name, viewers in (("web 1", 1200), ("web 2", 34)):
        told(redis, name, {}, {SERVER: 1, Series(names.VIEWERS.name): viewers})
    found = lines(client)
    assert found["Oldest of them"] == "3 min old"
    assert found["Open pages"] == "1,234, on 2 server processes"
    assert found["A poll takes"] == "0.9 s"
    assert found["Failed tasks"] == "none"
    assert "Turned away" not in found

    counting.count(names.TASKS, "live.gather", "failed", by=3)
    counting.count(names.LIMITED, "searches_per_minute", by=2)
    told(redis, "slow worker", counting.take(), {})
    found = lines(client)
    assert (found["Failed tasks"], found["Turned away"]) == ("live.gather 3", "2")


SERVER = Series(names.PROCESSES.name, ("web",))


def told(redis: Redis, name: str, counted: dict[Series, float], gauges: dict[Series, float]) -> None:
    shared.tell(redis, redis_connection.keys(), name, gauges, shared.Growth(1, counted))


def test_looking_at_it_watches_nothing(client: Client, redis: Redis) -> None:
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    assert lines(client)["Watched now"] == "nothing"
    assert latest.demand() == {}


def test_a_free_key_s_day_and_its_next_closes(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PLAN = Plan.chosen(key="", name="free")
    due = clock.now() + timedelta(hours=3)
    polled(redis, budget={"window": "day", "used": 9, "limit": 25, "every": None, "next_due_at": iso(due)})
    found = lines(client)
    assert found["Source"] == "Simulated, as closing prices"
    assert found["Plan"] == "Free key, 25 a day, at most 1 a second"
    assert found["Each ticker"] == "after each close of its exchange"
    assert found["Requests"] == "9 of 25 in the last 24 h"
    assert re.fullmatch(r"about (\w{3} )?\d\d:\d\d New York", found["Next prices"])


def test_the_provider_s_trouble_and_since_when(client: Client, redis: Redis) -> None:
    provider = {"state": "unreachable", "since": iso(clock.now()), "message": "The provider cannot be reached."}
    polled(redis, provider=provider)
    found = lines(client)
    assert found["Prices"].startswith("The provider cannot be reached. Since ")
    assert "Each ticker" not in found
    assert 'class="trouble"' in client.get("/status/").content.decode()


def test_what_a_real_plan_fell_back_to_is_what_it_is_called(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PLAN = Plan.chosen(key=KEY, name="75", entitlement="realtime")
    polled(redis, basis="delayed", provider={"state": "ok", "since": iso(clock.now()), "message": "No real time."})
    found = lines(client)
    assert (found["Source"], found["Notice"]) == ("Alpha Vantage, 15 min delayed", "No real time.")


def test_each_of_two_providers_says_what_it_gives_how_it_stands_and_what_is_used(
    client: Client, redis: Redis, settings: Settings
) -> None:
    free, finnhub = Plan.chosen(key=KEY), Finnhub.chosen()
    settings.PLAN, settings.PROVIDERS = free, (finnhub, free)
    spent = "The provider's requests for today are spent."
    since = iso(clock.now())
    one = {"source": "finnhub", "title": "Finnhub", "basis": "realtime", "state": "ok", "since": since, "message": ""}
    other = {"source": "alphavantage", "title": "Alpha Vantage", "basis": "end_of_day", "state": "day_spent"}
    budget = {"window": "minute", "used": 12, "limit": 60, "every": 10.0, "next_due_at": None}
    day = {"window": "day", "used": 25, "limit": 25, "every": None, "next_due_at": None}
    told = [{**one, "budget": budget}, {**other, "since": since, "message": spent, "budget": day}]
    polled(redis, source="finnhub", basis="realtime", sources=told)
    found = lines(client)
    assert found["Prices"].startswith("Arriving, since ")
    assert found["Finnhub"] == "real time, asked first"
    assert found["Finnhub, requests"] == "12 of 60 in the last minute, at most 30 a second"
    assert found["Alpha Vantage"].startswith("closing prices, after Finnhub. ")
    assert "spent" in found["Alpha Vantage"]
    assert found["Alpha Vantage, requests"] == "25 of 25 in the last 24 h, at most 1 a second"


def test_with_finnhub_alone_no_plans_are_compared(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PLAN = Finnhub.chosen()
    polled(redis, source="finnhub", basis="realtime")
    assert lines(client)["Source"] == "Finnhub, real time"
    assert lines(client)["Plan"] == "60 requests a minute, at most 30 a second"
    assert plans(client) == []


def test_a_silent_worker_is_what_is_wrong(client: Client, redis: Redis) -> None:
    assert "nothing was polled yet" in lines(client)["Prices"]
    polled(redis, timedelta(seconds=20))
    assert lines(client)["Prices"] == "As last known: no news from the worker"
    polled(redis, timedelta(minutes=3))
    found = lines(client)
    assert "the last poll was 180 s ago" in found["Prices"]
    assert found["Last poll"] == "3 min old"


def test_without_redis_it_says_so_and_still_compares_the_plans(client: Client, redis_away: None) -> None:
    found = lines(client)
    assert found["Prices"] == "As last known: Redis does not answer"
    assert found["Redis"] == "does not answer"
    assert found["Last poll"] == "–"
    assert "Watched now" not in found
    assert len(plans(client)) == 6


def test_without_the_database_it_says_so(client: Client, redis: Redis) -> None:
    def away(*_: Any) -> None:
        raise DatabaseError("the disk is gone")

    with connection.execute_wrapper(away):
        found = lines(client)
    assert found["Database"] == "does not answer"
    assert found["Prices"] == "As last known: the database does not answer: DatabaseError"


def test_the_catalogue_and_when_it_was_loaded(client: Client) -> None:
    assert lines(client)["Listing loaded"] == "not yet"
    assert lines(client)["Catalogue"] == "2 tickers"
    at = datetime(2026, 11, 19, 15, tzinfo=UTC)
    ListingSync.objects.create(source="simulated", at=at, loaded=True, outcome="2 added")
    ListingSync.objects.create(source="simulated", at=at + timedelta(days=1), loaded=False, outcome="refused")
    found = lines(client)
    assert found["Listing loaded"].endswith("10:00 New York")
    assert found["Listing refused"].endswith("10:00 New York")


@pytest.fixture
def wednesday(settings: Settings) -> Iterator[None]:
    """A clock that shows Wednesday, 25 November 2026, in exchange hours."""
    settings.SIMULATOR_HOURS = "exchange"
    clock.install(clock.Clock(datetime(2026, 11, 25, 15, tzinfo=UTC).timestamp(), time.time()))
    yield
    clock.install(clock.Clock())


def test_a_market_that_never_closes_is_the_only_one(client: Client) -> None:
    assert "The simulated market is always open" in client.get("/status/").content.decode()


def test_exchanges_where_something_is_watched_come_first(client: Client, redis: Redis, wednesday: None) -> None:
    watch(redis, "web:1", **{"TSCO.LON": 1})
    shown, _, others = client.get("/status/").content.decode().partition("All others")
    assert re.findall(r"<li>(New York|London|Tokyo) ", shown) == ["New York", "London"]
    assert "<li>New York open until 16:00 New York time<" in shown
    assert "<li>Tokyo closed, opens 09:00 Tokyo time<" in others


def test_plans_are_compared_by_what_is_watched_now(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PLAN = Plan.chosen(key=KEY, name="75")
    watch(redis, "web:1", **{f"T{n}": 1 for n in range(50)})
    free, first, *_, last = plans(client)
    assert free == "Free key, 25 a day | closing prices | once a day, 15 of 50 | –"
    paid = "15 min delayed, or real time"
    assert first == f"75 requests a minute | used here | {paid} | about every 42 s | about every 10 s"
    assert last == f"1200 requests a minute | {paid} | about every 10 s | about every 10 s"


def test_it_holds_no_secret(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PLAN, settings.ALPHAVANTAGE_API_KEY = Plan.chosen(key=KEY, name="75"), KEY
    polled(redis, basis="delayed")
    page = client.get("/status/").content.decode()
    for secret in (KEY, settings.SECRET_KEY, settings.REDIS.data, str(settings.RUN_DIR), str(settings.BASE_DIR)):
        assert str(secret) not in page


def test_every_page_leads_to_it(client: Client) -> None:
    for path in ("/", "/stocks/AAPL/", "/nowhere/"):
        assert '<a href="/status/">Status</a>' in client.get(path).content.decode()
