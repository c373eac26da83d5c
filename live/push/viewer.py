"""One socket, as the hub sees it."""

from collections.abc import Collection

from live.push.line import Line


class Viewer:
    """`joined`: its set is known and read. `live`: it has had its snapshot and takes what follows.

    `spare`: it shows a board, whose symbols are asked for only after what people picked.
    `lagging_since` is when it stopped taking what was sent (seconds of the loop), None while it does.
    """

    __slots__ = ("__weakref__", "joined", "keep", "lagging_since", "line", "live", "spare", "visible")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.visible = True
        self.spare = False
        self.keep: Collection[str] = frozenset()
        self.joined = False
        self.live = False
        self.lagging_since: float | None = None
