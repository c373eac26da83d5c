"""Processes that are kept running, and ended together. The supervisor is a process of its own here, as in use."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.environment import ROOT

PROGRAM = """
import sys
from stocker.up import supervisor
supervisor.PATIENCE = 2
supervisor.PAUSES = (0.1,)
manager = supervisor.Supervisor(lambda: print("started", flush=True))
for name, command in zip(sys.argv[1::2], sys.argv[2::2]):
    manager.add_process(name, ["sh", "-c", command])
manager.loop()
"""


# Nothing here is waited for longer, on a busy machine too; seconds. What is to stay meanwhile sleeps longer.
PATIENCE = 60


class Supervised:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[str] | None = None

    def start(self, **commands: str) -> "subprocess.Popen[str]":
        """Each command, in a shell, writes its process number into a file of its name."""
        arguments = [
            word for name, command in commands.items() for word in (name, f"echo $$ > {self.folder / name}; {command}")
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        return self._process

    def number(self, name: str) -> int:
        """The process number of a command, once it runs."""
        file, until = self.folder / name, time.monotonic() + PATIENCE
        # Read once: a command that is started again empties the file before it writes.
        while not (written := file.read_text() if file.exists() else "").endswith("\n"):
            assert time.monotonic() < until
            time.sleep(0.02)
        return int(written)

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.communicate(timeout=PATIENCE)


def soon(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def lives(number: int) -> bool:
    """A process that ended but was not yet waited for does not live."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    supervised = Supervised(tmp_path)
    yield supervised
    supervised.end()


def test_what_a_process_says_is_labelled(supervised: Supervised) -> None:
    process = supervised.start(web="echo hello; sleep 600", worker="sleep 600")
    supervised.number("worker")
    assert process.stdout is not None
    patience = threading.Timer(PATIENCE, process.terminate)  # else a word that never comes is waited for without end
    patience.start()
    assert " web    | hello\n" in process.stdout
    patience.cancel()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_every_process(supervised: Supervised, ending: signal.Signals) -> None:
    process = supervised.start(one="exec sleep 600", two="exec sleep 600")
    numbers = [supervised.number("one"), supervised.number("two")]
    process.send_signal(ending)
    process.communicate(timeout=PATIENCE)
    assert not any(map(lives, numbers))


def test_a_process_that_will_not_end_is_killed_with_its_children(supervised: Supervised, tmp_path: Path) -> None:
    child = f"trap '' TERM; sh -c 'echo $PPID' > {tmp_path / 'child'}; while :; do sleep 1; done"
    deaf = f"trap '' TERM; ({child}) & wait; wait"
    process = supervised.start(deaf=deaf)
    numbers = [supervised.number("deaf"), supervised.number("child")]
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert soon(lambda: not any(map(lives, numbers)))  # the child was killed, and nobody waits for its end


def test_a_process_that_dies_is_started_again_and_the_others_go_on(supervised: Supervised) -> None:
    process = supervised.start(web="exec sleep 600", worker="exec sleep 600")
    first, other = supervised.number("worker"), supervised.number("web")
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: supervised.number("worker") != first)
    assert lives(other)
    process.terminate()
    assert "worker | ended (SIGKILL); starting it again in 0.1 s\n" in process.communicate(timeout=PATIENCE)[0]


def test_processes_end_when_their_supervisor_is_killed(supervised: Supervised) -> None:
    process = supervised.start(one="exec sleep 600", two="exec sleep 600")
    numbers = [supervised.number("one"), supervised.number("two")]
    process.kill()
    process.wait()
    assert soon(lambda: not any(map(lives, numbers)))
