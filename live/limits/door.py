"""ASGI applications before the others: one finds out who asks, one turns sockets away in words when there are too many.

A refusal accepts first and then closes with a code, for a browser is not told why a socket was never accepted.
"""

import logging
import re
import time
from typing import Any

from django.conf import settings

from live.limits.address import Networks, believed, encrypted, place
from live.limits.refusals import CODES, WORDS, Limit, note
from live.limits.sockets import Sockets

logger = logging.getLogger(__name__)

# The log tells of an address again after so long, and of so many at the most; seconds.
TOLD_FOR = 600.0
MOST_TOLD = 100


class BehindProxies:
    """Gives pages and sockets the client's address, and pages whether it came over TLS, where a named proxy tells it.
    Nobody else's word is taken."""

    def __init__(self, application: Any, trusted: Networks) -> None:
        self._application = application
        self._trusted = trusted

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        client = scope.get("client")
        if self._trusted and client:
            peer = client[0]
            if forwarded := _values(scope, b"x-forwarded-for"):
                scope["client"] = [believed(peer, forwarded, self._trusted), client[1]]
            if scope["type"] == "http" and encrypted(peer, _values(scope, b"x-forwarded-proto"), self._trusted):
                scope["scheme"] = "https"
        await self._application(scope, receive, send)


def _values(scope: Any, header: bytes) -> list[str]:
    return [value.decode("latin1") for name, value in scope["headers"] if name == header]


class Door:
    """Counts who is inside; `sockets` is this process's."""

    def __init__(self, application: Any, sockets: Sockets) -> None:
        self._application = application
        self._sockets = sockets
        self._cookie = re.compile(rb"(?:^|;) *%s=([\w-]{1,64})" % re.escape(settings.SESSION_COOKIE_NAME.encode()))
        self._told: dict[tuple[Limit, str], float] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        address = place((scope.get("client") or [""])[0])
        session = self._session(scope)
        limit = self._sockets.enter(address, session, time.monotonic())
        if limit is not None:
            self._tell(limit, address, time.monotonic())
            await turn_away(limit, receive, send)
            return
        try:
            await self._application(scope, receive, send)
        finally:
            # Also when the server cancels a socket without telling it.
            self._sockets.leave(address, session)

    def _session(self, scope: Any) -> str | None:
        """What the cookie calls itself. It is not looked up: a made-up one counts against the address all the same."""
        for name, value in scope["headers"]:
            if name == b"cookie" and (found := self._cookie.search(value)):
                return found[1].decode()
        return None

    def _tell(self, limit: Limit, address: str, now: float) -> None:
        note(limit)
        told = self._told.get((limit, address))
        if told is not None and now - told < TOLD_FOR:
            return
        if len(self._told) >= MOST_TOLD:
            self._told = {key: at for key, at in self._told.items() if now - at < TOLD_FOR}
        if len(self._told) < MOST_TOLD:
            self._told[limit, address] = now
            hint = "" if limit is Limit.SESSION else ". If it is a proxy of yours, name it in TRUSTED_PROXIES"
            whom = address or "an unknown address"
            logger.warning("sockets of %s are turned away: %s is reached%s", whom, limit.value.upper(), hint)


async def turn_away(limit: Limit, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": CODES[limit], "reason": WORDS[limit]})
