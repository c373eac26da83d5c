"""A crowd is let in a few at a time.

In most of these Twisted's port is played: only its reactor knows when a moment is over. The crowd is a real one.
"""

from collections.abc import Callable
from typing import Any

from live.push.gate import AT_ONCE, PAUSE, Gate
from tests.live.push.probe import probed

CROWD = 5 * AT_ONCE
PROBE = f"""
import asyncio, json, os, socket, sys
from live.push.server import Server

port, came, crowd, waiting = int(sys.argv[1]), [], [], [0]
HELLO = (
    b"GET / HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n"
)

def files():
    return len(os.listdir("/dev/fd"))

async def application(scope, receive, send):
    if scope["type"] != "websocket":
        return
    came.append(scope)
    waiting[0] = max(waiting[0], files() - before - len(came))
    await receive()
    if len(came) == {CROWD}:
        print(json.dumps(waiting[0]))
        server.stop()

def crowd_comes():
    # All stand in the kernel's queue, and have said what they want, before the server looks at the first.
    global before
    for n in range({CROWD}):
        crowd.append(socket.create_connection(("127.0.0.1", port)))
        crowd[-1].sendall(HELLO)
    before = files()

async def nothing():
    pass

server = Server(application, "127.0.0.1", port, before_stop=nothing, ready=crowd_comes)
server.run()
"""


class Port:
    """A listening port whose reactor waits until the test lets it go on."""

    def __init__(self) -> None:
        self.factory: Any = self
        self.reactor = self
        self.connected, self.disconnecting = True, False
        self.numberAccepts = 100
        self.reading = True
        self.later: list[tuple[float, Callable[[], None]]] = []

    def buildProtocol(self, address: Any) -> str:  # noqa: N802 - Twisted's name
        return f"protocol of {address}"

    def stopReading(self) -> None:  # noqa: N802
        self.reading = False

    def startReading(self) -> None:  # noqa: N802
        self.reading = True

    def callLater(self, seconds: float, then: Callable[[], None]) -> None:  # noqa: N802
        self.later.append((seconds, then))


def test_after_a_few_newcomers_the_door_is_shut_for_a_moment() -> None:
    port = Port()
    gate = Gate(port)
    assert port.factory is gate
    for n in range(AT_ONCE - 1):
        assert gate.buildProtocol(n) == f"protocol of {n}"
        assert port.reading
    gate.buildProtocol("the last of them")
    assert not port.reading
    port.numberAccepts = 120  # Twisted would take more the next time
    [(seconds, then)] = port.later
    assert seconds == PAUSE
    then()
    assert (port.reading, port.numberAccepts) == (True, AT_ONCE)


def test_a_port_that_closes_meanwhile_is_not_opened_again() -> None:
    port = Port()
    gate = Gate(port)
    for n in range(AT_ONCE):
        gate.buildProtocol(n)
    port.disconnecting = True
    port.later[0][1]()
    assert not port.reading


def test_of_a_crowd_no_more_are_taken_from_the_queue_than_can_be_seen_to_at_once() -> None:
    assert probed(PROBE) <= 2 * AT_ONCE
