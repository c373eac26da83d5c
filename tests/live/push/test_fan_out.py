"""The short way to the kernel is the one that is taken, with the pinned Twisted and Autobahn.

In a process of its own: Daphne installs a reactor when it is imported.
"""

import json
import subprocess
import sys

from tests.environment import ROOT
from tests.ports import free_port

COUNT, TEXTS = 5, 20
PROBE = f"""
import asyncio, json, sys, zlib
from live.push.server import Server
from live.push.fan_out import tally
from live.push.line import Line
import websockets

port, lines, heard = int(sys.argv[1]), [], []

async def application(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({{"type": "websocket.accept"}})
    lines.append(Line.of(scope, send))
    while (await receive())["type"] != "websocket.disconnect":
        pass

async def browsers():
    sockets = [await websockets.connect(f"ws://127.0.0.1:{{port}}/") for _ in range({COUNT})]
    await asyncio.sleep(0.1)
    tally.at_once = tally.otherwise = 0
    for n in range({TEXTS}):
        behind = lines[0].write_to_all([line.member() for line in lines], f"text {{n}}")
        assert behind == [], behind
    for socket in sockets:
        heard.append([await socket.recv() for _ in range({TEXTS})])
    server.stop()

async def nothing():
    pass

server = Server(application, "127.0.0.1", port, before_stop=nothing, ready=lambda: loop.create_task(browsers()))
from twisted.internet import reactor
loop = reactor._asyncioEventloop
server.run()
print(json.dumps([tally.at_once, tally.otherwise, heard]))
"""


def test_every_frame_to_a_reader_that_reads_is_taken_by_the_kernel_at_once() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(free_port())], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert run.returncode == 0, run.stderr
    at_once, otherwise, heard = json.loads(run.stdout)
    assert (at_once, otherwise) == (COUNT * TEXTS, 0)
    assert heard == [[f"text {n}" for n in range(TEXTS)]] * COUNT
