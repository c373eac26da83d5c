"""What processes write, as processes: one event a line, with the id of its request, and without a secret."""

import json
import os
import re
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.environment import REDIS_SOCKET, ROOT
from tests.live.push.serving import Served

SECRET, KEY, TOKEN = "s3cr3t/+&=of <the> operator", "Q7ZKEY0SECRET9XW", "t0ken-of-the-operator"
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


def test_on_a_terminal_it_is_text() -> None:
    first, second = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SETUP + "log.info('hello')"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "stocker.settings"},
        stderr=second,
    )
    assert process.wait() == 0
    assert re.fullmatch(rb"[\d-]{10} [\d:.]{12} INFO    live.test: hello\r\n", os.read(first, 1000))


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
    answer = httpx.get(f"http://127.0.0.1:{served.port}/healthz", headers={"X-Request-ID": given.encode()})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_a_proxy_s_id_is_taken_over_and_stands_in_the_log(served: Served) -> None:
    known = "proxy-7f3a.0001"
    answer = httpx.get(f"http://127.0.0.1:{served.port}/nothing-here/", headers={"X-Request-ID": known})
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
