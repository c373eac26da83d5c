"""The running loop's hub, made for its first socket."""

import asyncio
from contextvars import Context
from weakref import WeakKeyDictionary

from channels.layers import DEFAULT_CHANNEL_LAYER, channel_layers

from live.polling import connection
from live.push import timing
from live.push.hub import Hub, InCatalogue

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def running(in_catalogue: InCatalogue) -> Hub:
    """To be called in a coroutine. `in_catalogue` is what the hub asks which symbols there are."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        # In a context of its own: what it logs is not about the socket that happened to be the first.
        hub = _hubs[loop] = Context().run(_made, in_catalogue)
    return hub


async def stop(over: float = 0.0) -> None:
    """Stop the loop's hub, if there is one: its sockets are sent away over so many seconds. It stays the loop's: who
    still comes is sent away by it."""
    hub = _hubs.get(asyncio.get_running_loop())
    if hub is not None:
        await hub.stop(over)


def _made(in_catalogue: InCatalogue) -> Hub:
    return Hub(
        redis=connection.for_loop(),
        keys=connection.keys(),
        # One of its own: losing Redis empties it, which must disturb nobody else's.
        layer=channel_layers.make_backend(DEFAULT_CHANNEL_LAYER),
        plan=connection.plans()[0],
        in_catalogue=in_catalogue,
        timing=timing.installed(),
    )
