"""Ports that are free, and those that are not."""

import socket
from collections.abc import Iterator

import pytest

from stocker.up import Refused, ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use_is_refused_with_what_to_do(taken: int) -> None:
    with pytest.raises(Refused, match=rf"^port {taken} is in use .+ PORT={taken + 1} make run$"):
        ports.refuse_unusable("127.0.0.1", taken)


def test_a_port_is_refused_that_is_in_use_at_one_address_of_all(taken: int) -> None:
    with pytest.raises(Refused, match="in use"):
        ports.refuse_unusable("0.0.0.0", taken)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_refused_naming_the_setting(host: str) -> None:
    with pytest.raises(Refused, match=rf"^HOST={host} "):
        ports.refuse_unusable(host, 0)


def test_another_port_is_found_when_the_preferred_one_is_taken(taken: int) -> None:
    assert ports.free(taken) != taken
    ports.refuse_unusable("127.0.0.1", ports.free(taken))
