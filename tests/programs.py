"""Programs of the machine that some tests need and no package brings.

`.ci/run` installs them all and sets `EVERY_PROGRAM`: there a missing one is a failure. On any other machine the tests
marked `needs` are left out where theirs is missing, and the last lines of the run say so.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

# Where Debian keeps those that are not for everyday use.
ELSEWHERE = ["/usr/sbin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)]
OWN = Path(sys.prefix) / "bin"
# What a test may need → the Debian package that has it.
PACKAGES = {
    "redis-server": "redis-server",  # one with TLS: what the tests' packages bring has none
    "initdb": "postgresql",
    "nginx": "nginx-light",
    "caddy": "caddy",
    "systemd-analyze": "systemd",
    "cc": "gcc",
}


def program(name: str) -> str | None:
    """Where it is, if it is there; never one of the virtual environment's own."""
    path = [part for part in os.environ.get("PATH", "").split(os.pathsep) if part and Path(part) != OWN]
    return shutil.which(name, path=os.pathsep.join([*path, *ELSEWHERE]))


def missing() -> list[str]:
    return [name for name in PACKAGES if program(name) is None]


def found(name: str) -> str:
    """The same for tests that are marked: it is there."""
    path = program(name)
    assert path is not None
    return path


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(program, …): what no package brings (tests/programs.py)")
    if os.environ.get("EVERY_PROGRAM") and missing():
        raise pytest.UsageError(f"not installed: {', '.join(PACKAGES[name] for name in missing())}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent = set(missing())
    left_out = [item for item in items if any(absent & set(mark.args) for mark in item.iter_markers("needs"))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in missing():
        terminalreporter.write_line(f"Left out: what needs {name} (Debian: apt-get install {PACKAGES[name]})")
