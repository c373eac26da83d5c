"""The latest quotes for programs."""

import pytest
from django.test import Client
from redis import Redis

from live.polling import connection
from tests.live.watched import keep, leased, quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers")]


def test_the_interface_answers_quotes_and_names_what_it_does_not_know(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    answer = client.get("/api/quotes/", {"symbols": "aapl, MSFT,ZZZ"}).json()
    assert [(each["symbol"], each["state"]) for each in answer["quotes"]] == [("AAPL", "fresh"), ("MSFT", "waiting")]
    assert answer["unknown"] == ["ZZZ"]
    assert leased(redis) == {b"AAPL", b"MSFT"}


@pytest.mark.parametrize("asked", ["", ",,", ",".join(f"A{n}" for n in range(51))])
def test_the_interface_refuses_none_and_too_many_in_words(client: Client, asked: str) -> None:
    answer = client.get("/api/quotes/", {"symbols": asked})
    assert answer.status_code == 400
    assert "1 to 50 symbols" in answer.json()["error"]


def test_session_cookies_that_were_made_up_count_as_the_one_address_they_come_from(
    client: Client, redis: Redis
) -> None:
    for forged in ("a" * 32, "b" * 32, "x" * 3000):
        client.cookies["sessionid"] = forged
        client.get("/api/quotes/?symbols=AAPL")
    assert redis.smembers(connection.keys().leases) == {b"visit:127.0.0.1"}


def test_no_name_in_redis_tells_the_key_of_a_session(client: Client, redis: Redis) -> None:
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    client.get("/api/quotes/?symbols=AAPL")
    key = client.session.session_key
    assert key
    assert len(redis.smembers(connection.keys().leases)) == 1
    assert not [name for name in (*redis.keys(), *redis.smembers(connection.keys().leases)) if key.encode() in name]
