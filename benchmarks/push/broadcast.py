"""The Python `websockets` library's own broadcast: python -m benchmarks.push.broadcast PORT PUBLISH_PORT.

Each line on the second port goes to all sockets of the first.
"""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int, publish_port: int) -> None:
    everybody: set[ServerConnection] = set()

    async def attend(socket: ServerConnection) -> None:
        everybody.add(socket)
        try:
            await socket.wait_closed()
        finally:
            everybody.discard(socket)

    async def publish(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        async for line in reader:
            broadcast(everybody, line.decode().rstrip("\n"))

    async with (
        serve(attend, "127.0.0.1", port, backlog=4096, compression=None),
        await asyncio.start_server(publish, "127.0.0.1", publish_port),
    ):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
