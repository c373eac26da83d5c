"""How the settings refuse, and that `.env.example` names every one."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stocker import setting_values
from tests.environment import ROOT, SECRETS
from tests.environment import SETTINGS as NAMES


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
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
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


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("SECRET_KEY", "a long random text"),
        ("ALPHAVANTAGE_API_KEY", "KEY"),
        ("DATABASE_URL", "postgres://user:password@host/name"),
        ("REDIS_URL", "redis://:password@host/0"),
    ],
)
def test_a_secret_may_lie_in_a_file_and_the_end_of_its_line_is_no_part_of_it(
    tmp_path: Path, name: str, written: str
) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{written}\r\n")
    show = f"from stocker import settings as s; print([s.SECRET_KEY, s.{SHOWN.get(name, name)}])"
    told = {}
    for one, value in ((name, written), (f"{name}_FILE", str(file))):
        environment = os.environ | {"RUN_DIR": str(tmp_path), name: ""} | {one: value}
        run = [sys.executable, "-c", show]
        told[one] = subprocess.run(run, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert told[name] == told[f"{name}_FILE"]
    assert written.split("@")[0] in told[name] or "'PASSWORD': 'password'" in told[name]


SHOWN = {"DATABASE_URL": "DATABASES", "REDIS_URL": "REDIS.data"}


def test_an_empty_file_is_no_provider_s_key_which_is_well(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    assert started_with(tmp_path, ALPHAVANTAGE_API_KEY_FILE=str(tmp_path / "key")).returncode == 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "METRICS_TOKEN"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\n", "in which nothing stands"),
        (b"\xffhidden", "which is no text"),
    ],
)
def test_a_file_of_which_no_secret_can_be_read_stops_the_start_with_one_line(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    done = started_with(tmp_path, **{name: "", f"{name}_FILE": str(tmp_path / "secret")})
    assert done.returncode == 1
    assert re.fullmatch(rf"stocker: {name}_FILE names .+{words}\n", done.stderr)
    assert "hid" not in done.stderr


def test_a_secret_that_is_given_twice_stops_the_start_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden")
    done = started_with(tmp_path, SECRET_KEY="hidden too", SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert done.returncode == 1
    assert done.stderr == "stocker: SECRET_KEY and SECRET_KEY_FILE are both set: keep one of them\n"


def test_a_secret_is_made_once_and_is_its_owners_alone_also_when_many_start_at_once(tmp_path: Path) -> None:
    show = [sys.executable, "-c", "from stocker.settings import SECRET_KEY; print(SECRET_KEY)"]
    environment = os.environ | {"RUN_DIR": str(tmp_path / "run"), "SECRET_KEY": "", "DEBUG": "yes"}
    started = [subprocess.Popen(show, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = {process.communicate()[0].strip() for process in started}
    assert len(told) == 1
    assert len(told.pop()) >= 50
    assert [file.name for file in (tmp_path / "run").iterdir()] == ["secret-key"]
    assert stat.S_IMODE((tmp_path / "run" / "secret-key").stat().st_mode) == 0o600


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
    left_out = {"RUN_DIR", "SECRET_KEY", "ALPHAVANTAGE_API_KEY", *(f"{name}_FILE" for name in SECRETS)}
    chosen = {name: value for name, value in lines if name not in left_out}
    assert started_with(tmp_path, ALPHAVANTAGE_API_KEY="KEY", **chosen).stderr == ""
    assert setting_values.boolean(chosen["DEBUG"]) is False


def test_a_run_on_a_clock_of_its_own_has_a_directory_of_its_own() -> None:
    show = [sys.executable, "-c", "from stocker.settings import RUN_DIR; print(RUN_DIR)"]
    told = {}
    for clock in ("real", "2026-11-20T14:00Z@60"):
        environment = os.environ | {"RUN_DIR": "", "CLOCK": clock}
        told[clock] = subprocess.run(show, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert told == {"real": f"{ROOT}/.run\n", "2026-11-20T14:00Z@60": f"{ROOT}/.run/clock\n"}
