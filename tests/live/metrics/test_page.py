"""`/metrics` as Prometheus reads it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from redis import Redis

from live import clock
from live.alphavantage.plans import Plan
from live.metrics import names, shared, tally
from live.metrics.shared import Growth
from live.metrics.tally import Series
from live.polling import connection, leases
from live.quotes import State
from tests.environment import ROOT
from tests.live.watched import keep, polled, quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers")]

Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(client: Client) -> Samples:
    """Value by name and the values of the labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def told(redis: Redis, name: str, grown: dict[Series, float], gauges: dict[Series, float]) -> None:
    shared.tell(redis, connection.keys(), name, gauges, Growth(1, grown))


def test_every_metric_is_told_with_its_words(client: Client) -> None:
    body = client.get("/metrics").content.decode()
    for metric in names.ALL:
        assert f"# HELP {metric.name} {metric.words}" in body


def test_what_processes_counted_is_summed(client: Client, redis: Redis) -> None:
    asked = Series(names.PROVIDER_REQUESTS.name, ("alphavantage", "GLOBAL_QUOTE", "ok"))
    other = Series(names.PROVIDER_REQUESTS.name, ("finnhub", "quote", "ok"))
    told(redis, "worker", {asked: 7, other: 9}, {Series(names.PROCESSES.name, ("poll",)): 1})
    told(redis, "web 1", {Series(names.DELIVERIES.name, ("quotes",)): 100}, {Series(names.VIEWERS.name): 3})
    told(redis, "web 2", {Series(names.DELIVERIES.name, ("quotes",)): 50}, {Series(names.VIEWERS.name): 2})
    found = samples(client)
    requests = {key[1]: value for key, value in found.items() if key[0] == "stocker_provider_requests_total"}
    assert requests == {("GLOBAL_QUOTE", "ok", "alphavantage"): 7, ("quote", "ok", "finnhub"): 9}
    assert found["stocker_deliveries_total", ("quotes",)] == 150
    assert found["stocker_viewers", ()] == 5
    assert found["stocker_processes", ("poll",)] == 1
    assert found["stocker_slow_readers_dropped_total", ()] == 0  # there before the first


def test_a_histogram_adds_up(client: Client, redis: Redis) -> None:
    counting = tally.Tally()
    for seconds in (0.8, 0.9, 3.0, 100.0):
        counting.observe(names.POLL_SECONDS, seconds)
    told(redis, "worker", counting.take(), {})
    found = samples(client)
    assert [found["stocker_poll_seconds_bucket", (end,)] for end in ("0.5", "1.0", "5.0", "60.0", "+Inf")] == [
        0,
        2,
        3,
        3,
        4,
    ]
    assert (found["stocker_poll_seconds_count", ()], found["stocker_poll_seconds_sum", ()]) == (4, pytest.approx(104.7))


@pytest.mark.usefixtures("standing")
def test_how_prices_and_budget_stand(client: Client, redis: Redis, settings: Settings) -> None:
    settings.PLAN = Plan.chosen(key="", name="75")
    now, keys = clock.now(), connection.keys()
    polled(redis, now - timedelta(seconds=4), provider="burst")
    leases.write(redis, keys, "web", {"AAPL": 3, "MSFT": 1}, 30, {"TSCO.LON": 1})
    keep(redis, quote("AAPL", fetched_at=now - timedelta(seconds=40)), quote("MSFT", state=State.ERROR))
    redis.zadd(keys.budget("refresh"), {"a": now.timestamp() - 5, "b": now.timestamp() - 50, "c": now.timestamp() - 70})
    redis.zadd(keys.budget("insight"), {"d": now.timestamp() - 1})
    found = samples(client)
    assert found["stocker_up", ("redis",)] == found["stocker_up", ("database",)] == 1
    assert found["stocker_poll_age_seconds", ()] == pytest.approx(4)
    assert [found["stocker_provider_state", ("simulated", state)] for state in ("ok", "burst", "unreachable")] == [
        0,
        1,
        0,
    ]
    assert [found["stocker_watched_symbols", (by,)] for by in ("picks", "boards")] == [2, 1]
    assert [found["stocker_watched_quotes", (state.value,)] for state in (State.FRESH, State.ERROR)] == [1, 1]
    assert found["stocker_oldest_watched_quote_age_seconds", ()] == pytest.approx(40)
    minute = [found[f"stocker_budget_{what}", ("simulated", "minute")] for what in ("limit", "used", "left")]
    assert minute == [71, 3, 68]
    assert ("stocker_budget_limit", ("simulated", "day")) not in found


def test_requests_are_counted_by_view_and_never_by_address(client: Client) -> None:
    tally.take()
    for path in (
        "/stocks/AAPL/",
        "/stocks/MSFT/",
        "/stocks/NO-SUCH/",
        "/wp-login.php",
        "/admin/login/",
        "/static/x.css",
    ):
        client.get(path)
    grown = {series.labels: by for series, by in tally.take().items() if series.name == names.HTTP_REQUESTS.name}
    assert grown == {
        ("stock", "200"): 2,
        ("stock", "404"): 1,
        ("none", "404"): 1,
        ("admin", "200"): 1,
        ("static", "404"): 1,
    }


def test_it_holds_no_symbol_no_address_and_no_secret(client: Client, redis: Redis, settings: Settings) -> None:
    settings.ALPHAVANTAGE_API_KEY, settings.METRICS_TOKEN = "K3Y-OF-THE-OPERATOR", "T0KEN-OF-THE-OPERATOR"
    polled(redis, clock.now())
    leases.write(redis, connection.keys(), "visit:198.51.100.7", {"AAPL": 1}, 30)
    keep(redis, quote("AAPL"))
    client.get("/stocks/AAPL/", REMOTE_ADDR="198.51.100.7")
    body = client.get("/metrics", headers={"Authorization": "Bearer T0KEN-OF-THE-OPERATOR"}).content.decode()
    assert "stocker_watched_symbols" in body
    secrets = (settings.ALPHAVANTAGE_API_KEY, settings.METRICS_TOKEN, settings.SECRET_KEY, settings.REDIS.data)
    assert [text for text in ("AAPL", "198.51.100.7", *secrets) if text in body] == []


def test_a_stranger_is_refused_in_words(client: Client, settings: Settings) -> None:
    refused = client.get("/metrics", REMOTE_ADDR="203.0.113.9")
    assert refused.status_code == 403
    assert "METRICS_TOKEN" in refused.content.decode()


def test_without_redis_counts_are_left_out_rather_than_told_in_part(client: Client, redis_away: None) -> None:
    found = samples(client)
    assert (found["stocker_up", ("redis",)], found["stocker_up", ("database",)]) == (0, 1)
    assert {name for name, _ in found} == {"stocker_up", "stocker_build_info"}


def test_the_handbook_names_every_metric_and_no_other() -> None:
    text = (ROOT / "docs" / "observe.md").read_text()
    assert re.findall(r"^\| `(stocker_\w+)` \|", text, re.MULTILINE) == [metric.name for metric in names.ALL]
