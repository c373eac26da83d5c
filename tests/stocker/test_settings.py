"""How the settings refuse, and that `.env.example` names every one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stocker import setting_values
from tests.environment import ROOT

NAMES = re.findall(r"setting\(\s*\"([A-Z_]+)\"", (ROOT / "stocker" / "settings.py").read_text())


def started_with(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "version"],
        cwd=ROOT,
        env=os.environ | {"RUN_DIR": str(folder)} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("REDIS_URL", "redis://user:hid#den@host/0"),
        ("DATABASE_URL", "mysql://user:hidden@host/name"),
        ("ALPHAVANTAGE_API_KEY", "hidden key"),
        ("METRICS_TOKEN", "hidden"),
        ("ALPHAVANTAGE_BASE_URL", "https://www.alphavantage.co/query?apikey=hidden"),
        ("ALPHAVANTAGE_PLAN", "gold"),
        ("ALPHAVANTAGE_BULK", "perhaps"),
        ("POLL_SECONDS", "nan"),
        ("CLOCK", "noon"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start_with_one_line(tmp_path: Path, name: str, value: str) -> None:
    done = started_with(tmp_path, **{name: value})
    assert done.returncode == 1
    assert re.fullmatch(rf"stocker: the setting {name} .+\n", done.stderr)
    assert "hid" not in done.stderr


def test_a_secret_is_demanded_of_whoever_does_not_start_by_up(tmp_path: Path) -> None:
    done = started_with(tmp_path, SECRET_KEY="")
    assert done.returncode == 1
    assert re.fullmatch(r"stocker: set SECRET_KEY .+\n", done.stderr)


def test_a_secret_that_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = started_with(tmp_path / "file", SECRET_KEY="", DEBUG="yes")
    assert done.returncode == 1
    assert re.fullmatch(r"stocker: .+RUN_DIR.+\n", done.stderr)


@pytest.mark.parametrize("name", NAMES)
def test_the_example_file_has_every_setting_commented_out(name: str) -> None:
    assert re.search(rf"^#{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_the_example_file_names_no_setting_that_does_not_exist() -> None:
    assert set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)) == set(NAMES)


def test_an_example_that_is_uncommented_as_it_stands_is_taken(tmp_path: Path) -> None:
    lines = re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    # The defaults of a key's plan belong to a key.
    chosen = {name: value for name, value in lines if name not in ("RUN_DIR", "SECRET_KEY", "ALPHAVANTAGE_API_KEY")}
    assert started_with(tmp_path, ALPHAVANTAGE_API_KEY="KEY", **chosen).stderr == ""
    assert setting_values.boolean(chosen["DEBUG"]) is False


def test_a_run_on_a_clock_of_its_own_has_a_directory_of_its_own() -> None:
    show = [sys.executable, "-c", "from stocker.settings import RUN_DIR; print(RUN_DIR)"]
    told = {}
    for clock in ("real", "2026-11-20T14:00Z@60"):
        environment = os.environ | {"RUN_DIR": "", "CLOCK": clock}
        told[clock] = subprocess.run(show, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert told == {"real": f"{ROOT}/.run\n", "2026-11-20T14:00Z@60": f"{ROOT}/.run/clock\n"}
