"""How many connections to PostgreSQL pages hold, which by itself admits a hundred."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.cluster import cluster
from tests.deploy.commands import PATIENCE, Commands
from tests.environment import REDIS_SOCKET, ROOT
from tests.ports import free_port

PAGES = 60
OPEN = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    " AND datname = current_database()"
)


def open_now(watching: psycopg.Connection) -> int:
    row = watching.execute(OPEN).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.needs("initdb")
def test_a_page_gives_its_connection_back(tmp_path: Path) -> None:
    port = free_port()
    own = {"SECRET_KEY": "a secret", "DRAIN_SECONDS": "0", "REDIS_URL": f"unix://{REDIS_SOCKET}"}
    with (
        cluster() as url,
        Commands(ROOT, tmp_path, RUN_DIR=str(tmp_path), PORT=str(port), DATABASE_URL=url, **own) as server,
    ):
        server.run("python manage.py migrate --noinput && python manage.py load_starting_catalogue")
        process = server.start("python -m stocker.serve")
        server.answers(f"http://127.0.0.1:{port}/healthz")
        address = f"http://127.0.0.1:{port}/search/?q=apple"
        with ThreadPoolExecutor(8) as visitors:
            answers = [
                page.status_code for page in visitors.map(lambda _: httpx.get(address, timeout=PATIENCE), range(PAGES))
            ]
        assert answers == [200] * PAGES
        with psycopg.connect(url, autocommit=True) as watching:
            # PostgreSQL takes a moment to end those that were given back.
            until = time.monotonic() + 20
            while (held := open_now(watching)) >= PAGES / 4 and time.monotonic() < until:
                time.sleep(0.1)
        server.end(process)
    assert held < PAGES / 4
