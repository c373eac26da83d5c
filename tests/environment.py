"""Loaded by pytest before Django: the tests' own settings, run directory and Redis.

A real Redis on a socket of its own, and no setting of the operator's: neither the environment's nor `.env`'s.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

ROOT = Path(__file__).resolve().parent.parent
RUN_DIR = Path(tempfile.mkdtemp(prefix="stocker-tests-"))
REDIS_SOCKET = RUN_DIR / "redis.sock"

_source = (ROOT / "stocker" / "settings.py").read_text()
# Those that may lie in a file; each has a setting that names it.
SECRETS = re.findall(r"secret_setting\(\s*\"([A-Z_]+)\"", _source)
SETTINGS = [*re.findall(r"setting\(\s*\"([A-Z_]+)\"", _source), *(f"{name}_FILE" for name in SECRETS)]
for name in SETTINGS:
    os.environ[name] = ""  # empty is unset, and keeps `.env` from filling it in
os.environ |= {
    "RUN_DIR": str(RUN_DIR),
    "SECRET_KEY": "a secret for the tests only",
    "REDIS_URL": f"unix://{REDIS_SOCKET}?db=0",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
}


def start_redis(socket: Path = REDIS_SOCKET, folder: Path | None = None) -> subprocess.Popen[bytes]:
    """A Redis of the tests' own, answering when this returns. It keeps only what it is told to save, in `folder`."""
    binary = shutil.which("valkey-server") or shutil.which("redis-server")
    if binary is None:
        raise SystemExit("no redis-server on the PATH: run the tests by `make test`")
    server = subprocess.Popen(
        [
            binary,
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(folder or RUN_DIR),
        ],
        stdout=subprocess.DEVNULL,
    )
    with Redis(unix_socket_path=str(socket), retry=Retry(ConstantBackoff(0.02), 3000)) as client:
        client.ping()
    return server


_redis = start_redis()


def pytest_unconfigure() -> None:
    _redis.terminate()
    _redis.wait()
    shutil.rmtree(RUN_DIR, ignore_errors=True)
