"""A Redis of the operator's own: behind TLS and a password, and one that moves to another machine."""

import asyncio
import contextlib
import json
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import websockets
from redis import Redis, RedisError

from tests.certificates import Certificates
from tests.flows.product import PATIENCE, Product
from tests.ports import free_port
from tests.programs import found
from tests.simulator import Simulator

PASSWORD, SENTINEL_PASSWORD = "pa#ss/wo?rd", "another"
WRITTEN = "pa%23ss%2Fwo%3Frd"
pytestmark = pytest.mark.needs("redis-server")


class Servers:
    """Redis servers and Sentinels at ports of 127.0.0.1; all end with the block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.processes: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, port: int, *lines: str, sentinel: bool = False) -> None:
        # Sentinels write into their file what they learn.
        file = self._folder / f"{port}.conf"
        shared = (
            [] if sentinel else ['save ""', "appendonly no", f'requirepass "{PASSWORD}"', f'masterauth "{PASSWORD}"']
        )
        file.write_text("\n".join([f"port {port}", "bind 127.0.0.1", f"dir {self._folder}", *shared, *lines, ""]))
        command = [found("redis-server"), str(file), *(["--sentinel"] if sentinel else [])]
        self.processes[port] = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def end(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    servers = Servers(tmp_path)
    yield servers
    servers.end()


def until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(RedisError, OSError):
            if true():
                return
        assert time.monotonic() < end
        time.sleep(0.05)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def next_of(socket: websockets.ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            if message["type"] == kind and (kind != "quotes" or message["quotes"]):
                return message


def open_socket(product: Product) -> websockets.connect:
    return websockets.connect(f"ws://{product.address}/ws/live/?symbols=AAPL", open_timeout=PATIENCE, max_queue=None)


def started(simulator: Simulator, **settings: str) -> Product:
    return Product(ALPHAVANTAGE_BASE_URL=simulator.base_url, POLL_SECONDS="1", **settings)


async def test_prices_arrive_over_tls_with_a_password_that_no_log_repeats(
    simulator: Simulator, servers: Servers, certificates: Certificates
) -> None:
    port = free_port()
    tls = [
        f"tls-port {port}",
        f"tls-cert-file {certificates.certificate}",
        f"tls-key-file {certificates.key}",
        f"tls-ca-cert-file {certificates.authority}",
        "tls-auth-clients no",
    ]
    servers.start(0, *tls)
    url = f"rediss://:{WRITTEN}@localhost:{port}/0?ssl_ca_certs={certificates.authority}"
    until(lambda: Redis.from_url(url).ping())
    with started(simulator, REDIS_URL=url) as product:
        product.workers()
        product.beats()
        product.web()
        async with open_socket(product) as socket:
            for _ in range(2):
                assert (await next_of(socket, "quotes"))["quotes"][0]["price"]
        assert "purged" in product.run("-m", "celery", "-A", "stocker", "purge", "-f").lower()
        product.end_processes()
        logs = product.logs()
    assert "Traceback" not in logs
    assert PASSWORD not in logs
    assert WRITTEN not in logs


async def test_the_live_loop_goes_on_after_the_redis_behind_sentinels_has_died(
    simulator: Simulator, servers: Servers
) -> None:
    first, second = free_port(), free_port()
    servers.start(first)
    servers.start(second, f"replicaof 127.0.0.1 {first}")
    sentinels = [free_port() for _ in range(3)]
    for port in sentinels:
        servers.start(
            port,
            f"sentinel monitor mymaster 127.0.0.1 {first} 2",
            f'sentinel auth-pass mymaster "{PASSWORD}"',
            "sentinel down-after-milliseconds mymaster 1000",
            "sentinel failover-timeout mymaster 5000",
            f"requirepass {SENTINEL_PASSWORD}",
            f"sentinel sentinel-pass {SENTINEL_PASSWORD}",
            sentinel=True,
        )
    watch = [Redis(port=port, password=SENTINEL_PASSWORD) for port in sentinels]

    def agreed() -> bool:
        states = [one.sentinel_master("mymaster") for one in watch]
        return all(state["num-slaves"] == 1 and state["num-other-sentinels"] == 2 for state in states)

    until(agreed)
    # The first named is away from the beginning: the next is asked.
    hosts = ",".join(f"127.0.0.1:{port}" for port in [free_port(), *sentinels])
    url = f"sentinel://:{WRITTEN}@{hosts}/mymaster/0?sentinel_password={SENTINEL_PASSWORD}"
    with started(simulator, REDIS_URL=url) as product:
        product.workers()
        product.beats()
        product.web()
        async with open_socket(product) as socket:
            await next_of(socket, "quotes")
            servers.processes[first].kill()
            # In a thread, so that the socket answers meanwhile.
            await asyncio.to_thread(
                until, lambda: all(one.sentinel_get_master_addr_by_name("mymaster")[1] == second for one in watch)
            )
            moved = time.time()
            try:
                while moment((await next_of(socket, "quotes"))["quotes"][0]["fetched_at"]).timestamp() < moved:
                    pass
            except TimeoutError:
                pytest.fail(product.logs())
            assert socket.close_code is None
        product.end_processes()
        logs = product.logs()
    assert PASSWORD not in logs
    assert WRITTEN not in logs
