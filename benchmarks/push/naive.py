"""The design that most tutorials end with: a group a symbol on the core Redis layer, one consumer a browser.

It is spared what would make it slower still: one message an update, not one a symbol, and limits of the layer that let
thousands in. Runs on stock Daphne: `daphne benchmarks.push.naive:application`.
"""

import os

import django
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

GROUP = "quotes.AAPL"


def layer_settings(address: str) -> dict[str, object]:
    """What redis-py 8 and thousands of sockets in one process ask of the core layer."""
    host = {"address": address, "socket_timeout": 15, "max_connections": 20_000}
    return {"hosts": [host], "capacity": 20_000, "prefix": "naive"}


if not settings.configured:
    settings.configure(
        SECRET_KEY="only for a benchmark",  # noqa: S106
        CHANNEL_LAYERS={
            "default": {
                "BACKEND": "channels_redis.core.RedisChannelLayer",
                "CONFIG": layer_settings(os.environ.get("REDIS_URL", "")),
            }
        },
    )
    django.setup()


class Naive(AsyncJsonWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def quotes_update(self, event):
        await self.send_json(event["update"])


application = ProtocolTypeRouter({"websocket": Naive.as_asgi()})
