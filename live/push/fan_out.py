"""One text to many sockets, with as little as can be between it and the kernel.

It uses what is Twisted's own of a connection: the socket, and the two buffers that tell whether something is queued.
A test counts that the short way is really taken, so that a new version of Twisted cannot end it unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

from live.push.frames import Frames

OPEN = WebSocketProtocol.STATE_OPEN
# The protocol, its transport, the socket's own `send`, and whether it takes compressed frames.
Member = tuple[Any, Any, Any, bool]

frames = Frames()


@dataclass(slots=True)
class Tally:
    """How many frames the kernel took at once, whole, and how many went any other way."""

    at_once: int = 0
    otherwise: int = 0


tally = Tally()


def write_to_all(members: Sequence[Member], text: str) -> list[tuple[int, int]]:
    """Send a text to each; gives which of them have bytes that the network has not taken yet, and how many."""
    plain, packed = frames.of(text), None
    behind: list[tuple[int, int]] = []
    slow = 0
    for at, (protocol, transport, send, deflated) in enumerate(members):
        data = plain
        if deflated:
            data = packed = packed or frames.deflated(text)
        if protocol.state == OPEN and not transport.dataBuffer and not transport._tempDataBuffer:
            # Nothing is queued: the kernel takes it now, without a turn of the reactor to become writable.
            try:
                sent = send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                continue  # the connection is lost, which the reactor finds out by itself
            if sent == len(data):
                continue
            data = data[sent:]
        elif protocol.state != OPEN:
            continue
        slow += 1
        transport.write(data)
        behind.append((at, backlog(transport)))
    tally.at_once += len(members) - slow
    tally.otherwise += slow
    return behind


def backlog(transport: Any) -> int:
    """The bytes that wait for the network; none once the connection is anything but Twisted's own."""
    if not isinstance(transport, Connection):
        return 0
    return len(transport.dataBuffer) - transport.offset + transport._tempDataLen
