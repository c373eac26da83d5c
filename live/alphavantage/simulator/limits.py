"""Whether a plan's limits let a request through: rolling windows of a second, a minute and a day."""

from collections import deque
from enum import StrEnum

from live.providers.provider import Limits

_MINUTE, _DAY = 60.0, 86_400.0


class Exceeded(StrEnum):
    """The window that a refused request would have overfilled."""

    SECOND = "burst"
    MINUTE = "minute"
    DAY = "day_spent"


class Meter:
    """Counts one key's requests. Times are seconds and may not run backwards.

    The second counts every request, also a refused one; the minute and the day count those let through. `slack`
    seconds are taken off the second: two requests sent a second apart may arrive a little closer.
    """

    def __init__(self, limits: Limits, slack: float = 0.0) -> None:
        self._limits = limits
        self._second = max(0.0, 1.0 - slack)
        self._asked: deque[float] = deque()
        self._granted: deque[float] = deque()

    def ask(self, now: float) -> Exceeded | None:
        """Count a request at `now`; None when it is let through."""
        _forget(self._asked, now - self._second)
        _forget(self._granted, now - (_DAY if self._limits.per_day is not None else _MINUTE))
        self._asked.append(now)
        exceeded = self._exceeded(now)
        if exceeded is None:
            self._granted.append(now)
        return exceeded

    def _exceeded(self, now: float) -> Exceeded | None:
        if len(self._asked) > self._limits.per_second:
            return Exceeded.SECOND
        minute, day = self._limits.per_minute, self._limits.per_day
        if minute is not None and sum(at > now - _MINUTE for at in self._granted) >= minute:
            return Exceeded.MINUTE
        if day is not None and len(self._granted) >= day:
            return Exceeded.DAY
        return None


def _forget(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
