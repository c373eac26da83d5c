"""A PostgreSQL server of one's own, gone when it is no longer needed: no service, no account, nothing kept.

`python -m tests.cluster <command …>` runs a command beside one and tells it where, as `TEST_DATABASE_URL`. The server
refuses to run as root: it then runs as the user that Debian's package made.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_port
from tests.programs import found

# Nothing here outlives a power cut, and nothing has to.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")

# pg_ctl gives up after a minute, unless told; seconds.
PATIENT = ("--wait", "--timeout=300")


@contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a server that answers; any number of databases may be made on it."""
    folder = Path(tempfile.mkdtemp(prefix="stocker-postgres-"))
    password, port = secrets.token_hex(16), free_port()
    kept = folder / "password"
    kept.write_text(password)
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        for path in (folder, kept):
            os.chown(path, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = str(folder / "data")
    made = ["--pgdata", data, "--username", "stocker", "--auth", "scram-sha-256", "--pwfile", str(kept)]
    options = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *FAST]
    start = ["-o", " ".join(f"-c {option}" for option in options), "--log", str(folder / "log"), *PATIENT, "start"]

    def run(name: str, *arguments: str) -> None:
        subprocess.run([found(name), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)

    try:
        run("initdb", *made, "--no-sync", "--encoding", "UTF8", "--no-locale")
        run("pg_ctl", "--pgdata", data, *start)
        try:
            yield f"postgres://stocker:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "--pgdata", data, "--mode", "immediate", *PATIENT, "stop")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    with cluster() as url:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"TEST_DATABASE_URL": url}, check=False).returncode)
