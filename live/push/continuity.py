"""Whether every batch of the worker's was heard. Times are seconds of any steady clock."""


class Continuity:
    """Batches are numbered: anything but the last plus one, or too long a silence, puts what is known in doubt.

    A doubt is settled by a reading that began after it was raised.
    """

    def __init__(self, silence: float, now: float) -> None:
        self._silence = silence
        self._last: int | None = None
        self._heard_at = now
        self._waiting_since = now
        self._doubts = 0
        self._settled = 0

    @property
    def in_doubt(self) -> bool:
        return self._settled != self._doubts

    def begin(self, last: int, now: float) -> None:
        """Listening begins; `last` is the number of the last batch before. What was missed is in doubt.

        To listen anew is not to have heard: only a number that moved on shows that somebody spoke meanwhile.
        """
        if self._last is not None and last > self._last:
            self._heard_at = now
        self._last = last
        self._waiting_since = now
        self.doubt()

    def heard(self, number: int, now: float) -> None:
        if self._last is None or number != self._last + 1:
            self.doubt()
        self._last = number
        self._heard_at = self._waiting_since = now

    def silent(self, now: float) -> bool:
        """Whether no batch has come for too long."""
        return now - self._heard_at > self._silence

    def doubt_silence(self, now: float) -> bool:
        """Raise a doubt for each whole silence that passes; True when one was raised now."""
        if now - self._waiting_since <= self._silence:
            return False
        self._waiting_since = now
        self.doubt()
        return True

    def doubt(self) -> None:
        self._doubts += 1

    def doubts(self) -> int:
        """To be taken before a reading begins, and handed to `settle` when it has ended well."""
        return self._doubts

    def settle(self, doubts: int) -> None:
        self._settled = doubts
