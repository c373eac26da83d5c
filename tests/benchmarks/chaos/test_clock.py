"""The clock that `make chaos` sets under the whole product, and for nobody else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.chaos.clock import SetClock

# Tells the time of day whenever it is asked, and how long a lock, a sleep and a wait until a time of day take by a
# steady clock.
ASKED = """
import multiprocessing, sys, threading, time
lock, shared = threading.Lock(), multiprocessing.Lock()
lock.acquire(), shared.acquire()
for line in sys.stdin:
    began = time.monotonic()
    lock.acquire(timeout=0.1), time.sleep(0.1), shared.acquire(timeout=0.1)
    print(time.time(), time.monotonic() - began, flush=True)
"""


@pytest.mark.needs("cc")
def test_a_clock_is_set_for_running_processes_and_steady_ones_go_on(tmp_path: Path) -> None:
    clock = SetClock.made(tmp_path)
    assert clock
    with subprocess.Popen(
        [sys.executable, "-c", ASKED],
        env=os.environ | clock.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        for ahead in (0.0, 600.0, -30.0, 0.0):
            clock.put(ahead)
            assert clock.ahead == ahead
            began = time.time()
            process.stdin.write("\n")
            process.stdin.flush()
            told, took = map(float, process.stdout.readline().split())
            assert began - 0.001 <= told - ahead <= time.time() + 0.001
            assert 0.3 <= took < 60  # a wait that took the step for time would last ten minutes, or none
        process.stdin.close()
