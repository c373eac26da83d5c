"""Ports for the servers that tests start.

The system's own choice would do, were it not given to somebody's connection between the asking and the listening:
with several workers that happens every few runs. So these lie below the range that connections are given
(32768 on Linux, 49152 on macOS). The workers of a run, which have one parent, share the stretches out among them: a
port is asked for a while before its server listens there.
"""

import os
import socket
from itertools import count

_FIRST, _LAST = 10_240, 32_000
_STRETCH = 1_000  # a worker's, several times what one asks for
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
_next = count(os.getppid() * 211 + int(_worker) * _STRETCH if _worker else os.getpid() * 211)


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
