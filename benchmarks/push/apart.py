"""Server and viewers as if on two machines.

On a loopback the sender's processor does the receiver's share of the network as well, up to waking its program: a
fixed sum on top of every design, most of what a good one costs. In a network of the benchmark's own (a Linux network
namespace, which only root can make) whatever arrives is handled on the client's core instead.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from benchmarks.push import cores

_MARK = "BENCH_PUSH_APART"
_TOOLS = ("unshare", "ip", "mount")
_ALONE = ["unshare", "--net", "--mount"]
# https://docs.kernel.org/admin-guide/sysctl/net.html#netdev-max-backlog
_QUEUE, _PACKETS = Path("/proc/sys/net/core/netdev_max_backlog"), 20_000
# A namespace's own loopback shows in a /sys of its own. https://docs.kernel.org/networking/scaling.html
_SET_UP = """
ip link set lo up && mount -t sysfs sysfs /sys && echo "$1" > /sys/class/net/lo/queues/rx-0/rps_cpus && shift &&
exec "$@"
"""


def are() -> bool:
    return os.environ.get(_MARK) == "yes"


def possible() -> bool:
    """Whether this user can, on this machine."""
    if not all(map(shutil.which, _TOOLS)) or cores.SERVER == cores.CLIENT:
        return False
    return os.access(_QUEUE, os.W_OK) and subprocess.run(_within(["true"]), capture_output=True).returncode == 0


def begin_anew() -> NoReturn:
    """Run the same program in such a network, to its end, and end as it did."""
    was = _QUEUE.read_text()
    os.environ[_MARK] = "yes"
    _QUEUE.write_text(str(max(int(was), _PACKETS)))
    try:
        program = subprocess.Popen(_within([sys.executable, *sys.orig_argv[1:]]))
        # An interrupt reaches both; what the program then says comes first.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        sys.exit(program.wait())
    finally:
        _QUEUE.write_text(was)


def _within(command: list[str]) -> list[str]:
    mask = f"{1 << cores.CLIENT % 32:x}" + ",00000000" * (cores.CLIENT // 32)
    return [*_ALONE, "sh", "-c", _SET_UP, "sh", mask, *command]
