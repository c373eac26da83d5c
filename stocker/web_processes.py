"""Several server processes at one port, each with a core to itself; one that dies is started again."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time

logger = logging.getLogger("stocker.serve")

BACKLOG = 4096
# A process that cannot live is started again after so long; seconds.
PAUSE = 1.0
# And how long they may take to send their browsers away.
PATIENCE = 8.0
# Linux deals connections evenly among such sockets; elsewhere the processes share one.
DEALS = sys.platform == "linux"


def open_sockets(count: int, host: str, port: int) -> list[socket.socket]:
    """One listening socket for each process. They outlive it: who waits in its queue is served by the next.

    Raises OSError when nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sockets: list[socket.socket] = []
    for _ in range(count if DEALS else 1):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sockets:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
        # The first only now, so that it does not join another program at this port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.listen(BACKLOG)
        listening.setblocking(False)
        sockets.append(listening)
    return sockets * (1 if DEALS else count)


class WebProcesses:
    def __init__(self, sockets: list[socket.socket]) -> None:
        self._sockets = sockets
        self._children: list[subprocess.Popen[bytes] | None] = [None] * len(sockets)
        self._ending = threading.Event()

    def run(self) -> None:
        """Returns when they have ended, after a signal."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._ending.set())
        while not self._ending.is_set():
            for at, child in enumerate(self._children):
                if child is None or child.poll() is not None:
                    if child is not None:
                        logger.warning("a server process ended (%s); starting another", child.returncode)
                    self._children[at] = self._start(self._sockets[at].fileno())
            self._ending.wait(PAUSE)
        self._end()

    @staticmethod
    def _start(fileno: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "stocker.serve", str(fileno)], pass_fds=[fileno])

    def _end(self) -> None:
        children = [child for child in self._children if child is not None]
        for child in children:
            child.terminate()
        until = time.monotonic() + PATIENCE
        for child in children:
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def end_with(parent: int) -> None:
    """End this process in good order when its parent, which would have told it to, has died."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        with contextlib.suppress(ProcessLookupError):
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
