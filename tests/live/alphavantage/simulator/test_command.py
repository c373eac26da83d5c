"""The simulator as a process: how it starts, speaks HTTP and ends."""

import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from redis import Redis

from live.management.commands.simulate_alphavantage import TickerCatalogue
from tests.environment import ROOT
from tests.simulator import Simulator
from tickers.models import Ticker

Start = Callable[..., Simulator]

# Stands still, so that two runs can be compared.
FROZEN = {"CLOCK": "2026-11-19T20:00Z@0.000001"}


@pytest.fixture(scope="module")
def serving() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.stop()


def test_it_says_one_line_and_stops_without_a_trace(simulator: Simulator) -> None:
    assert simulator.started == f"simulator: plan 1200 (realtime, bulk), on {simulator.base_url}"
    assert simulator.stop() == 0
    assert simulator.errors.read_text() == ""


def test_it_stops_while_a_request_waits(simulator: Simulator) -> None:
    simulator.fault("slow", seconds=600)
    with _connected(simulator) as raw:
        raw.sendall(b"GET /query?function=GLOBAL_QUOTE&symbol=KO&apikey=x HTTP/1.1\r\nHost: x\r\n\r\n")
        while not simulator.requests():
            pass
        assert simulator.stop() == 0
        assert raw.recv(100) == b""
    assert simulator.errors.read_text() == ""


def test_prices_are_the_same_after_a_restart(simulators: Start, tmp_path: Path) -> None:
    bodies = []
    for _ in range(2):
        simulator = simulators(environment=FROZEN | {"RUN_DIR": str(tmp_path)})
        bodies.append(simulator.query("REALTIME_BULK_QUOTES", symbol="AAPL,MSFT,BRK-B").json())
        simulator.stop()
    assert bodies[0] == bodies[1]
    assert bodies[0]["data"][0]["timestamp"].startswith("2026-11-19 1")


def test_a_port_in_use_is_one_clear_line(simulator: Simulator) -> None:
    port = urlsplit(simulator.base_url).port
    second = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "simulate_alphavantage", "--port", str(port)],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr.decode().splitlines() == [
        f"CommandError: simulator: port {port} is in use; choose another with --port"
    ]


def test_faults_can_be_given_at_the_start(simulators: Start) -> None:
    simulator = simulators(faults=("outage times=1", "slow seconds=0.1 symbols=IBM"))
    assert [fault["kind"] for fault in simulator.faults()] == ["outage", "slow"]
    assert simulator.query("OVERVIEW", symbol="KO").status_code == 503
    assert simulator.query("OVERVIEW", symbol="KO").status_code == 200


def test_http_as_the_provider_speaks_it(simulator: Simulator) -> None:
    with httpx.Client(base_url=simulator.base_url, timeout=60) as client:
        asked = {"function": "GLOBAL_QUOTE", "symbol": "KO", "apikey": "x"}
        packed = client.get("/query", params=asked)
        plain = client.get("/query", params=asked, headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["transfer-encoding"] == "chunked"
        assert "content-encoding" not in plain.headers
        assert packed.text == plain.text
        assert plain.text.startswith('{\n    "Global Quote": {\n        "01. symbol": "KO"')
        assert client.get("/query", params=asked, headers={"Accept": "text/csv"}).status_code == 406
        assert client.post("/query", params=asked).status_code == 404
        assert client.get("/nowhere").status_code == 404
        assert client.post("/control/faults", json=["outage"]).status_code == 400
        assert client.post("/control/faults", content=b"{").status_code == 400
        assert client.get("/control/health").json()["status"] == "ok"
    assert simulator.requests()[-1]["outcome"] == "ok"


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"GET /query HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET /query HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"GET /" + b"A" * 70_000,
    ],
    ids=range(6),
)
def test_what_is_no_request_only_ends_its_connection(serving: Simulator, sent: bytes) -> None:
    # It may leave without having read everything.
    with _connected(serving) as raw, contextlib.suppress(ConnectionError):
        raw.sendall(sent)
        assert raw.recv(100) == b""
    assert serving.query("GLOBAL_QUOTE", symbol="KO").status_code == 200
    assert serving.errors.read_text() == ""


def test_without_a_catalogue_the_listing_is_empty_and_facts_are_made_up(simulators: Start, tmp_path: Path) -> None:
    simulator = simulators(environment={"RUN_DIR": str(tmp_path)})
    assert simulator.query("LISTING_STATUS").text == ("symbol,name,exchange,assetType,ipoDate,delistingDate,status\r\n")
    assert simulator.query("OVERVIEW", symbol="KO").json()["Symbol"] == "KO"
    assert simulator.errors.read_text().count("the catalogue cannot be read") == 1


def test_to_synchronise_with_the_simulator_changes_nothing(simulators: Start, redis: Redis, tmp_path: Path) -> None:
    environment = {"RUN_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/catalogue.sqlite3"}

    def manage(*command: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=os.environ | environment | more,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    manage("migrate", "-v", "0")
    manage("load_starting_catalogue")
    simulator = simulators(environment=environment)
    counts = manage("sync_tickers", ALPHAVANTAGE_BASE_URL=simulator.base_url)
    assert re.search(r"\b0 added, 0 changed, [1-9]\d* unchanged, 0 deactivated, 0 skipped", counts)
    assert simulator.query("OVERVIEW", symbol="SPY").json() == {}
    assert simulator.query("ETF_PROFILE", symbol="SPY").json() != {}


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_offers_the_active_tickers_of_us_exchanges() -> None:
    Ticker.objects.all().delete()
    for symbol, exchange, active in [("KO", "NYSE", True), ("OLD", "NYSE", False), ("TSCO.LON", "LSE", True)]:
        Ticker.objects.create(symbol=symbol, name=symbol, exchange=exchange, active=active)
    catalogue = TickerCatalogue()
    assert [listed.symbol for listed in catalogue.listed(active=True)] == ["KO"]
    assert [listed.symbol for listed in catalogue.listed(active=False)] == ["OLD"]
    assert catalogue.find("TSCO.LON") is not None
    assert catalogue.find("NONE") is None


def _connected(simulator: Simulator) -> socket.socket:
    address = urlsplit(simulator.base_url)
    return socket.create_connection((address.hostname, address.port), timeout=60)
