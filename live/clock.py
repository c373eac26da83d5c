"""The one place that reads a clock.

`CLOCK=real` is the machine's. `CLOCK=<start>@<speed>` is a clock that began at `start` when the product was
started and runs `speed` times as fast, the same in every process: a trading day can be lived through in minutes.
"""

import contextlib
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Clock:
    """Time runs from `start` (Unix seconds), `speed` seconds for each real one since `origin` (Unix seconds)."""

    start: float = 0.0
    origin: float = 0.0
    speed: float = 1.0

    @classmethod
    def parse(cls, text: str, origin_file: Path) -> Self:
        """The clock that the setting names. Its real beginning is kept in `origin_file`, for all processes.

        Raises ValueError in words when the text is no clock.
        """
        if text == "real":
            return cls()
        start, at, speed = text.rpartition("@")
        try:
            began = datetime.fromisoformat(start)
            factor = float(speed)
        except ValueError:
            at = ""
        if not at or began.tzinfo is None or not 0 < factor <= 100_000:
            raise ValueError("must be 'real' or '<start>@<speed>', such as 2026-11-20T14:00Z@60")
        return cls(began.timestamp(), _shared_origin(origin_file), factor)

    def at(self, real: float) -> float:
        """What this clock shows (Unix seconds) when the machine's shows `real`."""
        return self.start + (real - self.origin) * self.speed


def _shared_origin(file: Path) -> float:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written first and then given its name: several processes start at once, and none may read half a number.
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_text(repr(time.time()))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
    return float(file.read_text())


_installed = Clock()


def install(clock: Clock) -> None:
    """Make `clock` the process's. Called once, when Django starts."""
    global _installed
    _installed = clock


def installed() -> Clock:
    """The process's clock, for those that must tell it to another machine (the budget runs on Redis's time)."""
    return _installed


def now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.fromtimestamp(_installed.at(time.time()), UTC)
