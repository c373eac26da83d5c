"""Those of one set who take what follows now, ready to be written to together.

It is made once and holds until somebody joins, leaves, goes live or begins to lag: a poll finds it as the last one
left it, and per viewer nothing is left to ask.
"""

from collections.abc import Iterable, Sequence
from typing import Self

from live.push.line import WriteToAll
from live.push.sets import SymbolSet
from live.push.viewer import Viewer


class Audience:
    def __init__(self, viewers: Iterable[Viewer]) -> None:
        self._together: list[Viewer] = []
        self._alone: list[Viewer] = []
        self._write_to_all: WriteToAll | None = None
        members, together = [], None
        for viewer in viewers:
            if viewer.live and viewer.lagging_since is None:
                member = viewer.line.member()
                if member is None:
                    self._alone.append(viewer)
                else:
                    members.append(member)
                    self._together.append(viewer)
                    together = viewer.line.together
        self.size = len(self._together) + len(self._alone)
        if together is not None:
            self._write_to_all = together(members)

    @classmethod
    def of(cls, watched: SymbolSet[Viewer]) -> Self:
        """The set's, made anew when it was forgotten."""
        if not isinstance(watched.audience, cls):
            watched.audience = cls(watched.viewers)
        return watched.audience

    def write(self, text: str) -> Sequence[tuple[Viewer, int]]:
        """Gives those that have not taken everything yet, with the bytes that wait."""
        behind: list[tuple[Viewer, int]] = []
        if self._write_to_all is not None:
            behind += [(self._together[at], unsent) for at, unsent in self._write_to_all(text)]
        for viewer in self._alone:
            unsent = viewer.line.write(text)
            if unsent:
                behind.append((viewer, unsent))
        return behind
