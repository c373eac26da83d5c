"""How an update gets into each design: each as its own kind of producer would bring it."""

import asyncio
import json
from pathlib import Path
from typing import Protocol

from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio import Redis

from benchmarks.push import naive, update
from live.polling import store
from live.polling.keys import GROUP, Keys

STATUS = {
    "basis": "simulated",
    "source": "simulated",
    "provider": {"state": "ok", "since": "2026-11-20T14:00:00.000000Z", "message": ""},
    "budget": {"window": "minute", "used": 1, "limit": 1200, "next_due_at": None},
    "market": {},
}
# The hub doubts what it has when it hears nothing for 12 s.
SPEAK_EVERY = 4.0


class Publisher(Protocol):
    async def open(self) -> None: ...
    async def publish(self, sent: int) -> None: ...
    async def close(self) -> None: ...


class Worker:
    """Plays the product's worker: saves, numbers and publishes; says something every few seconds meanwhile."""

    def __init__(self, redis_socket: Path) -> None:
        address = f"unix://{redis_socket}?db=0"
        self._redis, self._keys = Redis.from_url(address), Keys("stocker", "simulated")
        self._layer = RedisPubSubChannelLayer(hosts=[address], prefix="stocker:layer")
        self._turn = asyncio.Lock()
        self.symbols, self.quotes = update.SYMBOLS, update.quotes

    async def open(self) -> None:
        await self._redis.flushall()
        self._speaking = asyncio.create_task(self._speak())

    async def publish(self, sent: int) -> None:
        await self._send(sent, self.symbols)

    async def close(self) -> None:
        self._speaking.cancel()
        await self._layer.flush()
        await self._redis.aclose()

    async def _speak(self) -> None:
        while True:
            await self._send(0, ())
            await asyncio.sleep(SPEAK_EVERY)

    async def _send(self, sent: int, symbols: tuple[str, ...]) -> None:
        async with self._turn:
            held = await store.save(self._redis, self._keys, self.quotes(sent, symbols))
            number = await self._redis.incr(self._keys.sequence)
            await self._redis.set(self._keys.status, json.dumps(STATUS))
            wires = [quote.as_wire() for quote in held]
            batch = {"type": "live.batch", "seq": number, "source": "simulated", "quotes": wires, "status": STATUS}
            await self._layer.group_send(GROUP, batch)


class Group:
    """One message to the naive design's group."""

    def __init__(self, redis_socket: Path) -> None:
        self._layer = RedisChannelLayer(**naive.layer_settings(f"unix://{redis_socket}?db=0"))

    async def open(self) -> None:
        """It connects when it sends."""

    async def publish(self, sent: int) -> None:
        message = {"type": "quotes.update", "update": json.loads(update.text(sent))}
        await self._layer.group_send(naive.GROUP, message)

    async def close(self) -> None:
        await self._layer.flush()
        await self._layer.close_pools()


class Lines:
    """One line a text, to a port of the server's."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> None:
        _, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def publish(self, sent: int) -> None:
        self._writer.write(self._packed(update.text(sent).encode()))
        await self._writer.drain()

    async def close(self) -> None:
        self._writer.close()

    def _packed(self, text: bytes) -> bytes:
        return text + b"\n"


class Posts(Lines):
    """One HTTP request a text, over one connection that stays."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(port)
        self._path = path

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def publish(self, sent: int) -> None:
        await super().publish(sent)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line)
        await self._reader.readexactly(length)

    def _packed(self, text: bytes) -> bytes:
        head = f"POST {self._path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(text)}\r\n\r\n"
        return head.encode() + text
