"""Which processes there are below one, and what each takes. Linux: it is read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Found:
    pid: int
    parent: int
    command: str


def descendants(pid: int) -> list[Found]:
    """Every process below `pid`, parents first."""
    children: dict[int, list[Found]] = {}
    for found in _all():
        children.setdefault(found.parent, []).append(found)
    below, queue = [], [pid]
    while queue:
        for child in children.get(queue.pop(0), []):
            below.append(child)
            queue.append(child.pid)
    return below


def memory(pid: int) -> int:
    """Bytes that the process has in memory and shares with nobody, about: resident less shared."""
    _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    return (int(resident) - int(shared)) * PAGE


def descriptors(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _all() -> list[Found]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name, in brackets, may hold anything: what follows the last bracket counts.
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        # One that is dying has no command any more, but children for a moment longer.
        if status[0] != "Z" and command:
            found.append(Found(int(entry.name), int(status[1]), command))
    return found
