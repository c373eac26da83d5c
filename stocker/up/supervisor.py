"""Keeps the processes running and labels what they say: honcho's manager, with children that are started again.

Honcho ends everything when one process ends. Here each child has a keeper, a small process between it and the
manager, which starts it again after a pause. The manager asks the keepers to end, and each ends its own child: by
SIGTERM to the child alone (Celery's pool processes are not to die before their parent), after a while by SIGKILL to
all of its group.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from honcho.manager import Manager
from honcho.printer import Printer
from honcho.process import Process

from stocker.log_lines import of_another

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Pauses before a child is started again, in seconds; the last one repeats.
PAUSES = (1, 2, 4, 8, 15, 30)
# A child that ran this long began well: the next pause is the first again. Seconds.
SETTLED = 60
# How long a child may take to finish what it is doing; seconds. A poll starts no request after 5 s.
PATIENCE = 10


class Keeper(Process):
    """Runs one command, given as a list, for as long as it is not told to end. Runs in a process of its own."""

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        self._events, self._ending = events, False
        self._child: subprocess.Popen[bytes] | None = None
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: self._end())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING_SIGNALS)
        threading.Thread(target=self._end_with, args=(os.getppid(),), daemon=True).start()
        self._send_message({"pid": os.getpid()}, type="start")
        ends = 0
        while not self._ending:
            began = time.monotonic()
            code = self._live()
            if self._ending:
                break
            ends = 0 if time.monotonic() - began > SETTLED else ends
            pause = PAUSES[min(ends, len(PAUSES) - 1)]
            ends += 1
            self._send_message(f"ended ({_how(code)}); starting it again in {pause} s\n")
            self._rest(pause)
        self._send_message({"returncode": 0}, type="stop")

    def _live(self) -> int:
        child = subprocess.Popen(
            self.cmd,
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._child = child
        if self._ending:  # asked to in the moment before there was a child
            self._end()
        # In a thread: what a killed child leaves behind would hold the pipe open.
        lines = threading.Thread(target=self._pass_on, args=(child,), daemon=True)
        lines.start()
        code = child.wait()
        self._child = None
        self._end_at_once(child.pid)
        lines.join(1)
        return code

    def _pass_on(self, child: "subprocess.Popen[bytes]") -> None:
        for line in child.stdout or ():
            if line.strip():
                self._send_message(line)

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._ending and time.monotonic() < until:
            time.sleep(0.1)

    def _end(self) -> None:
        self._ending = True
        child = self._child
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda *_: self._end_at_once(child.pid))
        signal.alarm(PATIENCE)

    @staticmethod
    def _end_at_once(group: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)

    def _end_with(self, parent: int) -> None:
        """A manager that was killed tells nobody."""
        while os.getppid() == parent:
            time.sleep(1)
        self._events.cancel_join_thread()  # nobody reads it any more
        os.kill(os.getpid(), signal.SIGTERM)


class JsonPrinter(Printer):
    """Each line as one JSON object, which names the process instead of a label before it."""

    def write(self, message: Any) -> None:
        said = message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else message.data
        for line in said.split("\n"):
            if line.strip():
                print(of_another(message.name or "up", line, datetime.now(UTC)), file=self.output, flush=True)


class Supervisor(Manager):
    """`when_started` is called once, in a thread beside the loop. What the children say is text with labels or JSON."""

    _terminating: bool

    def __init__(self, when_started: Callable[[], None], *, as_json: bool = False) -> None:
        # Linux: children are forked; elsewhere that is not safe. Both leave the manager the keepers' parent.
        multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn", force=True)
        super().__init__((JsonPrinter if as_json else Printer)(sys.stdout, time_format=""))
        self._process_ctor = Keeper
        self._when_started = when_started

    def terminate(self) -> None:
        if self._terminating:
            return
        self._terminating = True
        super()._system_print("Ending everything\n")
        for entry in self._processes.values():
            entry["process"].terminate()

    def kill(self) -> None:
        """Each keeper has its own patience, and kills its own child."""

    def _system_print(self, data: str) -> None:
        """Honcho's own lines name signals and process numbers: nothing for an operator."""

    def _start(self) -> None:
        # A signal in the middle of this would find half of the keepers, or a keeper that does not know it yet.
        signal.signal(signal.SIGHUP, lambda *_: self.terminate())
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS)
        super()._start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING_SIGNALS)
        threading.Thread(target=self._when_started, daemon=True).start()


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
