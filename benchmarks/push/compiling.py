"""The programs in C beside this file: the load client, and the floor that servers are compared with."""

import shutil
import subprocess
from pathlib import Path


def compiled(name: str, folder: Path) -> Path:
    """The program, built anew when its source is newer. Raises SystemExit in one line without a C compiler."""
    source, program = Path(__file__).with_name(f"{name}.c"), folder / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise SystemExit("bench-push: the load client is in C, and there is no cc on the PATH (Debian: gcc)")
        subprocess.run([compiler, "-O2", "-o", str(program), str(source)], check=True)
    return program
