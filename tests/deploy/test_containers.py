"""What the image's recipe and the compose file say, done step by step on this machine: no container engine is asked."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from redis import Redis

from tests.cluster import cluster
from tests.deploy.commands import Commands, price_on
from tests.environment import REDIS_SOCKET, ROOT
from tests.flows.test_redis_elsewhere import until
from tests.ports import free_port
from tests.programs import found

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
PASSWORD = "apasswordofletters"
pytestmark = pytest.mark.needs("redis-server", "initdb")


def build(app: Path) -> None:
    """The steps of the stage that makes /app, in `app`; the packages are those of this virtual environment."""
    recipe = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    stage = recipe.split("FROM packages AS application\n")[1].split("FROM ")[0]
    shell = Commands(app, app.parent / "build-logs")
    for step in stage.splitlines():
        instruction, _, rest = step.partition(" ")
        if instruction == "COPY":
            *sources, target = [word for word in rest.split() if not word.startswith("--from")]
            for source in sources:
                at = ROOT / ".run" / "browser" / "node_modules" if source.startswith("/browser/") else ROOT / source
                if at.is_dir():
                    shutil.copytree(at, app / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(at, app / target)
        elif instruction == "RUN":
            shell.run(rest.replace("/venv /app", "."))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The image's /app, which nobody may write into."""
    app = tmp_path_factory.mktemp("image") / "app"
    app.mkdir()
    build(app)
    folders = [app, *(path for path in app.rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    yield app
    for path in folders:
        path.chmod(0o755)


def names(app: Path) -> dict[str, float]:
    return {str(path): path.stat().st_mtime for path in app.rglob("*")}


async def test_every_service_of_the_compose_file_does_its_work_and_writes_nothing_into_the_image(
    app: Path, tmp_path: Path
) -> None:
    port, simulator, redis = free_port(), free_port(), free_port()
    elsewhere = {"8081": str(simulator), "8000": str(port), "/tmp/": f"{tmp_path}/tmp/", "0.0.0.0": "127.0.0.1"}

    def here(text: Any) -> str:
        # At once: a port of the test's own may have an 8000 in it.
        there = "|".join(map(re.escape, elsewhere))
        return re.sub(there, lambda found: elsewhere[found[0]], str(text)).replace("$$", "$")

    with cluster() as server, psycopg.connect(server, autocommit=True) as postgres:
        postgres.execute("CREATE DATABASE stocker")
        chosen = {"SECRET_KEY": "a secret of the operator's", "POSTGRES_PASSWORD": PASSWORD}
        settings = {
            name: here(re.sub(r"\$\{(\w+)[^}]*\}", lambda found: chosen.get(found[1], ""), str(value)))
            for name, value in SERVICES["web"]["environment"].items()
        }
        assert settings["DATABASE_URL"] == f"postgres://stocker:{PASSWORD}@postgres:5432/stocker"
        assert settings["REDIS_URL"] == "redis://valkey:6379/0"
        settings["DATABASE_URL"] = server.removesuffix("/postgres") + "/stocker"
        settings["REDIS_URL"] = f"redis://127.0.0.1:{redis}/0"
        settings["SIMULATOR_URL"] = f"http://127.0.0.1:{simulator}"
        (tmp_path / "tmp").mkdir()
        before = names(app)
        # As the recipe's ENV says; and /tmp is another here.
        settings |= {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(tmp_path / "tmp")}
        with Commands(app, tmp_path / "logs", **settings) as services:
            valkey = shlex.split(SERVICES["valkey"]["command"])[1:]
            services.start([found("redis-server"), "--port", str(redis), "--dir", str(tmp_path), *valkey])
            until(lambda: Redis(port=redis).ping())
            assert Redis(port=redis).config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            services.run(shlex.split(here(SERVICES["migrate"]["command"])))
            for name in ("simulator", "web", "poll", "slow", "beat"):
                services.start(shlex.split(here(SERVICES[name]["command"])))
            page = services.answers(f"http://127.0.0.1:{port}/")
            assert await price_on(f"ws://127.0.0.1:{port}/ws/live/?symbols=AAPL") > 0
            assert page.status_code == 200
            [sheet, *_] = re.findall(r'href="(/static/css/[^"]+\.css)"', page.text)
            assert services.answers(f"http://127.0.0.1:{port}{sheet}").status_code == 200
            for name in ("simulator", "web", "poll", "slow", "beat"):
                kind, *check = SERVICES[name]["healthcheck"]["test"]
                line = [here(word) for word in check]
                line = (
                    ["bash", "-euc", line[0].replace("$(hostname)", os.uname().nodename)]
                    if kind == "CMD-SHELL"
                    else line
                )
                services.succeeds(line)
        assert names(app) == before
        assert "Traceback" not in services.logs()


def test_the_image_s_settings_pass_django_s_own_checks_for_deployment(app: Path, tmp_path: Path) -> None:
    strict = {
        "SECRET_KEY": "a-long-secret-for-this-one-check-with-more-than-fifty-characters-0123456789",
        "ALLOWED_HOSTS": "stocks.example.org",
        "TRUSTED_ORIGINS": "https://stocks.example.org",
        "TRUSTED_PROXIES": "172.16.0.0/12",
        "REDIS_URL": f"unix://{REDIS_SOCKET}",
    }
    shell = Commands(app, tmp_path, **strict)
    assert "no issues" in shell.run("python manage.py check --deploy --fail-level WARNING")
