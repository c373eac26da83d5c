"""Searches and changes a minute: refused in words with the time to wait, and served uncounted without Redis."""

import pytest
from django.test import Client
from pytest_django import Settings
from redis import Redis

from live.limits.http import BROWSERS_AT_AN_ADDRESS
from live.limits.refusals import Limit, refused
from tickers.models import Ticker

pytestmark = pytest.mark.django_db
PAGE = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def few(settings: Settings, redis: Redis) -> None:
    Ticker.objects.get_or_create(symbol="AAPL", defaults={"name": "Apple", "exchange": "NASDAQ"})
    settings.SEARCHES_PER_MINUTE, settings.POSTS_PER_MINUTE = 3, 2


def test_a_browser_that_searches_too_often_is_told_in_words_and_when_to_come_back(client: Client) -> None:
    client.cookies["sessionid"] = "somebody"
    counted = refused[Limit.SEARCHES]
    assert [client.get("/search/?q=A").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/search/?q=A")
    assert answer.json()["error"].startswith("That were too many searches")
    assert answer.json()["results"] == []
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "no-store" in answer.headers["Cache-Control"]
    page = client.get("/search/?q=A", headers=PAGE)
    assert page.status_code == 429
    assert "too many searches" in page.content.decode()
    assert refused[Limit.SEARCHES] == counted + 3
    assert client.get("/").status_code == 200  # to look is not to search
    client.cookies["sessionid"] = "somebody-else"
    assert client.get("/search/?q=A").status_code == 200


def test_changes_are_counted_by_themselves_and_refused_as_the_client_wants_it(client: Client) -> None:
    client.cookies["sessionid"] = "somebody"
    for _ in range(3):
        client.cookies["sessionid"] = "somebody"
        answer = client.post("/watchlist/add/", {"symbol": "AAPL"}, headers={"Accept": "application/json"})
    assert answer.status_code == 429
    assert "too many changes" in answer.json()["error"]
    client.cookies["sessionid"] = "somebody"
    page = client.post("/watchlist/clear/", headers=PAGE)
    assert page.status_code == 429
    assert "too many changes" in page.content.decode()
    assert client.get("/search/?q=A").status_code == 200


def test_a_class_behind_one_address_is_served_and_who_makes_up_cookies_is_not_for_ever(client: Client) -> None:
    found = []
    for number in range(BROWSERS_AT_AN_ADDRESS * 3 + 1):
        client.cookies["sessionid"] = f"made-up-{number}"
        found.append(client.get("/search/?q=A").status_code)
    assert found == [200] * BROWSERS_AT_AN_ADDRESS * 3 + [429]
    assert client.get("/search/?q=A", REMOTE_ADDR="203.0.113.7").status_code == 200
    client.cookies.clear()
    assert client.get("/search/?q=A").status_code == 429


def test_a_browser_that_is_refused_takes_nothing_from_the_others_of_its_address(client: Client) -> None:
    client.cookies["sessionid"] = "never-stops"
    found = [client.get("/search/?q=A").status_code for _ in range(BROWSERS_AT_AN_ADDRESS * 3 + 1)]
    assert set(found[3:]) == {429}
    client.cookies["sessionid"] = "a-colleague"
    assert client.get("/search/?q=A").status_code == 200


def test_who_is_refused_for_the_address_leaves_no_key_behind(client: Client, redis: Redis) -> None:
    for number in range(BROWSERS_AT_AN_ADDRESS * 3 + 20):
        client.cookies["sessionid"] = f"made-up-{number}"
        client.get("/search/?q=A")
    assert len([key for key in redis.scan_iter() if b":limits:" in key]) == BROWSERS_AT_AN_ADDRESS * 3 + 1


def test_no_session_stands_in_redis_and_every_counter_runs_out(client: Client, redis: Redis) -> None:
    client.cookies["sessionid"] = "a-secret-of-its-visitor"
    client.get("/search/?q=A")
    counters = [key for key in redis.scan_iter() if b":limits:" in key]
    assert len(counters) == 2
    assert not any(b"a-secret" in key for key in counters)
    assert all(0 < redis.ttl(key) <= 120 for key in counters)


def test_zero_is_without_end(client: Client, settings: Settings) -> None:
    settings.SEARCHES_PER_MINUTE = 0
    assert {client.get("/search/?q=A").status_code for _ in range(10)} == {200}


def test_without_redis_everybody_is_served_and_the_log_says_so_once(
    client: Client, redis_away: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert {client.get("/search/?q=A").status_code for _ in range(10)} == {200}
    assert caplog.text.count("are not counted: Redis is away") == 1
