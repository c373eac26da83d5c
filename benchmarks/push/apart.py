"""Server and viewers as if on two machines.

On a loopback the sender's processor does the receiver's share of the network as well, up to waking its program: a
fixed sum on top of every design, most of what a good one costs. In a network of the benchmark's own (a Linux network
namespace, which only root can make) whatever arrives is handled on the client's core instead.
"""

import os
import shutil
import subprocess
import sys

from benchmarks.push import cores

_MARK = "BENCH_PUSH_APART"
_TOOLS = ("unshare", "ip", "mount")
_ALONE = ["unshare", "--net", "--mount"]
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
    return subprocess.run(_within(["true"]), capture_output=True).returncode == 0


def begin_anew() -> None:
    """Become the same program in such a network. Does not return."""
    os.environ[_MARK] = "yes"
    command = _within([sys.executable, *sys.orig_argv[1:]])
    os.execvp(command[0], command)  # noqa: S606 - no shell of its own is wanted


def _within(command: list[str]) -> list[str]:
    mask = f"{1 << cores.CLIENT % 32:x}" + ",00000000" * (cores.CLIENT // 32)
    return [*_ALONE, "sh", "-c", _SET_UP, "sh", mask, *command]
