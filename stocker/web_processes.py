"""Several server processes at one port, each with a core to itself; one that dies is started again.

SIGHUP renews them one after another: each next one serves at the same listening socket before the one whose place it
takes sends its browsers away and ends. So a new release, or new settings, come into force and no request is lost.
"""

import contextlib
import logging
import os
import select
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
# How long they may take to end, beside the time over which they send their browsers away.
PATIENCE = 8.0
# And to serve, when they are started.
START_SECONDS = 60.0
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
    def __init__(self, sockets: list[socket.socket], drain_seconds: float) -> None:
        self._sockets = sockets
        self._patience = PATIENCE + drain_seconds
        self._children: list[subprocess.Popen[bytes] | None] = [None] * len(sockets)
        self._ending = threading.Event()
        self._renewal = threading.Event()
        self._to_renew: list[int] = []  # one a round, so that meanwhile the others are looked after

    def run(self) -> None:
        """Returns when they have ended, after a signal."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._ending.set())
        signal.signal(signal.SIGHUP, lambda *_: self._renewal.set())
        while not self._ending.is_set():
            for at in range(len(self._children)):
                self._keep(at)
            if self._renewal.is_set():
                self._renewal.clear()
                logger.info("renewing %s server processes", len(self._children))
                self._to_renew = list(range(len(self._children)))
            if self._to_renew:
                self._renew(self._to_renew.pop(0))
            else:
                self._ending.wait(PAUSE)
        self._end([child for child in self._children if child is not None])

    def _keep(self, at: int) -> None:
        child = self._children[at]
        if child is None or child.poll() is not None:
            if child is not None:
                logger.warning("a server process ended (%s); starting another", child.returncode)
            self._children[at], telling = self._start(self._sockets[at].fileno())
            os.close(telling)

    def _renew(self, at: int) -> None:
        """Another in the place of this one; if it does not start, what runs goes on."""
        old = self._children[at]
        new, telling = self._start(self._sockets[at].fileno())
        if not self._serves(telling) or old is None:
            self._end([new])
            self._to_renew = []
            if not self._ending.is_set():
                logger.error("a new server process does not start; those that run go on")
            return
        self._children[at] = new
        self._end([old])
        if not self._to_renew:
            logger.info("renewed")

    def _serves(self, telling: int) -> bool:
        """Waits for the word of the process at the other end of the pipe. False when it died or takes too long."""
        try:
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until and not self._ending.is_set():
                if select.select([telling], [], [], 0.1)[0]:
                    return bool(os.read(telling, 1))
            return False
        finally:
            os.close(telling)

    @staticmethod
    def _start(fileno: int) -> "tuple[subprocess.Popen[bytes], int]":
        """The process, and the end of a pipe that says when it serves."""
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "stocker.serve", str(fileno), str(writing)]
        try:
            return subprocess.Popen(command, pass_fds=[fileno, writing]), reading
        finally:
            os.close(writing)

    def _end(self, children: "list[subprocess.Popen[bytes]]") -> None:
        for child in children:
            child.terminate()
        until = time.monotonic() + self._patience
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
