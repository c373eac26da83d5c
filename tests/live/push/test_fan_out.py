"""The short way to the kernel is the one that is taken, with the pinned Twisted and Autobahn."""

from tests.live.push.probe import probed

COUNT, TEXTS = 5, 20
PROBE = f"""
import asyncio, json, sys
from live.push.server import Server
from live.push.fan_out import leaving, tally
from live.push.line import Line
import websockets

port, lines, sends = int(sys.argv[1]), [], []

async def application(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({{"type": "websocket.accept"}})
    lines.append(Line.of(scope, send))
    sends.append(send)
    while (await receive())["type"] != "websocket.disconnect":
        pass

async def browsers():
    sockets = [await websockets.connect(f"ws://127.0.0.1:{{port}}/") for _ in range({COUNT})]
    while len(lines) < {COUNT}:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)  # what each was answered has left
    write_to_all = lines[0].together([line.member() for line in lines])
    tally.at_once = tally.otherwise = 0
    for n in range({TEXTS}):
        behind = write_to_all(f"text {{n}}")
        assert behind == [], behind
    counts = [tally.at_once, tally.otherwise]
    lines[0].close(4200, "later")
    await sends[1]({{"type": "websocket.send", "text": "queued"}})
    write_to_all("after it")
    heard = []
    for socket in sockets[1:]:
        texts = [await socket.recv() for _ in range({TEXTS} + 1)]
        heard.append(texts if texts[-1] != "queued" else texts + [await socket.recv()])
    left = []
    try:
        async for text in sockets[0]:
            left.append(text)
    except websockets.ConnectionClosed:
        pass
    while leaving:
        await asyncio.sleep(0.01)
    print(json.dumps([counts, left, sockets[0].close_code, heard]))
    server.stop()

async def nothing():
    pass

# No ping, which takes another way, comes between the texts.
server = Server(application, "127.0.0.1", port, before_stop=nothing, ping_every=3600.0,
                ready=lambda: loop.create_task(browsers()))
from twisted.internet import reactor
loop = reactor._asyncioEventloop
server.run()
"""


def test_every_frame_to_a_reader_that_reads_is_taken_by_the_kernel_at_once_and_in_order() -> None:
    counts, heard_who_left, code, heard = probed(PROBE)
    assert counts == [COUNT * TEXTS, 0]
    texts = [f"text {n}" for n in range(TEXTS)]
    # Nothing follows a closing frame, and nothing overtakes what is queued.
    assert (heard_who_left, code) == (texts, 4200)
    assert heard == [[*texts, "queued", "after it"], *[[*texts, "after it"]] * (COUNT - 2)]
