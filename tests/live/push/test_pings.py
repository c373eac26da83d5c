"""Who is gone is found out, and nobody is asked together with thousands."""

from live.push.pings import Turns
from tests.live.push.probe import probed

EVERY = 1.0  # seconds between two pings
PROBE = f"""
import asyncio, json, sys, time
from live.push.server import Server
import websockets

port = int(sys.argv[1])

async def application(scope, receive, send):
    await receive()
    await send({{"type": "websocket.accept"}})
    while (await receive())["type"] != "websocket.disconnect":
        pass

def masked(first, payload=b""):
    return bytes([first, 0x80 | len(payload)]) + bytes(4) + payload

async def answering(*pieces):
    # Shakes hands, then writes these pieces one after the other to each ping; gives how many pings came until it was
    # hung up on, four at most, and for how long it was let in.
    began, asked = time.monotonic(), 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
                 b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
    await reader.readuntil(b"\\r\\n\\r\\n")
    try:
        while asked < 4 and await reader.readexactly(2) == b"\\x89\\x00":
            asked += 1
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(0.02)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()
    return asked, time.monotonic() - began

async def browsers():
    async with websockets.connect(f"ws://127.0.0.1:{{port}}/"):
        pong = masked(0x8A)
        lasted = await asyncio.gather(
            answering(pong),
            answering(pong[:3], pong[3:]),
            answering(masked(0x8A, b"why")),
            answering(masked(0x81, b"text")),
            answering(pong + masked(0x81, b"both")),
            answering(),
        )
    print(json.dumps(lasted))
    server.stop()

async def nothing():
    pass

server = Server(application, "127.0.0.1", port, before_stop=nothing, ping_every={EVERY},
                ready=lambda: loop.create_task(browsers()))
from twisted.internet import reactor
loop = reactor._asyncioEventloop
server.run()
"""


def test_who_says_nothing_after_a_ping_is_gone_by_the_second_one_and_whoever_answers_stays() -> None:
    *stayed, (asked, seconds) = probed(PROBE)
    assert [each for each, _ in stayed] == [4] * 5
    assert (asked, seconds > EVERY * 0.9) == (1, True)  # gone instead of the second


def test_all_are_asked_once_in_a_round_and_those_who_come_together_at_different_moments() -> None:
    turns: Turns[int] = Turns(20)
    for one in range(1000):
        turns.join(one)
    asked = [list(turns.next()) for _ in range(20)]
    assert sorted(one for together in asked for one in together) == list(range(1000))
    assert {len(together) for together in asked} == {50}
    assert set(turns.next()) == set(asked[0])


def test_who_has_left_is_not_asked() -> None:
    turns: Turns[str] = Turns(1)
    turns.join("stays")
    turns.join("leaves")
    turns.leave("leaves")
    turns.leave("leaves")
    turns.leave("never came")
    assert list(turns.next()) == ["stays"]
