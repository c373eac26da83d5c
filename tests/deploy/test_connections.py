"""How many connections to PostgreSQL pages hold, which by itself admits a hundred."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.cluster import cluster
from tests.deploy.commands import Commands
from tests.environment import REDIS_SOCKET, ROOT
from tests.ports import free_port

PAGES = 60
OPEN = (
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    " AND datname = current_database()"
)


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
            answers = [page.status_code for page in visitors.map(lambda _: httpx.get(address), range(PAGES))]
        assert answers == [200] * PAGES
        with psycopg.connect(url) as watching:
            held = watching.execute(OPEN).fetchone()
        server.end(process)
    assert held is not None
    assert held[0] < PAGES / 4
