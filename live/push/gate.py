"""Lets newcomers in a few at a time, so that thousands who come back at once do not keep the others waiting.

Who is not let in yet waits in the kernel's queue, in order, and loses nothing but a moment.
"""

from typing import Any

# At most so many connections, then a moment for everybody else: 2,000 a second. Those take the greater part of a core,
# and a poll that comes meanwhile waits for one batch of handshakes, some 12 ms.
AT_ONCE = 24
PAUSE = 0.012  # seconds


class Gate:
    """Stands between a listening port of Twisted's and its factory."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._factory = port.factory
        self._came = 0
        port.factory = self
        port.numberAccepts = AT_ONCE

    def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
        self._came += 1
        if self._came >= AT_ONCE:
            self._port.stopReading()
            self._port.reactor.callLater(PAUSE, self._open)
            self._came = 0
        return self._factory.buildProtocol(address)

    def doStop(self) -> None:  # noqa: N802 - Twisted's name
        self._factory.doStop()

    def _open(self) -> None:
        if self._port.connected and not self._port.disconnecting:
            # Twisted would let in more and more of a crowd at a time.
            self._port.numberAccepts = AT_ONCE
            self._port.startReading()
