"""The Redis of a one-command start: on a private unix socket in the run directory, started before and ended after
everything else, and started again when it dies."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from stocker.up import Refused

NAMES = ("valkey-server", "redis-server")
# sun_path of Linux holds 108 bytes, that of macOS 104, with the byte that ends it.
LONGEST_PATH = 103
START_SECONDS = 10
END_SECONDS = 10


def programs(path: str, own_bin: Path) -> list[str]:
    """The Redis servers of this machine, best first: those on the PATH, then the one among the packages."""
    elsewhere = os.pathsep.join(part for part in path.split(os.pathsep) if part and Path(part) != own_bin)
    found = [*(shutil.which(name, path=elsewhere) for name in NAMES), shutil.which("redis-server", path=str(own_bin))]
    return [program for program in found if program]


def answers(socket: Path) -> bool:
    try:
        with Redis(unix_socket_path=str(socket), socket_timeout=1, retry=Retry(NoBackoff(), 0)) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


class OwnRedis:
    """One Redis, whose files all lie in `folder`. `say` is told when it had to be started again."""

    def __init__(self, folder: Path, say: Callable[[str], object], programs: list[str]) -> None:
        self.socket = folder / "redis.sock"
        self._folder = folder
        self._say = say
        self._programs = programs
        self._pid = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()

    def start(self) -> None:
        """It answers when this returns. One of ours that still runs is taken over. Raises Refused."""
        if len(os.fsencode(self.socket)) > LONGEST_PATH:
            raise Refused(
                f"the path of {self.socket} is too long for a socket: set RUN_DIR to a shorter one, or REDIS_URL"
            )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        if answers(self.socket):
            with Redis(unix_socket_path=str(self.socket)) as client:
                self._pid = int(client.info("server")["process_id"])
            return
        if not self._programs:
            raise Refused(
                "no redis-server is installed: install one (Debian: apt-get install redis-server), or set REDIS_URL"
            )
        if any(self._started(program) for program in self._programs):
            return
        # What another version wrote, or half wrote, may be beyond these. It held quotes, which come again, and
        # what was spent of the budget, which the database knows too.
        dump = self._folder / "dump.rdb"
        if dump.exists():
            dump.rename(self._folder / "dump.rdb.unreadable")
            if any(self._started(program) for program in self._programs):
                return
        raise Refused(f"Redis does not start: see {self._folder / 'redis.log'}")

    def keep(self) -> None:
        """Start it again whenever it dies, until `end`."""
        threading.Thread(target=self._keep, name="redis", daemon=True).start()

    def end(self) -> None:
        """It has written everything down and is gone when this returns."""
        self._ending.set()
        if not self._alive():
            return
        os.kill(self._pid, signal.SIGTERM)
        if not self._within(END_SECONDS, lambda: not self._alive()):
            os.kill(self._pid, signal.SIGKILL)

    def _keep(self) -> None:
        while not self._ending.wait(0.5):
            if not self._alive():
                self._say("Redis ended; starting it again")
                try:
                    self.start()
                except Refused as error:
                    self._say(str(error))
                    self._ending.wait(5)

    def _started(self, program: str) -> bool:
        self.socket.unlink(missing_ok=True)
        # Its own session: the terminal's Ctrl-C is not for it, it ends last.
        self._process = subprocess.Popen(
            [
                program,
                *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", str(self._folder), "--dbfilename", "dump.rdb", "--appendonly", "no"),
                # Two words, not one: Redis 6.2 takes "60 1" for no saving at all.
                *("--save", "60", "1"),
                # A full disk must not end the writing of prices, which are kept in memory anyway.
                *("--stop-writes-on-bgsave-error", "no"),
                *("--maxmemory", "256mb", "--maxmemory-policy", "noeviction"),
                *("--logfile", str(self._folder / "redis.log"), "--loglevel", "warning", "--daemonize", "no"),
            ],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._pid = self._process.pid
        self._within(START_SECONDS, lambda: answers(self.socket) or not self._alive())
        if answers(self.socket):
            return True
        self._process.kill()
        self._process.wait()
        return False

    def _alive(self) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        if not self._pid:
            return False  # never started; and 0 is everyone of this process's own group
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return False
        return True

    @staticmethod
    def _within(seconds: float, done: Callable[[], bool]) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if done():
                return True
            time.sleep(0.02)
        return done()


def of_this_environment(folder: Path, say: Callable[[str], object]) -> OwnRedis:
    return OwnRedis(folder, say, programs(os.environ.get("PATH", ""), Path(sys.prefix) / "bin"))
