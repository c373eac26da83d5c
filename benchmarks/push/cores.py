"""Which core does what: the server has one to itself; client, publisher and Redis share another."""

import os
from collections.abc import Sequence

CORES = sorted(os.sched_getaffinity(0))
SERVER, CLIENT = CORES[0], CORES[-1]


def take_client_core() -> None:
    """This process, and what it starts from now on, runs on the client's core."""
    os.sched_setaffinity(0, {CLIENT})


def on_server_core(command: Sequence[str]) -> list[str]:
    return ["taskset", "--cpu-list", str(SERVER), *command]


def on_client_core(command: Sequence[str]) -> list[str]:
    return ["taskset", "--cpu-list", str(CLIENT), *command]
