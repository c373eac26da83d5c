"""`python -m stocker.serve`, as a process."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.environment import REDIS_SOCKET, ROOT
from tests.live.push.serving import Served, environment
from tests.ports import free_port

SERVE = [sys.executable, "-m", "stocker.serve"]
# Nothing here is waited for longer, on a busy machine too; seconds.
PATIENCE = 60


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_and_ends_in_good_order(tmp_path: Path, number: int) -> None:
    served = Served.start(SERVE, tmp_path, REDIS_SOCKET)
    address, elsewhere = f"http://127.0.0.1:{served.port}/nothing-here/", {"Daphne-Root-Path": "/elsewhere"}
    answer = httpx.get(address, headers=elsewhere, timeout=PATIENCE)
    assert answer.status_code == 404
    served.stop(number)
    assert served.process.returncode == 0
    log = served.log.read_text()
    assert f"serving http://127.0.0.1:{served.port}/" in log
    assert "Traceback" not in log


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = environment(tmp_path, REDIS_SOCKET, port)
        run = subprocess.run(SERVE, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=PATIENCE)
    assert run.returncode == 1
    assert f"stocker: cannot serve at 127.0.0.1:{port}: Address already in use (settings HOST and PORT)" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_setting_that_makes_no_sense_is_one_clear_line(tmp_path: Path) -> None:
    settings = environment(tmp_path, REDIS_SOCKET, free_port(), HOST="127.0.0.1", TRUSTED_ORIGINS="example.org")
    run = subprocess.run(SERVE, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=PATIENCE)
    assert run.returncode == 1
    assert run.stderr.startswith("stocker: the setting TRUSTED_ORIGINS")
    assert "Traceback" not in run.stderr


def test_it_serves_on_an_address_of_ipv6(tmp_path: Path) -> None:
    if not socket.has_ipv6:
        return
    port = free_port()
    process = subprocess.Popen(SERVE, cwd=ROOT, env=environment(tmp_path, REDIS_SOCKET, port, HOST="::1"))
    try:
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(transport=transport, timeout=PATIENCE) as client:
            assert client.get(f"http://[::1]:{port}/nothing-here/").status_code == 404
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0
