"""A clock that some processes have to themselves, and that can be set while they run. Linux, with a compiler for C."""

import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SOURCE = Path(__file__).with_name("clock.c")


@dataclass(frozen=True, slots=True)
class SetClock:
    """`file` holds what `library` adds to the time of day."""

    library: Path
    file: Path

    @classmethod
    def made(cls, folder: Path) -> Self | None:
        """One that is right, with its files in that folder; None where there is no compiler."""
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            return None
        clock = cls(folder / "clock.so", folder / "clock")
        command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(clock.library), str(SOURCE), "-ldl", "-pthread"]
        subprocess.run(command, check=True)
        clock.file.write_bytes(struct.pack("q", 0))
        return clock

    @property
    def environment(self) -> dict[str, str]:
        """Of the processes that are to have it."""
        return {"LD_PRELOAD": str(self.library), "CLOCK_FILE": str(self.file)}

    @property
    def ahead(self) -> float:
        """What it was set to last; seconds."""
        return float(struct.unpack("q", self.file.read_bytes())[0]) / 1e9

    def put(self, ahead: float) -> None:
        """So many seconds ahead of the world's, for everyone at once."""
        with self.file.open("r+b", buffering=0) as file:
            file.write(struct.pack("q", round(ahead * 1e9)))
