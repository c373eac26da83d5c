"""The product's processes, started as an operator starts them, with a Redis and a database of their own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString, Self

import httpx
import psycopg
from redis import Redis

from live.polling.keys import Keys
from tests import databases
from tests.environment import ROOT, RUN_DIR, start_redis
from tests.ports import free_port

KEYS = Keys("stocker", "simulated")
# As the first product of this run of tests found it; made once, for it takes three seconds. On PostgreSQL a
# database of this name is.
STARTING_DATABASE = RUN_DIR / "starting.sqlite3"
# On a machine that has ten times as much to do as it can.
START_SECONDS = 120.0
STOP_SECONDS = 60.0
# How long a test waits for anything; it costs nothing where all is well.
PATIENCE = 120.0
WORKER = ["worker", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Product:
    """A run directory, its Redis and its database with the starting catalogue; processes as a test starts them."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="product-", dir=RUN_DIR))
        self.database = self.folder.name.replace("-", "_")
        self.redis_socket = self.folder / "redis.sock"
        self.port = free_port()
        self.environment = os.environ | {
            "RUN_DIR": str(self.folder),
            "DATABASE_URL": databases.url(self.database),
            "REDIS_URL": f"unix://{self.redis_socket}?db=0",
            "PORT": str(self.port),
            "LOG_FORMAT": "text",
            **settings,
        }
        self._redis = start_redis(self.redis_socket)
        self._processes: list[tuple[subprocess.Popen[bytes], Path]] = []

    def __enter__(self) -> Self:
        if not STARTING_DATABASE.exists():
            own = self.environment["DATABASE_URL"]
            if databases.SERVER:
                databases.create("starting")
                self.environment["DATABASE_URL"] = databases.url("starting")
            for command in ("migrate", "load_starting_catalogue"):
                self.run("manage.py", command, "--verbosity", "0")
            self.environment["DATABASE_URL"] = own
            if databases.SERVER:
                STARTING_DATABASE.touch()
            else:
                (self.folder / "db.sqlite3").rename(STARTING_DATABASE)
        if databases.SERVER:
            databases.create(self.database, like="starting")
        else:
            shutil.copy(STARTING_DATABASE, self.folder / "db.sqlite3")
        return self

    def __exit__(self, *_: object) -> None:
        self.end_processes()
        self._redis.terminate()
        self._redis.wait()
        if databases.SERVER:
            databases.drop(self.database)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> str:
        """Run one command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{len(self._processes)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )
        self._processes.append((process, log))
        return process

    def workers(self, count: int = 1) -> list[subprocess.Popen[bytes]]:
        command = ["-m", "celery", "-A", "stocker", *WORKER, "-Q", "poll,slow"]
        return [self.start(*command, "-n", f"worker-{n}") for n in range(count)]

    def beats(self, count: int = 1) -> list[subprocess.Popen[bytes]]:
        command = ["-m", "celery", "-A", "stocker", "beat", "--pidfile", ""]
        return [self.start(*command, "--schedule", str(self.folder / f"beat-{n}")) for n in range(count)]

    def web(self) -> subprocess.Popen[bytes]:
        """Start the server; returns when it answers."""
        process = self.start("-m", "stocker.serve")
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                if httpx.get(f"http://{self.address}/healthz").is_success:
                    return process
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(self.logs())

    def end_processes(self) -> None:
        """End in good order whatever runs; Redis and the database stay."""
        for process, _ in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process, _ in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def kill(self, word: str) -> None:
        """End, without a word, every process that was started with this word in its command."""
        for process, _ in self._processes:
            if word in process.args and process.poll() is None:  # type: ignore[operator]
                process.kill()
                process.wait()

    def freeze_redis(self) -> None:
        """Redis keeps its connections and answers nothing."""
        self._redis.send_signal(signal.SIGSTOP)

    def thaw_redis(self) -> None:
        self._redis.send_signal(signal.SIGCONT)

    def kill_redis(self) -> None:
        """Redis ends without a word; another, empty, takes its place."""
        self._redis.kill()
        self._redis.wait()
        self._redis = start_redis(self.redis_socket)

    def execute(self, statement: LiteralString) -> list[tuple[Any, ...]]:
        """One statement on its database, beside whatever runs; the rows that it gives."""
        if databases.SERVER:
            with psycopg.connect(databases.url(self.database)) as server:
                done = server.execute(statement)
                return done.fetchall() if done.description else []
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as file, file:
            return file.execute(statement).fetchall()

    def count(self, table: LiteralString) -> int:
        """The rows of a table of its database."""
        return int(self.execute(f"SELECT count(*) FROM {table}")[0][0])

    def redis(self) -> Redis:
        return Redis(unix_socket_path=str(self.redis_socket))

    def logs(self) -> str:
        return "\n".join(log.read_text() for _, log in self._processes)


def lease(redis: Redis, *symbols: str) -> None:
    """These symbols are watched, without a web process that renews it and without an end."""
    redis.hset(KEYS.lease("test"), mapping=dict.fromkeys(symbols, 1))
    redis.sadd(KEYS.leases, "test")
