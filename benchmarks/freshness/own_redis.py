"""A Redis of the benchmark's own, on a private socket, that keeps nothing."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry


@contextmanager
def redis_socket() -> Iterator[Path]:
    """The socket of a server that answers. Raises SystemExit in one line when there is none to be started."""
    beside = str(Path(sys.executable).parent)
    names = ("valkey-server", "redis-server")
    binary = next((found for name in names if (found := shutil.which(name) or shutil.which(name, path=beside))), None)
    if binary is None:
        raise SystemExit("bench-freshness: no valkey-server or redis-server on the PATH or in .run/venv/bin")
    with tempfile.TemporaryDirectory(prefix="stocker-bench-") as folder:
        socket = Path(folder) / "redis.sock"
        command = [binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
        server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            with Redis(unix_socket_path=str(socket), retry=Retry(ConstantBackoff(0.02), 500)) as client:
                client.ping()
            yield socket
        finally:
            server.terminate()
            server.wait()
