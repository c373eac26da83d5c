"""The one-command start as a whole: from nothing to a page, and back to nothing."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.environment import ROOT, RUN_DIR
from tests.ports import free_port

# Nothing here is waited for longer, on a busy machine too; seconds.
PATIENCE = 180


@pytest.fixture
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="up-", dir=RUN_DIR))  # a short path: sockets have no room for a long one


@pytest.fixture
def port() -> int:
    return free_port()


def environment(folder: Path, port: int, **settings: str) -> dict[str, str]:
    own = {"RUN_DIR": str(folder), "PORT": str(port), "REDIS_URL": "", "DATABASE_URL": "", "SECRET_KEY": ""}
    return os.environ | own | settings


@pytest.fixture
def up(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    with (folder / "up.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment(folder, port),
            stdout=log,
            stderr=log,
            text=True,
        )
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(PATIENCE)


def said(folder: Path, words: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and words not in (folder / "up.log").read_text():
        time.sleep(0.1)
    return words in (folder / "up.log").read_text()


def command(process: psutil.Process) -> str:
    """Of one that has ended, nothing."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def lives(process: psutil.Process) -> bool:
    """A process that ended but was not yet waited for does not live."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def refused(folder: Path, port: int, **settings: str) -> str:
    """What it says when it cannot start: one line, and exit code 1."""
    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment(folder, port, **settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(r"stocker: .+\n", done.stderr)
    return done.stderr


def test_it_starts_everything_says_where_the_page_is_and_ends_everything(
    up: "subprocess.Popen[str]", folder: Path, port: int
) -> None:
    assert said(folder, f"Stocker is at http://127.0.0.1:{port}/;"), (folder / "up.log").read_text()
    assert httpx.get(f"http://127.0.0.1:{port}/", timeout=PATIENCE).status_code == 200
    leased = httpx.get(f"http://127.0.0.1:{port}/api/quotes/?symbols=AAPL", timeout=PATIENCE)  # a poll asks for it
    assert leased.status_code == 200
    assert said(folder, "the provider answers")
    assert said(folder, "slow@"), "it is ready last, and would else be ended before it said a word"
    assert (folder / "secret-key").stat().st_mode & 0o077 == 0
    processes = psutil.Process(up.pid).children(recursive=True)
    commands = [command(process) for process in processes]
    for part in (
        "redis",
        "stocker.serve",
        "--queues poll",
        "--queues slow",
        "celery",
        " beat ",
        "simulate_alphavantage",
    ):
        assert any(part in command for command in commands), part

    assert "already running" in refused(folder, port)

    up.send_signal(signal.SIGINT)
    up.wait(PATIENCE)
    assert up.returncode == 0
    until = time.monotonic() + PATIENCE
    while any(map(lives, processes)):  # one that had to be killed takes a moment
        assert time.monotonic() < until
        time.sleep(0.1)
    log = (folder / "up.log").read_text()
    assert "Traceback" not in log
    # Not a terminal: each line is one event, whichever process said it.
    events = [json.loads(line) for line in log.splitlines()]
    assert {"up", "web", "poll", "slow", "simulator"} <= {event["process"] for event in events}
    # A busy machine may let it fail and answer again.
    answers, *_ = [event for event in events if event["event"] == "the provider answers"]
    assert (answers["process"], answers["task"], answers["logger"]) == ("poll", "live.poll", "live.polling.bulletin")
    assert re.fullmatch(r"[0-9a-f-]{36}", answers["task_id"])


def test_a_port_in_use_is_one_line(folder: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        assert f"port {port} is in use" in refused(folder, port)


def test_a_directory_that_cannot_be_written_is_one_line(folder: Path, port: int) -> None:
    (folder / "file").touch()
    assert "cannot be written" in refused(folder / "file", port, SECRET_KEY="a secret")


def test_a_database_that_does_not_answer_is_one_line(folder: Path, port: int) -> None:
    line = refused(folder, port, DATABASE_URL=f"postgres://user:hidden@127.0.0.1:{free_port()}/name")
    assert "DATABASE_URL" in line
    assert "hidden" not in line
