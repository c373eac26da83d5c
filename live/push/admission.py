"""Lets in the sockets of our own pages, and says once in the log why another was refused."""

import logging
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from live.metrics import names, tally
from live.push.origin import refusal

logger = logging.getLogger(__name__)

# Foreign pages can be made without end; the log cannot.
MOST_TOLD = 100


class OriginGuard:
    """An ASGI application before another: a wrong Origin is refused with 403 at the handshake."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._told: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        why = refused(scope)
        if why is None:
            await self._application(scope, receive, send)
            return
        if why not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(why)
            logger.warning("a socket was refused: %s", why)
        tally.count(names.SOCKETS_REFUSED, "origin")
        await receive()
        await send({"type": "websocket.close", "code": 4003})


def refused(scope: Any) -> str | None:
    """Why this handshake's Origin is not admitted, in words that name the setting."""
    origins = _values(scope, b"origin")
    hosts = _values(scope, b"host")
    if len(origins) > 1:
        return "more than one Origin"
    host = hosts[0] if len(hosts) == 1 else ""
    name, _port = split_domain_port(host)
    allowed = bool(name) and validate_host(name, settings.ALLOWED_HOSTS)
    return refusal(origins[0] if origins else None, host, allowed, settings.TRUSTED_ORIGINS)


def _values(scope: Any, header: bytes) -> list[str]:
    return [value.decode("latin1") for name, value in scope["headers"] if name.lower() == header]
