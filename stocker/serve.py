"""`python -m stocker.serve`: the web server, pages and sockets, at HOST and PORT."""

import gc
import logging
import os
import sys

import django
from django.conf import settings

logger = logging.getLogger("stocker.serve")

# A socket is some 150 objects that live long: more of them than Python's 700 may come before garbage is looked for.
GARBAGE = (20_000, 20, 20)


def main() -> None:
    """Serve until a signal. Leaves with one line and status 1 when it cannot listen there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")
    django.setup()
    # What follows needs Django to be set up.
    from live.push import hubs
    from live.push.server import Server
    from stocker.asgi import application

    # What is loaded by now stays: looking through it again and again was a tenth of a handshake.
    gc.freeze()
    gc.set_threshold(*GARBAGE)

    # Daphne's own lines tell of endpoints, and of an HTTP/2 that nobody asked for.
    logging.getLogger("daphne").setLevel(logging.WARNING)
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    server = Server(
        application,
        settings.HOST,
        settings.PORT,
        before_stop=hubs.stop,
        ready=lambda: logger.info("serving http://%s:%s/", host, settings.PORT),
    )
    server.run()
    if server.abort_start:
        sys.exit(f"stocker: cannot serve at {host}:{settings.PORT}: {server.listen_problem} (settings HOST and PORT)")


if __name__ == "__main__":
    main()
