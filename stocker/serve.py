"""`python -m stocker.serve`: the web server, pages and sockets, at HOST and PORT."""

import logging
import os
import sys

import django
from django.conf import settings

logger = logging.getLogger("stocker.serve")


def main() -> None:
    """Serve until a signal. Leaves with one line and status 1 when it cannot listen there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")
    django.setup()
    # What follows needs Django to be set up.
    from live.push import hubs
    from live.push.server import Server
    from stocker.asgi import application

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
