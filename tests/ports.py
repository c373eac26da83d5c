"""Ports for the servers that tests start.

The system's own choice would do, were it not given to somebody's connection between the asking and the listening:
with several workers that happens every few runs. So these lie below the range that connections are given
(32768 on Linux, 49152 on macOS), and each process begins at another place.
"""

import os
import socket
from itertools import count

_FIRST, _LAST = 10_240, 32_000
_next = count(os.getpid() * 211)  # a process's stretch, before it reaches its neighbour's


def free_port() -> int:
    """A port of 127.0.0.1 at which nobody listens, another one each time."""
    while True:
        port = _FIRST + next(_next) % (_LAST - _FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
