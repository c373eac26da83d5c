"""The whole product with recognisable secrets, some of its parts failing: none is written down anywhere."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import psutil
import psycopg
import pytest
from psycopg import sql
from redis import Redis

from live.polling.keys import Keys
from live.providers.secret import anywhere
from tests.cluster import cluster
from tests.flows.product import Product
from tests.live.finnhub import server as fake
from tests.provider_server import Answer
from tests.simulator import Simulator

Simulators = Callable[..., Simulator]

KEY = "Zq7K3Yrecognisable9W"
FINNHUB_KEY = "f1nnK3Yrecognisable7Q"
REDIS_PASSWORD = "r3d!s/recognisable+ <word>"
DATABASE_PASSWORD = "d8b@se/recognisable+ <word>"
METRICS_TOKEN = "m3trics-recognisable-token-of-the-operator"
SECRET_KEY = "s3cr3t&recognisable'key-" + "which is as long as Django wants it to be"
SECRETS = (KEY, FINNHUB_KEY, REDIS_PASSWORD, DATABASE_PASSWORD, METRICS_TOKEN, SECRET_KEY)
# Where a secret is cut, or only a part of it is told.
FRAGMENTS = [text[:10] for text in SECRETS]
SECONDS = 120.0
PAGES = ["/", "/?q=bank", "/stocks/AAPL/", "/status/", "/market-cap/", "/admin/login/", "/no/such/page/", "/metrics"]
PAGES += ["/readyz", "/healthz", "/api/quotes/?symbols=AAPL", "/service-worker.js", "/l/AAPL/?embed"]


def assert_clean(where: str, text: str) -> None:
    for secret in (*SECRETS, *FRAGMENTS):
        found = anywhere(secret).search(text)
        assert found is None, f"{where}: {text[max(0, found.start() - 300) : found.end() + 100]}"


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database whose owner has the password, as the server's first user has it."""
    with cluster() as server, psycopg.connect(server, autocommit=True) as first:
        first.execute(sql.SQL("CREATE ROLE owner LOGIN PASSWORD {}").format(DATABASE_PASSWORD))
        first.execute("CREATE DATABASE secrets OWNER owner")
        yield server


@contextmanager
def whole_product(database: str, **settings: str) -> Iterator[tuple[Product, Redis, psutil.Process]]:
    """Started by `up`, with its secrets in files and the pages of errors that are for developers."""
    with Product(DEBUG="yes", ALPHAVANTAGE_PLAN="1200", **settings) as product:
        with product.redis() as redis:
            redis.config_set("requirepass", REDIS_PASSWORD)
        address = urlsplit(database).netloc.split("@")[1]
        secrets = {
            "SECRET_KEY": SECRET_KEY,
            "ALPHAVANTAGE_API_KEY": KEY,
            "FINNHUB_API_KEY": FINNHUB_KEY,
            "METRICS_TOKEN": METRICS_TOKEN,
            "REDIS_URL": f"unix://:{quote(REDIS_PASSWORD, safe='')}@{product.redis_socket}?db=0",
            "DATABASE_URL": f"postgres://owner:{quote(DATABASE_PASSWORD, safe='')}@{address}/secrets",
        }
        for name, text in secrets.items():
            file = product.folder / f"{name.lower()}.secret"
            file.write_text(f"{text}\n")
            product.environment |= {name: "", f"{name}_FILE": str(file)}
        started = product.start("manage.py", "up")
        with Redis(unix_socket_path=str(product.redis_socket), password=REDIS_PASSWORD) as redis:
            yield product, redis, psutil.Process(started.pid)


def said(product: Product, words: str, seconds: float = SECONDS) -> None:
    until = time.monotonic() + seconds
    while words not in product.logs():
        assert time.monotonic() < until, product.logs()
        time.sleep(0.1)


def look(product: Product, client: httpx.Client, pages: list[str]) -> dict[str, int]:
    """Every page without a secret; the status of each."""
    statuses = {}
    for path in pages:
        answer = client.get(path)
        assert_clean(path, f"{answer.headers} {answer.text}")
        statuses[path] = answer.status_code
    return statuses


def everything_in(redis: Redis) -> str:
    """Each key with what is kept there, in the databases of the prices and of the queues."""
    read = {b"string": "GET", b"hash": "HGETALL", b"set": "SMEMBERS", b"list": "LRANGE", b"zset": "ZRANGE"}
    found = []
    for database in (0, 1):
        redis.execute_command("SELECT", database)
        for key in redis.scan_iter():
            kind = redis.type(key)
            if kind not in read:
                continue  # it has run out since
            ends = (0, -1) if kind in (b"list", b"zset") else ()
            found.append(f"{key!r} {redis.execute_command(read[kind], key, *ends)!r}")
    redis.execute_command("SELECT", 0)
    return "\n".join(found)


