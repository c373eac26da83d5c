"""`python -m stocker.serve`: the web server, pages and sockets, at HOST and PORT, in WEB_PROCESSES processes.

With more than one, this process opens the port and keeps them running; each gets a listening socket, by its number, and
a pipe into which it says that it serves. One alone gets its socket from the program whose place it took (renewal.py).
"""

import contextlib
import gc
import importlib
import logging
import os
import socket
import sys
from collections.abc import Callable

import django
from django.conf import settings

from stocker import logs
from stocker.addresses import bracketed
from stocker.renewal import TRIAL, Renewal
from stocker.web_processes import WebProcesses, end_with, open_sockets

logger = logging.getLogger("stocker.serve")

# A socket is some 150 objects that live long: more of them than Python's 700 may come before garbage is looked for.
GARBAGE = (20_000, 20, 20)


def main() -> None:
    """Serve until a signal. Leaves with one line and status 1 when it cannot listen there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")
    django.setup()
    match sys.argv[1:]:
        case [listening, telling]:
            end_with(os.getppid())
            serve(int(listening), lambda: tell(int(telling)))
        case [word] if word == TRIAL:
            importlib.import_module("stocker.asgi")
        case [listening]:
            alone(int(listening))
        case _ if settings.WEB_PROCESSES == 1:
            importlib.import_module("stocker.asgi")  # before the port is open: it takes a second
            alone(listening_sockets()[0].detach())
        case _:
            sockets = listening_sockets()
            say_where()
            WebProcesses(sockets, settings.DRAIN_SECONDS).run()


def listening_sockets() -> list[socket.socket]:
    """As many as WEB_PROCESSES. Leaves with one line when nobody can listen there."""
    try:
        return open_sockets(settings.WEB_PROCESSES, settings.HOST, settings.PORT)
    except OSError as error:
        host = bracketed(settings.HOST)
        sys.exit(f"stocker: cannot serve at {host}:{settings.PORT}: {error.strerror} (settings HOST and PORT)")


def alone(listening: int) -> None:
    """Serve as the one process at this socket."""
    from live.push.server import stop  # needs Django to be set up

    renewal = Renewal(stop)

    def ready() -> None:
        renewal.watch()
        say_where()

    serve(listening, ready)
    renewal.again(listening)


def serve(listening: int, ready: Callable[[], None]) -> None:
    """In this process, at the socket with this number. `ready` is called when it serves."""
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


def tell(pipe: int) -> None:
    """Say that this process serves, to a parent that may have stopped listening."""
    with contextlib.suppress(OSError):
        os.write(pipe, b".")


def say_where() -> None:
    logger.info("serving http://%s:%s/", bracketed(settings.HOST), settings.PORT)


if __name__ == "__main__":
    main()
