"""Backups and upgrades, by the lines that docs/deploy.md has."""

import contextlib
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.cluster import cluster
from tests.deploy.commands import Commands
from tests.environment import REDIS_SOCKET, ROOT
from tests.ports import free_port
from tests.programs import ELSEWHERE

DEPLOY = (ROOT / "docs" / "deploy.md").read_text()
EARLIER = ROOT / "tests" / "deploy" / "earlier"
SECRET = "a secret of the operator's"


def lines(heading: str, number: int) -> list[str]:
    """The commands of a block, the first of a heading being 0."""
    section = DEPLOY.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```\n(.*?)```", section, re.DOTALL)[number].strip().splitlines()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with cluster() as server:
        yield server


def database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.removesuffix("/postgres") + f"/{name}"


def restored(dump: str, file: Path) -> None:
    """The database of an earlier release, as SQLite's file."""
    with contextlib.closing(sqlite3.connect(file)) as old:
        old.executescript((EARLIER / dump).read_text())


def visitor(server: Commands, port: int, query: str) -> str:
    """Which symbols, in order, somebody sees who came before the upgrade; `query` asks for the session's key."""
    key = server.run(["python", "manage.py", "shell", "--verbosity", "0", "--command", query]).strip().splitlines()[-1]
    page = server.answers(f"http://127.0.0.1:{port}/", cookies={"sessionid": key})
    assert page.status_code == 200
    return ",".join(re.findall(r'data-symbol="(\w+)"', page.text.split("<tbody")[1]))


# Sessions last 400 days: whenever this is run, that of the dump is to last.
LASTING = (
    "from django.contrib.sessions.models import Session as S; from datetime import *; "
    "S.objects.update(expire_date=datetime.now(UTC) + timedelta(1)); print(S.objects.get().session_key)"
)
ACCOUNTS = "from django.contrib.auth.models import User; print(User.objects.get().check_password('apassword'))"


def settings(**more: str) -> dict[str, str]:
    return {"SECRET_KEY": SECRET, "DRAIN_SECONDS": "0", "REDIS_URL": f"unix://{REDIS_SOCKET}", **more}


def test_make_run_takes_over_the_database_of_an_earlier_release(tmp_path: Path) -> None:
    assert lines("Upgrade", 0) == ["git pull", "make run"]
    restored("sqlite.sql", tmp_path / "db.sqlite3")
    port = free_port()
    # No price is asked for: without a simulator it needs no port 8081, at which another test's may just begin.
    own = settings(RUN_DIR=str(tmp_path), PORT=str(port), SIMULATOR_URL=f"http://127.0.0.1:{free_port()}")
    with Commands(ROOT, tmp_path / "logs", **own) as server:
        # What `make run` does when everything is installed.
        server.start("python manage.py up")
        server.answers(f"http://127.0.0.1:{port}/healthz")
        assert visitor(server, port, LASTING) == "MSFT,AAPL"
        assert "True" in server.run(["python", "manage.py", "shell", "--command", ACCOUNTS])


@pytest.mark.needs("initdb")
def test_compose_takes_over_the_database_of_an_earlier_release(postgres: str, tmp_path: Path) -> None:
    assert lines("Upgrade", 1) == ["git pull", "docker compose up --build --detach"]
    url, port = database(postgres, "upgraded"), free_port()
    with psycopg.connect(url) as old:
        old.execute((EARLIER / "postgres.sql").read_text())
    own = settings(RUN_DIR=str(tmp_path), PORT=str(port), DATABASE_URL=url)
    with Commands(ROOT, tmp_path / "logs", **own) as server:
        # What its service `migrate` does before the others start (test_containers.py).
        server.run("python manage.py migrate --noinput && python manage.py load_starting_catalogue")
        server.start("python -m stocker.serve")
        server.answers(f"http://127.0.0.1:{port}/healthz")
        assert visitor(server, port, LASTING) == "MSFT,AAPL"
        assert "True" in server.run(["python", "manage.py", "shell", "--command", ACCOUNTS])


def test_what_was_saved_of_sqlite_comes_back(tmp_path: Path) -> None:
    save, bring_back = lines("Backup", 0)
    kept = tmp_path / ".run"
    (kept / "venv" / "bin").mkdir(parents=True)
    (kept / "venv" / "bin" / "python").symlink_to(sys.executable)
    restored("sqlite.sql", kept / "db.sqlite3")
    with (
        Commands(tmp_path, tmp_path / "logs") as shell,
        contextlib.closing(sqlite3.connect(kept / "db.sqlite3")) as used,
    ):
        used.execute("PRAGMA journal_mode=WAL")
        shell.run(save)
        used.execute("DELETE FROM django_session")
        used.commit()
        shell.run(bring_back)
        assert used.execute("SELECT count(*) FROM django_session").fetchone() == (1,)


def test_without_a_backup_nothing_is_brought_back_in_the_place_of_what_there_is(tmp_path: Path) -> None:
    save, bring_back = lines("Backup", 0)
    kept = tmp_path / ".run"
    (kept / "venv" / "bin").mkdir(parents=True)
    (kept / "venv" / "bin" / "python").symlink_to(sys.executable)
    with Commands(tmp_path, tmp_path / "logs") as shell:
        with pytest.raises(AssertionError, match="unable to open database file"):
            shell.run(save)
        restored("sqlite.sql", kept / "db.sqlite3")
        with pytest.raises(AssertionError, match="unable to open database file"):
            shell.run(bring_back)
    with contextlib.closing(sqlite3.connect(kept / "db.sqlite3")) as used:
        assert used.execute("SELECT count(*) FROM django_session").fetchone() == (1,)


@pytest.mark.needs("initdb")
def test_what_was_saved_of_postgresql_comes_back(postgres: str, tmp_path: Path) -> None:
    url = database(postgres, "stocker")
    with psycopg.connect(url) as old:
        old.execute((EARLIER / "postgres.sql").read_text())
    parts = urlsplit(url)
    assert parts.password
    # What the container's environment says.
    inside = {"PGHOST": "127.0.0.1", "PGPORT": str(parts.port), "PGPASSWORD": parts.password}
    with Commands(tmp_path, tmp_path / "logs", **inside) as shell:
        shell.environment["PATH"] += ":" + ":".join(ELSEWHERE)
        save, bring_back = (line.removeprefix("docker compose exec -T postgres ") for line in lines("Backup", 1))
        shell.run(save)
        with psycopg.connect(url) as used:
            used.execute("DELETE FROM django_session")
        shell.run(bring_back)
    with psycopg.connect(url) as used:
        assert used.execute("SELECT count(*) FROM django_session").fetchall() == [(1,)]
