"""The ASGI application: pages over HTTP, prices over WebSockets. It runs on any ASGI server."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")

pages = get_asgi_application()

# What follows needs Django to be set up.
from live.limits.door import BehindProxies, Door  # noqa: E402
from live.limits.sockets import SocketLimits, Sockets  # noqa: E402
from live.metrics import names, reporter, tally  # noqa: E402
from live.push.admission import OriginGuard  # noqa: E402
from live.routing import websocket_urlpatterns  # noqa: E402
from stocker.celery import app as celery_app  # noqa: E402
from stocker.log_context import Identified  # noqa: E402

# Pages only send tasks: rather than hang with a broker that hangs, they say that it is away. Seconds.
celery_app.conf.broker_transport_options = celery_app.conf.broker_transport_options | {"socket_timeout": 3}

NO_SUCH_SOCKET = 4004


async def no_such_socket(_scope, receive, send):
    """Accepts and closes with a code that says: do not come back. A refusal before that is a bare 403."""
    tally.count(names.SOCKETS_REFUSED, "no_such_socket")
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": NO_SUCH_SOCKET, "reason": "nothing here"})


sockets = URLRouter([*websocket_urlpatterns, re_path("", no_such_socket)])
limits = SocketLimits(settings.SOCKETS_PER_SESSION, settings.SOCKETS_PER_ADDRESS, settings.NEW_SOCKETS_PER_SECOND)
admitted = OriginGuard(Door(sockets, Sockets(limits)))
inside = BehindProxies(ProtocolTypeRouter({"http": pages, "websocket": admitted}), settings.TRUSTED_PROXIES)
application = Identified(inside)

# Whatever server runs this, it is one of the web processes.
reporter.start("web")
