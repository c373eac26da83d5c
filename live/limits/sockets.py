"""How many sockets are open, of a session and of an address, and how fast they came. Counted in this process. Pure.

An entry costs some 2 µs of a handshake's 480.
"""

from dataclasses import dataclass

from live.limits.rate import Allowance
from live.limits.refusals import Limit

# An address may bring as many at once as come in so many seconds: a class opens its pages within a minute's first
# seconds, and after a restart everybody's come back within one.
BURST_SECONDS = 20
# Only when so many addresses are remembered is it looked which of them can be forgotten.
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """The most at once of a session and of an address, and new ones a second of an address; 0 is without end."""

    per_session: int = 0
    per_address: int = 0
    new_per_second: int = 0


class Sockets:
    """`now` is in seconds of any steady clock. What enters must leave, by the same names."""

    def __init__(self, limits: SocketLimits) -> None:
        self._limits = limits
        self._of_session: dict[str, int] = {}
        self._of_address: dict[str, int] = {}
        self._newcomers: dict[str, Allowance] = {}
        self._tidy_at = REMEMBERED

    def enter(self, address: str, session: str | None, now: float) -> Limit | None:
        """Count one more; when a limit is reached it is not counted, and the limit is given."""
        limits = self._limits
        # A browser that is refused by itself takes nothing from the others of its address.
        mine = self._of_session.get(session, 0) if session is not None else 0
        if limits.per_session and mine >= limits.per_session:
            return Limit.SESSION
        if limits.new_per_second and not self._may_come(address, now):
            return Limit.NEWCOMERS
        here = self._of_address.get(address, 0)
        if limits.per_address and here >= limits.per_address:
            return Limit.ADDRESS
        if session is not None:
            self._of_session[session] = mine + 1
        self._of_address[address] = here + 1
        return None

    def leave(self, address: str, session: str | None) -> None:
        _one_less(self._of_address, address)
        if session is not None:
            _one_less(self._of_session, session)

    def _may_come(self, address: str, now: float) -> bool:
        allowance = self._newcomers.get(address)
        if allowance is None:
            if len(self._newcomers) >= self._tidy_at:
                self._tidy(now)
            rate = self._limits.new_per_second
            burst = float(max(rate * BURST_SECONDS, self._limits.per_address))
            allowance = self._newcomers[address] = Allowance(now, rate, burst, burst)
        return allowance.spend(now)

    def _tidy(self, now: float) -> None:
        """Forget those whose allowance is whole again: they are as though they had never come."""
        self._newcomers = {
            address: known
            for address, known in self._newcomers.items()
            if known.left + (now - known.at) * known.rate < known.burst
        }
        self._tidy_at = max(REMEMBERED, 2 * len(self._newcomers))


def _one_less(counts: dict[str, int], name: str) -> None:
    left = counts[name] - 1
    if left:
        counts[name] = left
    else:
        del counts[name]
