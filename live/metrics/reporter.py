"""A thread of each process that tells Redis, every two seconds, what the process counted and how it stands.

Fails open: without Redis the counts are kept until it is back. Nothing is logged; hub and tasks tell of a Redis that
is away.
"""

import os
import secrets
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

from redis import RedisError

from live.metrics import names, shared, tally
from live.metrics.shared import Growth
from live.polling import connection


class Reporter:
    """Tells of this process, which is counted under each of its `roles`."""

    def __init__(self, roles: Sequence[str]) -> None:
        self.pid = os.getpid()
        self._name = f"{socket.gethostname()}-{self.pid}-{secrets.token_hex(4)}"
        self._redis, self._keys = connection.for_threads(), connection.keys()
        self._untold = Growth(0, {})
        self._telling = threading.Lock()
        self._ending = threading.Event()
        for role in roles:
            tally.stand(names.PROCESSES, 1, role)
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()

    def tell(self) -> None:
        """Tell now. Raises redis.RedisError; then the same is told again, under the same number."""
        with self._telling:
            if not self._untold.by:
                self._untold = Growth(self._untold.number + 1, tally.take())
            shared.tell(self._redis, self._keys, self._name, tally.gauges(), self._untold)
            self._untold = Growth(self._untold.number, {})

    def end(self) -> None:
        """Tell the last, and go."""
        self._ending.set()
        self._thread.join(shared.EVERY)
        with suppress(RedisError, OSError):
            self.tell()
            shared.leave(self._redis, self._keys, self._name)
        self._redis.close()

    def _run(self) -> None:
        while not self._ending.is_set():
            with suppress(RedisError, OSError):
                self.tell()
            self._ending.wait(shared.EVERY)


_reporter: Reporter | None = None


def start(*roles: str) -> None:
    """Begin to tell of this process. In a process that tells already it changes nothing."""
    global _reporter
    if _reporter is None or _reporter.pid != os.getpid():
        _reporter = Reporter(roles)


def tell() -> None:
    """Tell now, if this process tells at all. Raises redis.RedisError."""
    if _reporter is not None and _reporter.pid == os.getpid():
        _reporter.tell()


def end() -> None:
    """This process ends."""
    global _reporter
    if _reporter is not None and _reporter.pid == os.getpid():
        _reporter.end()
    _reporter = None
