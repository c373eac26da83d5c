"""The units of deploy/systemd: nothing is wrong with them, and their commands make a Stocker."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import httpx
import pytest

from tests.deploy.commands import Commands, code, price_on
from tests.environment import REDIS_SOCKET, ROOT
from tests.ports import free_port
from tests.programs import found

UNITS = ROOT / "deploy" / "systemd"


@pytest.mark.needs("systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/stocker/.run/venv", sys.prefix))
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    shell = Commands(tmp_path, tmp_path / "logs")
    shell.run([found("systemd-analyze"), "verify", *files])


async def test_the_units_commands_make_a_stocker(tmp_path: Path) -> None:
    """Under the settings of the units, with the code in a place that only they know."""
    opt, var, port, simulator = tmp_path / "opt", tmp_path / "var", free_port(), free_port()
    code(opt)
    (opt / ".run").mkdir()
    (opt / ".run" / "browser").symlink_to(ROOT / ".run" / "browser")
    (opt / ".run" / "venv").symlink_to(sys.prefix)
    var.mkdir()

    def commands(unit: str, kind: str = "ExecStart") -> list[str]:
        text = (UNITS / f"stocker-{unit}.service").read_text()
        text = text.replace("/opt/stocker", str(opt)).replace("/var/lib/stocker", str(var)).replace("%%", "%")
        return [line.lstrip("-") for line in re.findall(rf"^{kind}=(.*)$", text, re.MULTILINE)]

    own = {
        "SECRET_KEY": "a secret of the operator's",
        "DRAIN_SECONDS": "0",
        "REDIS_URL": f"unix://{REDIS_SOCKET}",
        "REDIS_PREFIX": "units",
        "RUN_DIR": str(var),
        "PORT": str(port),
        "SIMULATOR_URL": f"http://127.0.0.1:{simulator}",
    }
    with Commands(opt, tmp_path / "logs", **own) as machine:
        for command in commands("prepare"):
            machine.run(shlex.split(command))
        machine.start(f"python manage.py simulate_alphavantage --port {simulator}")
        machine.run(shlex.split(commands("beat", "ExecStartPre")[0]))
        for unit in ("poll", "slow", "beat"):
            machine.start(shlex.split(commands(unit)[0]))
        web = machine.start(shlex.split(commands("web")[0]), WEB_PROCESSES="2")
        machine.answers(f"http://127.0.0.1:{port}/healthz")
        assert await price_on(f"ws://127.0.0.1:{port}/ws/live/?symbols=AAPL") > 0
        machine.run(commands("web", "ExecReload")[0].replace("$MAINPID", str(web.pid)))
        while "renewed" not in machine.logs():
            assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60).status_code == 200
    # They have ended by now, in good order.
    assert "Traceback" not in machine.logs()
    # Celery's banners would stand between the objects of the log.
    assert not re.search(r"\[config\]|\[queues\]|celery beat v", machine.logs())
    shutil.rmtree(opt)
