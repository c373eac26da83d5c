"""A server process that is alone: SIGHUP puts another program in its place, behind the same listening socket.

It sends its browsers away and finishes its pages as at its end, and then executes itself anew. Whoever comes meanwhile
waits in the socket's queue for the second or two that a start takes. Its number stays, so whoever looks after it sees
no process end.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

logger = logging.getLogger("stocker.serve")

# How long another may take to show that it starts; seconds.
START_SECONDS = 60.0
COMMAND = (sys.executable, "-m", "stocker.serve")
# Given in place of a socket: say whether a server starts, and end.
TRIAL = "trial"
NUMBERS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class Renewal:
    """What the process does at a signal. `stop` ends the server in good order, from any thread, and once."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._trial = threading.Lock()
        self._ends = False
        self.wanted = False

    def watch(self) -> None:
        """From now on; what came since `again` is heard now."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end())
        signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=self._renew, daemon=True).start())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, NUMBERS)

    def _end(self) -> None:
        self._ends = True
        self._stop()

    def _renew(self) -> None:
        if not self._trial.acquire(blocking=False):
            return
        logger.info("renewing the server process")
        if self._starts():
            self.wanted = True
            self._stop()
        else:
            logger.error("a new server process does not start; the one that runs goes on")
            self._trial.release()

    @staticmethod
    def _starts() -> bool:
        try:
            return subprocess.run([*COMMAND, TRIAL], timeout=START_SECONDS, check=False).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def again(self, listening: int) -> None:
        """To be called when the server has stopped. Returns when the process is to end, and not at all when not."""
        signal.pthread_sigmask(signal.SIG_BLOCK, NUMBERS)
        if self.wanted and not self._ends:
            self._execute(listening)

    @staticmethod
    def _execute(listening: int) -> NoReturn:
        os.set_inheritable(listening, True)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(COMMAND[0], [*COMMAND, str(listening)])  # noqa: S606  (no shell is meant)
