"""Brings the run directory to where the processes can start: database, catalogue, static files."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from stocker.up import Refused


def locked(run_dir: Path, address: str) -> IO[str]:
    """The run directory, for as long as the result is kept: two starts would share one Redis and one schedule."""
    file = run_dir / "up.lock"
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        lock = file.open("a+")
    except OSError as error:
        raise Refused(f"RUN_DIR={run_dir} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise Refused(f"it is already running from {run_dir}, at {lock.read().strip() or address}") from None
    lock.truncate(0)
    lock.write(address)
    lock.flush()
    return lock


def forget_last_run(run_dir: Path) -> None:
    """Beat's schedule can be left half written. A clock of its own begins anew at each start, and everything with it,
    since what the last run kept may lie in the future; a run directory that somebody chose is left as it is."""
    forgotten = [run_dir / "clock-origin", *run_dir.glob("beat-schedule*")]
    if run_dir == settings.CLOCK_DIR:
        forgotten += [*run_dir.glob("db.sqlite3*"), *run_dir.glob("redis/*.rdb")]
    for file in forgotten:
        file.unlink(missing_ok=True)


def database(say: Callable[[str], object]) -> None:
    """Every migration applied, and some tickers to choose from."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
        if not _has_tickers():
            say("Loading the starting catalogue")
            call_command("load_starting_catalogue", verbosity=0)
    except DatabaseError as error:
        first_line = str(error).strip().split("\n")[0]
        raise Refused(f"the database refuses: {first_line} (DATABASE_URL; unset, it lies in RUN_DIR)") from error


def static_files() -> None:
    """Copied to where the web process sends them from; unchanged ones stay."""
    if not settings.BROWSER_PACKAGES.is_dir():
        raise Refused(f"no browser packages in {settings.BROWSER_PACKAGES}: `make run` installs them")
    if os.access(settings.STATIC_ROOT.parent, os.W_OK):
        call_command("collectstatic", verbosity=0, interactive=False)


def _has_tickers() -> bool:
    from tickers.models import Ticker

    return Ticker.objects.exists()
