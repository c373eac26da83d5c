"""What processes write, as processes: one event a line, with the id of its request, and without a secret."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import websockets
from redis import Redis
from structlog.contextvars import bound_contextvars

from stocker.celery import app
from tests.environment import REDIS_SOCKET, ROOT
from tests.live.push.serving import Served

SECRET, KEY, TOKEN = "s3cr3t/+&=of <the> operator", "Q7ZKEY0SECRET9XW", "t0ken-of-the-operator"
# Nothing here is waited for longer, on a busy machine too; seconds.
PATIENCE = 120
SETUP = "import django, logging; django.setup(); log = logging.getLogger('live.test')\n"


def written(program: str, **settings: str) -> str:
    """What a process that runs this writes to stderr."""
    own = {"DJANGO_SETTINGS_MODULE": "stocker.settings", "SECRET_KEY": SECRET, "ALPHAVANTAGE_API_KEY": KEY}
    done = subprocess.run(
        [sys.executable, "-c", SETUP + program],
        cwd=ROOT,
        env=os.environ | own | {"METRICS_TOKEN": TOKEN} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def events(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


EVERYTHING = f"""
import threading, warnings, structlog
for secret in ({SECRET!r}, {KEY!r}, {TOKEN!r}, {quote(SECRET)!r}):
    log.warning("it was %s", secret)
    try:
        raise ValueError(secret)
    except ValueError:
        log.exception("failed")
log.info("two\\nlines")
log.debug("too little")
warnings.warn("careful")
structlog.get_logger("live.test").info("bound", symbols=3)
failing = threading.Thread(target=lambda: 1 / 0)
failing.start(), failing.join()
raise RuntimeError("the end\\nof it")
"""


def test_every_event_is_one_object_also_the_error_that_ends_the_process() -> None:
    found = events(written(EVERYTHING))
    assert {"timestamp", "level", "process", "pid", "logger", "event"} <= set.intersection(*map(set, found))
    words = [event["event"] for event in found]
    assert "two\nlines" in words
    assert found[-1]["level"] == "critical"
    assert found[-1]["event"] == "ended by an error: the end\nof it"
    assert "RuntimeError" in found[-1]["exception"]
    assert "ended by an error: division by zero" in words
    assert any("UserWarning: careful" in line for line in words)
    [bound] = [event for event in found if event["event"] == "bound"]
    assert bound["symbols"] == 3
    assert "too little" not in words


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_line_holds_a_secret_in_any_form(form: str) -> None:
    log = written(EVERYTHING, LOG_FORMAT=form, LOG_LEVEL="debug")
    assert "too little" in log
    assert log.count("it was [hidden]") == 4
    for secret in (SECRET, KEY, TOKEN):
        for shape in (secret, quote(secret), json.dumps(secret)[1:-1]):
            assert shape not in log.partition("ended by an error")[0].partition("Exception in thread")[0]


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_error_that_ends_a_process_or_a_thread_tells_no_secret(form: str) -> None:
    failing = f"raise ValueError({SECRET!r} {KEY!r} 'postgres://u:pass-word@db/x')"
    thread = f"import threading\ndef fail(): {failing}\none = threading.Thread(target=fail)\none.start(), one.join()\n"
    log = written(thread + failing, LOG_FORMAT=form)
    assert log.count("ValueError: [hidden][hidden]postgres://u:[hidden]@db/x") == 2
    assert not any(secret in log for secret in (SECRET, KEY, "pass-word"))


def test_on_a_terminal_it_is_text() -> None:
    first, second = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SETUP + "log.info('hello')"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "stocker.settings"},
        stderr=second,
    )
    assert process.wait() == 0
    with os.fdopen(first, "rb") as terminal:
        assert re.fullmatch(rb"[\d-]{10} [\d:.]{12} INFO    live.test: hello\r\n", terminal.readline())
    os.close(second)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    serve = [sys.executable, "-m", "stocker.serve"]
    server = Served.start(serve, tmp_path_factory.mktemp("logs"), REDIS_SOCKET)
    yield server
    server.stop()


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "a b c d e f g", 'id"},{"event":"x', "ünicode-ünicode", "-dash-dash"]
)
def test_a_request_has_an_id_that_no_stranger_writes_into_the_log(served: Served, given: str) -> None:
    asked = {"X-Request-ID": given.encode()}
    answer = httpx.get(f"http://127.0.0.1:{served.port}/healthz", headers=asked, timeout=PATIENCE)
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_a_proxy_s_id_is_taken_over_and_stands_in_the_log(served: Served) -> None:
    known = "proxy-7f3a.0001"
    address = f"http://127.0.0.1:{served.port}/nothing-here/"
    answer = httpx.get(address, headers={"X-Request-ID": known}, timeout=PATIENCE)
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (404, known)
    [event] = [event for event in events(served.log.read_text()) if event.get("request_id") == known]
    assert (event["event"], event["process"], event["status_code"]) == ("Not Found: /nothing-here/", "web", 404)


def test_an_address_forges_no_line(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        path = b"/a%0A%7B%22event%22%3A%22forged%22%7D%0D%0A%1B[2J%E2%80%A8/"
        raw.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert raw.makefile("rb").readline().split()[1] == b"404"
    found = events(served.log.read_text())
    assert "forged" not in [event["event"] for event in found]
    assert any("forged" in event["event"] for event in found)


async def test_what_is_told_of_a_socket_has_the_socket_s_id(served: Served) -> None:
    address = f"ws://127.0.0.1:{served.port}/ws/live/"
    for origin in ("http://one.example", "http://two.example"):
        with pytest.raises(websockets.InvalidStatus):
            await websockets.connect(address, origin=origin, open_timeout=PATIENCE)
    told = [event for event in events(served.log.read_text()) if "a socket was refused" in event["event"]]
    assert len({event["socket_id"] for event in told}) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", event["socket_id"]) and "request_id" not in event for event in told)


def test_a_task_knows_the_request_that_sent_it(redis: Redis, tmp_path: Path) -> None:
    with bound_contextvars(request_id="proxy-7f3a.0001"):
        asked_for = app.send_task("live.rank", ["one too many"])
    by_itself = app.send_task("live.rank", ["one too many"])
    command = [
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "stocker",
        "worker",
        "-Q",
        "slow",
        "-c",
        "1",
        "-n",
        "logs",
    ]
    log, found = tmp_path / "log", dict[str, Any]()
    with log.open("wb") as output:
        worker = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        until = time.monotonic() + PATIENCE
        while not found.keys() >= {asked_for.id, by_itself.id}:
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
            whole, _, _ = log.read_text().rpartition("\n")  # the last line may still be under way
            found = {event["task_id"]: event for event in events(whole) if "task_id" in event}
    finally:
        worker.terminate()
        worker.wait(PATIENCE)
    assert found[asked_for.id]["task"] == "live.rank"
    assert found[asked_for.id]["request_id"] == "proxy-7f3a.0001"
    # What one request asked for is told of no other's task.
    assert "request_id" not in found[by_itself.id]
