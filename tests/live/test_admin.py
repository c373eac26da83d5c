"""Prices in the admin: what operators see of them, what they may do, and who may not."""

import json
from collections.abc import Iterator
from datetime import timedelta

import celery
import pytest
from celery import Celery
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from redis import Redis

from live import clock, queues
from live.polling import connection, leases
from live.polling.requests import NO_NEWS
from tickers.models import Ticker

pytestmark = pytest.mark.django_db
PRICES = "/admin/live/price/"
BUDGET = {"window": "day", "used": 7, "limit": 25, "next_due_at": None, "every": None}


@pytest.fixture(autouse=True)
def _catalogue(redis: Redis) -> Iterator[None]:
    for symbol in ("AAPL", "KO", "MSFT"):
        Ticker.objects.create(symbol=symbol, name=f"{symbol} Inc", exchange="NASDAQ")
    Ticker.objects.create(symbol="GONE", name="Gone Inc", exchange="NASDAQ", active=False)
    yield
    queues.purge()


@pytest.fixture
def _no_redis(redis_away: None) -> Iterator[None]:
    """Neither the prices' Redis nor the queues' answers, for as long as the test runs."""
    usual = celery.current_app._get_current_object()
    away = Celery("away", broker="redis+socket:///nowhere/redis.sock", set_as_current=True)
    away.conf.task_queues = usual.conf.task_queues
    yield
    usual.set_current()
    usual.set_default()
    away.close()


def staff(*names: str) -> Client:
    """Somebody who may sign in and do what these permissions say."""
    user = User.objects.create(username="staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client


def polled(redis: Redis, used: int = 7, state: str = "ok", message: str = "", **asked: dict) -> None:
    """What a poll a moment ago left in Redis."""
    now, keys = clock.now(), connection.keys()
    provider = {"state": state, "since": now.isoformat(), "message": message}
    status = {"at": now.isoformat(), "basis": "simulated", "source": keys.source, "provider": provider}
    redis.set(keys.status, json.dumps(status | {"budget": BUDGET | {"used": used}, "market": {}}))
    for symbol, how in asked.items():
        at = (now - timedelta(seconds=30)).timestamp()
        redis.hset(keys.asked, symbol, json.dumps({"at": at, "failures": 0, "unknown": False} | how))


def press(client: Client, *symbols: str) -> str:
    chosen = Ticker.objects.filter(symbol__in=symbols).values_list("pk", flat=True)
    form = {"action": "refresh", "_selected_action": list(map(str, chosen))}
    return client.post(f"{PRICES}?which=all", form, follow=True).content.decode()


def pressed(redis: Redis) -> frozenset[str]:
    return leases.wanted_now(redis, connection.keys()).pressed


def kept(redis: Redis) -> dict[bytes, bytes]:
    """All but the count of what the browser posts."""
    return {key: redis.dump(key) for key in redis.scan_iter() if b":limits:" not in key}


def a_task_waits() -> None:
    celery.current_app.send_task("live.poll", queue="poll")


def shown(page: str) -> list[str]:
    return [symbol for symbol in ("AAPL", "KO", "MSFT", "GONE") if f">{symbol}<" in page]


def test_what_is_watched_is_shown_first_and_the_rest_is_found(admin_client: Client, redis: Redis) -> None:
    leases.press(redis, connection.keys(), ["KO"])
    polled(redis)
    assert shown(admin_client.get(PRICES).content.decode()) == ["KO"]
    assert shown(admin_client.get(f"{PRICES}?q=aap").content.decode()) == ["AAPL"]
    assert shown(admin_client.get(f"{PRICES}?which=all").content.decode()) == ["AAPL", "KO", "MSFT", "GONE"]


def test_tickers_that_fail_say_why_and_when_they_are_tried_next(admin_client: Client, redis: Redis) -> None:
    unknown = {"failures": 2, "unknown": True, "why": "unknown_symbol"}
    polled(redis, AAPL=unknown, KO={"failures": 1, "why": NO_NEWS}, MSFT={})
    page = admin_client.get(f"{PRICES}?which=failing").content.decode()
    assert shown(page) == ["AAPL", "KO"]
    assert "in vain 2 times in a row: the provider does not know this symbol. Tried again from " in page
    assert "in vain once: the answer shows nothing newer. Tried again from " in page


def test_the_budget_and_the_queues_are_told(admin_client: Client, redis: Redis) -> None:
    polled(redis)
    a_task_waits()
    page = admin_client.get(PRICES).content.decode()
    assert "7 of 25 in the last 24 h" in page
    assert "1 task (poll 1, slow 0)" in page


def test_a_price_is_asked_for_now_and_what_comes_of_it_is_told(admin_client: Client, redis: Redis) -> None:
    polled(redis)
    page = press(admin_client, "AAPL", "KO")
    assert "A worker asks for these 2 tickers within seconds, for " in page
    assert pressed(redis) == {"AAPL", "KO"}
    assert 0 < redis.ttl(connection.keys().lease(leases.PRESSED)) <= leases.PRESSED_SECONDS


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"used": 25}, "the plan has none left: 25 of 25 in the last 24 h are used"),
        (
            {"state": "unreachable", "message": "The provider cannot be reached."},
            "Noted. The provider cannot be reached.",
        ),
        (None, "Noted, but nobody asks now: "),
    ],
)
def test_what_stands_in_its_way_is_told(admin_client: Client, redis: Redis, how: dict | None, words: str) -> None:
    if how is not None:
        polled(redis, **how)
    page = press(admin_client, "AAPL")
    assert words in page
    assert "What cannot be asked for within 2 minutes is forgotten." in page


