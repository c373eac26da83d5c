"""The running loop's hub, made for its first socket."""

import asyncio
from collections.abc import Collection
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import DEFAULT_CHANNEL_LAYER, channel_layers
from django.conf import settings

from live.polling import connection
from live.push import timing
from live.push.hub import Hub
from tickers import catalogue

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def running() -> Hub:
    """To be called in a coroutine."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub(
            redis=connection.for_loop(),
            keys=connection.keys(),
            # One of its own: losing Redis empties it, which must disturb nobody else's.
            layer=channel_layers.make_backend(DEFAULT_CHANNEL_LAYER),
            plan=settings.PLAN,
            in_catalogue=_in_catalogue,
            timing=timing.installed(),
        )
    return hub


async def stop() -> None:
    """Stop the loop's hub, if there is one."""
    hub = _hubs.pop(asyncio.get_running_loop(), None)
    if hub is not None:
        await hub.stop()


async def _in_catalogue(symbols: Collection[str]) -> Collection[str]:
    return await database_sync_to_async(catalogue.known)(symbols)
