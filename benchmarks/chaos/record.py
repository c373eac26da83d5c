"""What a run has seen so far, written down after each fault: a run that is ended early leaves the rows that it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos.faults import Fault
from benchmarks.chaos.table import between, fails, renewed, table, write_between
from benchmarks.chaos.trial import Seen


@dataclass
class Record:
    """`planned` are the faults of the run; with `some` of all that there are, their rows are renewed and the others
    stay. `heading` is asked for each time, as it tells of the machine. Without a `file` nothing is written."""

    planned: Sequence[Fault]
    heading: Callable[[], str]
    file: Path | None
    some: bool = False
    notes: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = between(self.file, "chaos") if self.file and self.some else ""

    def add(self, seen: Seen) -> None:
        self.seen.append(seen)
        if self.file:
            write_between(self.file, "chaos", self.text)

    @property
    def text(self) -> str:
        """The table as it is now, with the names of what was not tried yet."""
        if self.some:
            return renewed(self._before, self.seen, self.heading())
        tried = {one.fault.name for one in self.seen}
        left = [fault.name for fault in self.planned if fault.name not in tried]
        unfinished = [f"The run was ended before these were tried: {', '.join(left)}."] if left else []
        return "\n\n".join([self.heading(), table(self.seen), *self.notes, *unfinished])

    @property
    def wrong(self) -> list[str]:
        """What is not as it has to be, a line for each fault of which something is not."""
        return [f"{one.fault.name}: {', '.join(found)}" for one in self.seen if (found := fails(one))]
