"""The compose file parses, names what exists and passes every setting on. No container engine is asked."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.environment import ROOT
from tests.stocker.test_settings import NAMES

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
# Of no use in a container: what is written at run time stays in it, and goes with it.
NOT_PASSED_ON = {"RUN_DIR"}


def words(command: str | list[str]) -> list[list[str]]:
    """The commands of a line, each as its words; `sh -c` is looked into."""
    parts = shlex.split(command) if isinstance(command, str) else command
    if parts[:2] == ["sh", "-c"]:
        return [shlex.split(part.removeprefix("exec ")) for part in parts[2].split(" && ")]
    return [parts]


@pytest.mark.parametrize("service", OURS)
def test_the_commands_of_each_service_exist(service: str) -> None:
    test = SERVICES[service].get("healthcheck", {}).get("test", [])
    checks = [shlex.split(test[1])] if test[:1] == ["CMD-SHELL"] else [test[1:]] if test else []
    for program, *arguments in words(SERVICES[service]["command"]) + checks:
        match [program, *arguments]:
            case ["python", "manage.py", command, *_]:
                assert command in get_commands()
            case ["python", "-m", module]:
                assert (ROOT / Path(*module.split("."))).with_suffix(".py").exists()
            case (
                ["celery", "--quiet", "-A", "stocker", "worker" | "beat", *_]
                | ["celery", "-A", "stocker", "inspect", *_]
                | ["rm", "-f", _]
                | ["test", *_]
            ):
                pass
            case ["python", "-c", _]:
                pass
            case _:
                pytest.fail(f"{service} runs {program} {arguments}")


@pytest.mark.parametrize("service", OURS)
def test_every_setting_reaches_each_process_of_ours(service: str) -> None:
    assert set(SERVICES[service]["environment"]) == set(NAMES) - NOT_PASSED_ON


def test_a_setting_that_is_passed_on_is_the_one_of_its_name() -> None:
    for name, value in SERVICES["web"]["environment"].items():
        for used in re.findall(r"\$\{(\w+)", str(value)):
            assert used in (name, "POSTGRES_PASSWORD")


def test_each_service_waits_for_services_that_exist_and_can_say_that_they_are_ready() -> None:
    for service in SERVICES.values():
        for awaited, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert SERVICES[awaited]["healthcheck"]["test"]
            else:
                assert SERVICES[awaited]["restart"] == "no"


def test_every_service_that_stays_is_started_again() -> None:
    assert {name for name, service in SERVICES.items() if service["restart"] == "no"} == {"migrate"}


def test_every_queue_has_a_worker() -> None:
    commands = " ".join(SERVICES[name]["command"] for name in OURS)
    assert set(re.findall(r"--queues (\w+)", commands)) == {"poll", "slow"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_do_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["cpus"]
    assert service["logging"]["options"]["max-size"]
    assert service.get("healthcheck") or name == "migrate"


def test_secrets_in_files_take_the_place_of_every_secret_in_the_environment() -> None:
    from_files = yaml.safe_load((ROOT / "deploy" / "compose.secrets.yml").read_text())
    assert set(OURS) < set(from_files["services"])
    for name, service in from_files["services"].items():
        for setting, value in service["environment"].items():
            if not setting.endswith("_FILE"):
                assert value == ""
                assert service["environment"][f"{setting}_FILE"].removeprefix("/run/secrets/") in service["secrets"]
                assert setting in SERVICES[name]["environment"]
        assert set(service["secrets"]) <= set(from_files["secrets"])
    # The compose file's Redis has no password.
    may_be_files = {name for name in NAMES if f"{name}_FILE" in NAMES} - {"REDIS_URL"}
    for name in OURS:
        assert {setting for setting, value in from_files["services"][name]["environment"].items() if not value} == (
            may_be_files
        )


def test_the_secrets_that_its_lines_make_are_taken_by_the_settings(tmp_path: Path) -> None:
    text = (ROOT / "deploy" / "compose.secrets.yml").read_text()
    lines = re.findall(r"^#   (.*)$", text, re.MULTILINE)
    assert lines.pop().endswith("docker compose -f docker-compose.yml -f deploy/compose.secrets.yml up --detach")
    subprocess.run(["bash", "-euc", "\n".join(lines)], cwd=tmp_path, check=True)
    web = yaml.safe_load(text)["services"]["web"]["environment"]
    here = {name: value.replace("/run/secrets", str(tmp_path / "secrets")) for name, value in web.items()}
    show = "from stocker.settings import *; print([FINNHUB_API_KEY, METRICS_TOKEN, DATABASES['default']['HOST']])"
    run = [sys.executable, "-c", show]
    told = subprocess.run(run, cwd=ROOT, env=os.environ | here, check=True, capture_output=True, text=True).stdout
    token = (tmp_path / "secrets" / "metrics_token").read_text().strip()
    assert told == f"{['', token, 'postgres']}\n"


def test_the_image_holds_what_the_commands_need_and_no_secret() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = {name for line in copied for name in line.split()}
    assert {name for name in sources if not (ROOT / name).exists()} == set()
    assert {"stocker", "tickers", "live", "templates", "static", "manage.py"} <= sources
    admitted = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert set(admitted) == sources
