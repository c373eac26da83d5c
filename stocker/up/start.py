"""The order of the one-command start, and of its end."""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings

from stocker.addresses import reached_by
from stocker.healthcheck import web_answers
from stocker.log_lines import of_another
from stocker.logs import wants_json
from stocker.up import ports, prepare, redis_server
from stocker.up.processes import commands
from stocker.up.supervisor import Supervisor

# After this the operator is told where to look; seconds.
WEB_SHOULD_ANSWER = 60

Say = Callable[[str], object]


def run(say: Say, *, prepare_only: bool = False) -> None:
    """Returns when everything has ended again. Raises Refused when it cannot start."""
    address = f"http://{reached_by(settings.HOST)[0]}:{settings.PORT}/"
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupted)
    os.umask(0o077)  # sessions, accounts and the secret are the operator's alone
    if prepare_only:
        prepare.database(say)
        return
    with prepare.locked(settings.RUN_DIR, address):
        ports.refuse_unusable(settings.HOST, settings.PORT)
        prepare.forget_last_run(settings.RUN_DIR)
        prepare.database(say)
        prepare.static_files()
        redis = redis_server.of_this_environment(settings.REDIS_DIR, say) if settings.OWN_REDIS else None
        try:
            if redis:
                redis.start()
            _supervise(say, redis)
        finally:
            if redis:
                redis.end()
    say("Stocker has ended")


def _supervise(say: Say, redis: redis_server.OwnRedis | None) -> None:
    # Its end is everything's: nobody takes the browsers over, and whoever pressed Ctrl-C waits.
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "RUN_DIR": str(settings.RUN_DIR), "DRAIN_SECONDS": "0"}
    # The children write into pipes: what is at the end of ours decides for them.
    as_json = wants_json(settings.LOG_FORMAT, sys.stdout)
    environment["LOG_FORMAT"] = "json" if as_json else "text"
    port = None
    if settings.OWN_SIMULATOR:
        port = ports.free(preferred=8081)
        environment["SIMULATOR_URL"] = f"http://127.0.0.1:{port}"

    def when_started() -> None:
        if redis:
            redis.keep()
        _announce(say)

    supervisor = Supervisor(when_started, as_json=as_json)
    for name, command in commands(port).items():
        supervisor.add_process(name, command, env=environment, cwd=str(settings.BASE_DIR))
    supervisor.loop()


def _announce(say: Say) -> None:
    """Say where the page is, when it is there."""
    until = time.monotonic() + WEB_SHOULD_ANSWER
    while not web_answers(settings.HOST, settings.PORT, settings.ALLOWED_HOSTS):
        if time.monotonic() > until:
            say(f"The page does not answer after {WEB_SHOULD_ANSWER} s: see what the lines labelled web say")
            until = float("inf")
        time.sleep(0.1)
    here, *others = [f"http://{host}:{settings.PORT}/" for host in reached_by(settings.HOST)]
    say(f"Stocker is at {here}" + (f" (on this machine also at {others[-1]})" if others else "") + "; Ctrl-C ends it")


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def told(line: str) -> str:
    """What the start says of itself, in the form of the log that follows it."""
    if not wants_json(settings.LOG_FORMAT, sys.stdout):
        return line
    return of_another("up", line, datetime.now(UTC))