def test_a_ticker_that_is_not_active_is_never_asked_for(admin_client: Client, redis: Redis) -> None:
    polled(redis)
    assert "tickers that are not active have no price" in press(admin_client, "GONE")
    assert pressed(redis) == frozenset()


def test_the_button_empties_the_queues_and_nothing_else(admin_client: Client, redis: Redis) -> None:
    polled(redis, AAPL={})
    leases.press(redis, connection.keys(), ["KO"])
    redis.set("stocker:layer:something", "1")
    before = kept(redis)
    a_task_waits()
    page = admin_client.post(f"{PRICES}purge/", follow=True).content.decode()
    assert "Thrown away: 1 task (poll 1, slow 0)." in page
    assert queues.waiting() == {"poll": 0, "slow": 0}
    assert kept(redis) == before


def test_the_command_empties_the_queues_too(capsys: pytest.CaptureFixture[str]) -> None:
    a_task_waits()
    a_task_waits()
    call_command("purge_queues")
    assert capsys.readouterr().out == "Thrown away: 2 tasks (poll 2, slow 0).\n"
    assert queues.waiting() == {"poll": 0, "slow": 0}


def test_who_may_only_view_sees_everything_and_may_press_nothing(redis: Redis) -> None:
    polled(redis)
    a_task_waits()
    client = staff("view_price")
    page = client.get(f"{PRICES}?which=all").content.decode()
    assert shown(page) == ["AAPL", "KO", "MSFT", "GONE"]
    assert "Ask for the price now" not in page
    assert "Empty the queues" not in page
    press(client, "AAPL")
    assert pressed(redis) == frozenset()
    assert client.post(f"{PRICES}purge/").status_code == 403
    assert queues.waiting()["poll"] == 1


def test_each_permission_is_for_one_thing(redis: Redis) -> None:
    polled(redis)
    client = staff("view_price", "refresh_price")
    press(client, "AAPL")
    assert pressed(redis) == {"AAPL"}
    assert client.post(f"{PRICES}purge/").status_code == 403
    User.objects.all().delete()
    client = staff("view_price", "purge_queues")
    press(client, "KO")
    assert pressed(redis) == {"AAPL"}
    assert client.post(f"{PRICES}purge/").status_code == 302


def test_nobody_else_gets_there(client: Client) -> None:
    assert "/login/" in client.post(f"{PRICES}purge/")["Location"]
    assert staff().get(PRICES).status_code == 403


def test_an_address_alone_empties_nothing(admin_client: Client) -> None:
    assert admin_client.get(f"{PRICES}purge/").status_code == 405


@pytest.mark.usefixtures("_no_redis")
def test_without_redis_the_page_says_so_and_nothing_is_pressed(admin_client: Client) -> None:
    page = admin_client.get(f"{PRICES}?which=all").content.decode()
    assert "Redis does not answer: what is watched and what fails is not known" in page
    assert "not known: Redis does not answer" in page
    assert shown(page) == ["AAPL", "KO", "MSFT", "GONE"]
    assert "Nothing is asked for: Redis" in press(admin_client, "AAPL")
    answer = admin_client.post(f"{PRICES}purge/", follow=True)
    assert "The queues are as they were: Redis does not answer." in answer.content.decode()
    with pytest.raises(CommandError, match="The queues are as they were"):
        call_command("purge_queues")