def files_of(product: Product) -> dict[str, str]:
    some = (file for file in product.folder.rglob("*") if file.is_file() and file.suffix != ".secret")
    return {str(file): _text(file) for file in some if "static" not in file.parts}


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("latin1")
    except FileNotFoundError:  # gone meanwhile, as a journal of SQLite goes
        return ""


def look_at_metrics(client: httpx.Client) -> None:
    """Once they tell of both providers: workers report theirs every few seconds."""
    until, told = time.monotonic() + SECONDS, set[str]()
    while not told >= {"alphavantage", "finnhub"}:
        assert time.monotonic() < until, told
        time.sleep(0.2)
        metrics = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        assert metrics.status_code == 200
        told = set(re.findall(r'stocker_provider_requests_total{[^}]*source="(\w+)"', metrics.text))
        assert_clean("/metrics", f"{metrics.headers} {metrics.text}")


@pytest.mark.needs("initdb")
def test_no_secret_is_in_any_command_log_page_file_or_redis_key(simulators: Simulators, database: str) -> None:
    simulator = simulators(plan="1200")
    with (
        fake.finnhub() as finnhub,
        whole_product(database, ALPHAVANTAGE_BASE_URL=simulator.base_url, FINNHUB_BASE_URL=finnhub.base_url) as (
            product,
            redis,
            started,
        ),
    ):
        finnhub.key = FINNHUB_KEY
        said(product, "Stocker is at")
        keys = Keys("stocker", "alphavantage")
        redis.hset(keys.lease("test"), mapping={"AAPL": 1, "KO": 1})
        redis.sadd(keys.leases, "test")
        said(product, "the provider Alpha Vantage answers")
        with httpx.Client(base_url=f"http://{product.address}", timeout=SECONDS) as client:
            statuses = look(product, client, PAGES)
            assert (statuses["/"], statuses["/no/such/page/"], statuses["/metrics"]) == (200, 404, 403)
            fail_in_every_way(product, redis, database, simulator, finnhub, client)
            look_at_metrics(client)
        commands = [started, *started.children(recursive=True)]
        assert len(commands) > 4
        for process in commands:
            with suppress(psutil.NoSuchProcess):  # some run once in a while
                assert_clean("a command", repr(process.cmdline()))
        assert_clean("Redis", everything_in(redis))
        assert_clean("celery report", product.run("-m", "celery", "-A", "stocker", "report"))
        assert_clean("celery inspect", inspected(product))
        product.end_processes()
        assert "recognisable" not in product.logs()
        for name, text in files_of(product).items():
            assert_clean(name, text)


def inspected(product: Product) -> str:
    """What the worker says of its settings: a busy one may not within the second that is asked for."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with suppress(subprocess.CalledProcessError):
            return product.run("-m", "celery", "-A", "stocker", "inspect", "conf")
    pytest.fail("no worker answered")


def fail_in_every_way(
    product: Product, redis: Redis, database: str, simulator: Simulator, finnhub: fake.Finnhub, client: httpx.Client
) -> None:
    """The providers, Redis's password and the database, each of which has a secret in its hands."""
    finnhub.refusal = Answer({"error": f"Invalid API key {FINNHUB_KEY}"}, status=401)
    simulator.fault("outage")
    said(product, "the provider Alpha Vantage: ")
    said(product, "the provider Finnhub: ")
    redis.config_set("requirepass", "another")
    redis.client_kill_filter(_type="normal", skipme=True)
    redis.client_kill_filter(_type="pubsub", skipme=True)
    said(product, "Redis is away")
    look(product, client, ["/", "/readyz", "/status/"])
    redis.config_set("requirepass", REDIS_PASSWORD)
    product.run("manage.py", "shell", "-c", RENAME.format("tickers_ticker", "away"))
    answer = client.get("/stocks/AAPL/")
    assert answer.status_code == 500
    assert "Traceback" in answer.text  # the page for developers, with settings and variables
    assert "REDIS" in answer.text
    assert_clean("the page of an error", answer.text)
    as_text = client.get("/stocks/AAPL/", headers={"Accept": "text/plain"})
    assert_clean("the text of an error", as_text.text)
    product.run("manage.py", "shell", "-c", RENAME.format("away", "tickers_ticker"))
    with psycopg.connect(database, autocommit=True) as first:
        first.execute("ALTER ROLE owner PASSWORD 'another'")
        first.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'owner'")
        statuses = look(product, client, ["/", "/stocks/AAPL/", "/readyz", "/status/", "/metrics"])
        assert 200 not in (statuses["/stocks/AAPL/"], statuses["/readyz"])
        first.execute(sql.SQL("ALTER ROLE owner PASSWORD {}").format(DATABASE_PASSWORD))


RENAME = "from django.db import connection; connection.cursor().execute('ALTER TABLE {} RENAME TO {}')"
