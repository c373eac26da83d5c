"""What is known of provider, budget and markets, and when the viewers must hear of it again.

A change of state is told at once; the counters of the budget alone at most every so often.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from live.polling.status import states
from live.push import messages
from live.quotes import Basis, iso

Known = Mapping[str, Any]

TOLD = ("basis", "source", "provider", "budget", "market")
# What is told where there are several providers.
MAYBE = ("sources",)


def nothing_yet(source: str, basis: Basis, now: datetime) -> dict[str, Any]:
    """The status before any poll was heard of."""
    return {
        "basis": basis.value,
        "source": source,
        "provider": {"state": "waiting", "since": iso(now), "message": ""},
        "budget": {"window": None, "used": None, "limit": None, "next_due_at": None},
        "market": {},
    }


class Status:
    """The last status, and what of it was told. `seconds` are of any steady clock."""

    def __init__(self, known: Known, every: float) -> None:
        self._known = known
        self._text = messages.encoded(known)  # once for all who come
        self._every = every
        self._told: tuple[Known, bool] | None = None
        self._told_at = float("-inf")

    def take(self, status: Known) -> None:
        """What a poll knew last. Raises KeyError or TypeError on what is no status."""
        known = {name: status[name] for name in TOLD} | {name: status[name] for name in MAYBE if name in status}
        states(known)
        self._known, self._text = known, messages.encoded(known)

    def due(self, live: bool, seconds: float) -> bool:
        if self._told is None:
            return True
        known, was_live = self._told
        if live != was_live or states(known) != states(self._known):
            return True
        return known != self._known and seconds - self._told_at >= self._every

    def text(self, now: datetime, live: bool) -> str:
        return messages.status(now, self._text, live)

    def told(self, live: bool, seconds: float) -> None:
        self._told, self._told_at = (self._known, live), seconds
