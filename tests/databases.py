"""The databases of processes that tests start: a SQLite file in each run directory, or one each on the PostgreSQL
server that `TEST_DATABASE_URL` names."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.environment import RUN_DIR

SERVER = os.environ.get("TEST_DATABASE_URL", "")
# Workers share the server: each makes names of its own.
OWN = RUN_DIR.name.replace("-", "_")


def url(word: str) -> str:
    """The DATABASE_URL of this worker's database of that word; empty for the SQLite file in the run directory."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{word}_{OWN}")) if SERVER else ""


def create(word: str, like: str | None = None) -> None:
    """Make it on the server, empty or as another of this worker's is, to which nobody is connected."""
    made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{word}_{OWN}"))
    if like is not None:
        made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(f"{like}_{OWN}"))
    _on_the_server(made)


def drop(word: str) -> None:
    _on_the_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(f"{word}_{OWN}")))


def _on_the_server(command: sql.Composed) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(command)
