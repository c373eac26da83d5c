"""One text to many sockets, with as little as can be between it and the kernel.

It uses what is Twisted's own of a connection: the socket, and the two buffers that tell whether something is queued.
A test counts that the short way is really taken, so that a new version of Twisted cannot end it unseen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

from live.push.frames import Frames

OPEN = WebSocketProtocol.STATE_OPEN
# The protocol, its transport, the socket's own `send`, and whether it takes compressed frames.
Member = tuple[Any, Any, Any, bool]

frames = Frames()
# The transports of those that take their leave: nothing may follow a closing frame.
leaving: set[Any] = set()


@dataclass(slots=True)
class Tally:
    """How many frames the kernel took at once, whole, and how many went any other way."""

    at_once: int = 0
    otherwise: int = 0


tally = Tally()


class Together:
    """One or more sockets that get the same; to be made anew when one joins or leaves.

    Twisted is asked once whether bytes of any of them are queued. While none are, each costs one call and one look at
    its answer: half of what it takes to look at each.
    """

    __slots__ = ("_deflated", "_members", "_reactor", "_sends", "_transports")

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        self._sends = [send for _, _, send, _ in members]
        self._transports = frozenset(transport for _, transport, _, _ in members)
        self._reactor = members[0][1].reactor
        deflated = {deflated for _, _, _, deflated in members}
        self._deflated = deflated.pop() if len(deflated) == 1 else None  # None when some are and some are not

    def write(self, text: str) -> list[tuple[int, int]]:
        """Gives which of them have bytes that the network has not taken yet, and how many."""
        if self._deflated is None or not self._all_free():
            unsent = [(at, write(member, text)) for at, member in enumerate(self._members)]
            return [(at, count) for at, count in unsent if count]
        data = frames.deflated(text) if self._deflated else frames.of(text)
        length = len(data)
        behind = []
        for at, send in enumerate(self._sends):
            try:
                sent = send(data)
            except OSError as error:
                sent = _taken(error, data)
            if sent != length:
                behind.append((at, _queue(self._members[at][1], data[sent:])))
        tally.at_once += len(self._sends) - len(behind)
        return behind

    def _all_free(self) -> bool:
        return self._transports.isdisjoint(self._reactor.getWriters()) and leaving.isdisjoint(self._transports)


def together(members: Sequence[Member]) -> Callable[[str], list[tuple[int, int]]]:
    return Together(members).write


def write(member: Member, text: str) -> int:
    """Send a text to one; gives its bytes that the network has not taken yet."""
    protocol, transport, send, deflated = member
    if protocol.state != OPEN:
        return 0
    unsent = put(transport, send, frames.deflated(text) if deflated else frames.of(text))
    if unsent:
        tally.otherwise += 1
    else:
        tally.at_once += 1
    return unsent


def put(transport: Any, send: Callable[[bytes], int], frame: bytes) -> int:
    """Write a whole frame to a connection, whose socket's own `send` is given; gives the bytes that wait then."""
    if not transport.dataBuffer and not transport._tempDataBuffer:
        # Nothing is queued: the kernel takes it now, without a turn of the reactor to become writable.
        try:
            sent = send(frame)
        except OSError as error:
            sent = _taken(error, frame)
        if sent == len(frame):
            return 0
        frame = frame[sent:]
    transport.write(frame)
    return backlog(transport)


def backlog(transport: Any) -> int:
    """The bytes that wait for the network; none once the connection is anything but Twisted's own."""
    if not isinstance(transport, Connection):
        return 0
    return len(transport.dataBuffer) - transport.offset + transport._tempDataLen


def _taken(error: OSError, data: bytes) -> int:
    """Nothing while the kernel's buffer is full. Of a lost connection, which the reactor finds out by itself, all."""
    return 0 if isinstance(error, BlockingIOError) else len(data)


def _queue(transport: Any, data: bytes) -> int:
    tally.otherwise += 1
    transport.write(data)
    return backlog(transport)
