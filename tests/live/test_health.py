"""What monitors are told, and what is left when Redis is away."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.db import connection as database
from django.test import Client
from redis import Redis

from live import clock
from live.metrics import names, shared
from live.metrics.shared import Growth
from live.metrics.tally import Series
from live.polling import connection
from tests.live.watched import pick, polled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers", "standing")]


def test_a_process_that_lives_says_ok(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_it_is_ready_when_polls_go_on(client: Client, redis: Redis) -> None:
    polled(redis, clock.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["last_poll_seconds"] < 10


def test_it_is_not_ready_without_polls_and_says_what_is_wrong(client: Client, redis: Redis) -> None:
    never = client.get("/readyz")
    polled(redis, clock.now() - timedelta(minutes=3))
    silent = client.get("/readyz")
    assert (never.status_code, silent.status_code) == (503, 503)
    assert never.json()["problems"] == ["nothing was polled yet: beat and a worker of the queue poll cannot be seen"]
    assert "the last poll was 180 s ago" in silent.json()["problems"][0]


def test_it_says_which_process_is_missing(client: Client, redis: Redis) -> None:
    polled(redis, clock.now() - timedelta(minutes=3))
    shared.tell(redis, connection.keys(), "beat", {Series(names.PROCESSES.name, ("beat",)): 1}, Growth(1, {}))
    [problem] = client.get("/readyz").json()["problems"]
    assert problem == "the last poll was 180 s ago: a worker of the queue poll cannot be seen"


def test_it_says_what_is_wrong_with_each_part(client: Client, redis_away: None) -> None:
    def away(*_: Any) -> None:
        raise DatabaseError("the disk is gone")

    with database.execute_wrapper(away):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "database": False,
        "redis": False,
        "last_poll_seconds": None,
        "problems": ["the database does not answer: DatabaseError", "Redis does not answer"],
    }


def test_without_redis_the_page_renders_and_says_that_updates_are_away(client: Client, redis_away: None) -> None:
    pick(client, "AAPL")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Live updates are away." in answer.content.decode()
    assert client.get("/stocks/AAPL/").status_code == 200
    assert client.get("/readyz").json()["problems"] == ["Redis does not answer"]
