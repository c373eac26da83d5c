"""How much one socket may say."""

from dataclasses import dataclass

# A person who clicks fast makes a few messages a second.
SUSTAINED = 20.0  # messages a second
BURST = 60.0


@dataclass(slots=True)
class Allowance:
    """A bucket of messages that fills at `rate` a second up to `burst`. Times are seconds of any steady clock."""

    at: float
    rate: float = SUSTAINED
    burst: float = BURST
    left: float = BURST

    def spend(self, now: float) -> bool:
        """Take one message at `now`; False when nothing is left."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
