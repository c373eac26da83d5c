"""`python -m stocker.serve`: the web server, pages and sockets, at HOST and PORT, in WEB_PROCESSES processes.

With more than one, this process opens the port and keeps them running; each gets a listening socket, by its number, and
a pipe into which it says that it serves.
"""

import contextlib
import gc
import logging
import os
import sys
from collections.abc import Callable
from typing import NoReturn

import django
from django.conf import settings

from stocker import logs
from stocker.addresses import bracketed
from stocker.web_processes import WebProcesses, end_with, open_sockets

logger = logging.getLogger("stocker.serve")

# A socket is some 150 objects that live long: more of them than Python's 700 may come before garbage is looked for.
GARBAGE = (20_000, 20, 20)


def main() -> None:
    """Serve until a signal. Leaves with one line and status 1 when it cannot listen there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")
    django.setup()
    if sys.argv[1:]:
        end_with(os.getppid())
        listening, telling = map(int, sys.argv[1:])
        serve(listening, lambda: tell(telling))
    elif settings.WEB_PROCESSES == 1:
        serve()
    else:
        try:
            sockets = open_sockets(settings.WEB_PROCESSES, settings.HOST, settings.PORT)
        except OSError as error:
            refuse(error.strerror)
        say_where()
        WebProcesses(sockets, settings.DRAIN_SECONDS).run()


def serve(listening: int | None = None, ready: Callable[[], None] = lambda: say_where()) -> None:
    """In this process, at a socket that listens already when its number is given. `ready` is called when it serves."""
    # What follows needs Django to be set up.
    from live.metrics import reporter
    from live.push import hubs
    from live.push.server import Server
    from stocker.asgi import application

    # What is loaded by now stays: looking through it again and again was a tenth of a handshake.
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    logs.hear_twisted()
    server = Server(
        application,
        settings.HOST,
        settings.PORT,
        before_stop=lambda: hubs.stop(settings.DRAIN_SECONDS),
        ready=ready,
        listening=listening,
        compress=settings.COMPRESS_SOCKETS,
        max_bytes=settings.MAX_MESSAGE_BYTES,
        messages_per_second=settings.MESSAGES_PER_SECOND,
    )
    server.run()
    reporter.end()
    if server.abort_start:
        refuse(server.listen_problem)


def tell(pipe: int) -> None:
    """Say that this process serves, to a parent that may have stopped listening."""
    with contextlib.suppress(OSError):
        os.write(pipe, b".")


def say_where() -> None:
    logger.info("serving http://%s:%s/", bracketed(settings.HOST), settings.PORT)


def refuse(why: str | None) -> NoReturn:
    host = bracketed(settings.HOST)
    sys.exit(f"stocker: cannot serve at {host}:{settings.PORT}: {why} (settings HOST and PORT)")


if __name__ == "__main__":
    main()
