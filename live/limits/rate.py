"""How much one socket may say."""

from dataclasses import dataclass
from typing import Self

MESSAGES_PER_SECOND = 20
# As many may come at once as in so many seconds: a person who clicks fast makes a few messages a second.
BURST_SECONDS = 3


@dataclass(slots=True)
class Allowance:
    """A bucket that fills at `rate` a second up to `burst`. Times are seconds of any steady clock."""

    at: float
    rate: float
    burst: float
    left: float

    @classmethod
    def of_messages(cls, now: float, rate: float) -> Self:
        """Full, for so many messages a second."""
        burst = rate * BURST_SECONDS
        return cls(now, rate, burst, burst)

    def spend(self, now: float) -> bool:
        """Take one at `now`; False when nothing is left."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
