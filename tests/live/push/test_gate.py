"""A crowd is let in a few at a time. Twisted's port is played here: only its reactor knows when a moment is over."""

from collections.abc import Callable
from typing import Any

from live.push.gate import AT_ONCE, PAUSE, Gate


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
