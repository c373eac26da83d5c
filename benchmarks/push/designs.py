"""The designs that are compared: how each is started, and how an update gets into it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.push import nginx
from benchmarks.push.compiling import compiled
from benchmarks.push.publishers import Group, Lines, Posts, Publisher, Worker
from benchmarks.push.update import SYMBOLS

ROOT = Path(__file__).resolve().parents[2]
WS_VERSION = "8.23.0"
WATCH = f"/ws/live/?symbols={','.join(SYMBOLS)}"


@dataclass(frozen=True)
class Place:
    """Where a measurement happens: its files, its Redis, its ports (the second one for publishing)."""

    folder: Path
    redis_socket: Path
    port: int

    @property
    def publish_port(self) -> int:
        return self.port + 1

    def environment(self, **more: str) -> dict[str, str]:
        """The product's settings, whatever an operator has set."""
        unset = dict.fromkeys(("ALPHAVANTAGE_API_KEY", "DATABASE_URL", "HOST", "ALLOWED_HOSTS", "TRUSTED_ORIGINS"), "")
        return os.environ | unset | {
            "RUN_DIR": str(self.folder),
            "REDIS_URL": f"unix://{self.redis_socket}?db=0",
            "SECRET_KEY": "for a benchmark only",
            "DEBUG": "no",
            "CLOCK": "real",
            "PORT": str(self.port),
            # Thousands come from one address here.
            "SOCKETS_PER_ADDRESS": "0",
            "NEW_SOCKETS_PER_SECOND": "0",
            **more,
        }  # fmt: skip


@dataclass(frozen=True)
class Design:
    """`missing` says what must be installed, None when nothing. `close`: its figures are what others are compared with,
    so it is measured in every repeat, others once."""

    name: str
    command: Callable[[Place], list[str]]
    publisher: Callable[[Place], Publisher]
    path: str = WATCH
    deflate: bool = False
    missing: Callable[[], str | None] = lambda: None
    settings: tuple[tuple[str, str], ...] = ()
    close: bool = False


def _daphne(application: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        endpoint = f"tcp:port={place.port}:interface=127.0.0.1:backlog=4096"
        return [sys.executable, "-m", "daphne", "-v", "0", "-e", endpoint, application]

    return command


def _uvicorn(place: Place) -> list[str]:
    options = ["--ws", "websockets-sansio", "--log-level", "warning", "--backlog", "4096", "--port", str(place.port)]
    return [sys.executable, "-m", "uvicorn", *options, "stocker.asgi:application"]


def _nginx(place: Place) -> list[str]:
    return ["nginx", "-c", str(nginx.configuration(place.folder, place.port)), "-p", str(place.folder)]


def _node(place: Place) -> list[str]:
    script = ROOT / "benchmarks" / "push" / "node_ws.mjs"
    return ["node", str(script), str(_node_packages()), str(place.port), str(place.publish_port)]


def _node_packages() -> Path:
    return Path(os.environ.get("BENCH_PUSH_DIR", ROOT / ".run" / "bench-push"))


def _node_missing() -> str | None:
    """Installs `ws` for the benchmark alone, when there is a node to run it."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm (Debian: nodejs npm)"
    folder = _node_packages()
    if not (folder / "node_modules" / "ws" / "package.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"ws@{WS_VERSION}"]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            return f"the package ws@{WS_VERSION}: {done.stderr.strip().splitlines()[-1]}"
    return None


def _websockets_missing() -> str | None:
    try:
        import websockets  # noqa: F401
    except ImportError:
        return "the Python package websockets (make bench-push installs it)"
    return None


def _worker(place: Place) -> Publisher:
    return Worker(place.redis_socket)


OURS = Design("ours", lambda _: [sys.executable, "-m", "stocker.serve"], _worker, close=True)
NCHAN = Design(
    "nginx nchan",
    _nginx,
    lambda place: Posts(place.port, "/pub-plain"),
    path="/ws",
    missing=nginx.missing,
    close=True,
)
FLOOR = Design(
    "bare send() in C",
    lambda place: [str(compiled("floor", place.folder)), str(place.port), str(place.publish_port)],
    lambda place: Lines(place.publish_port),
    path="/",
    close=True,
)
COMPRESSED = (
    Design(
        "ours, compressed",
        OURS.command,
        _worker,
        deflate=True,
        settings=(("COMPRESS_SOCKETS", "yes"),),
        close=True,
    ),
    Design(
        "nginx nchan, compressed",
        _nginx,
        lambda place: Posts(place.port, "/pub"),
        path="/ws",
        deflate=True,
        missing=nginx.missing,
        close=True,
    ),
)
NAIVE = Design(
    "naive: a group a symbol",
    _daphne("benchmarks.push.naive:application"),
    lambda place: Group(place.redis_socket),
    close=True,
)
DESIGNS = (
    NAIVE,
    OURS,
    Design("ours on stock Daphne", _daphne("stocker.asgi:application"), _worker),
    Design("ours on uvicorn", _uvicorn, _worker),
    Design("node ws", _node, lambda place: Lines(place.publish_port), path="/", missing=_node_missing),
    Design(
        "Python websockets",
        lambda place: [sys.executable, "-m", "benchmarks.push.broadcast", str(place.port), str(place.publish_port)],
        lambda place: Lines(place.publish_port),
        path="/",
        missing=_websockets_missing,
    ),
    NCHAN,
    FLOOR,
    *COMPRESSED,
)
