"""What the hub must live through: deaths of the server and of Redis, silence, and rude connections."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest

from tests.live.push.mortal import MortalRedis, price_of, working
from tests.live.push.playing import Worker, quote
from tests.live.push.serving import COMMANDS, SYMBOLS, Served


async def test_a_socket_outlives_redis_and_is_live_again_without_coming_back(
    mortal: MortalRedis, alone: Served
) -> None:
    async with alone.browser("?symbols=AAPL") as browser, working(mortal.at) as worker:
        await browser.until_live()
        await worker.publish(quote("AAPL", 1))
        await price_of(browser, "AAPL", 1)
        await worker.fall_silent()
        mortal.kill()
        await browser.until_live(False)
        async with alone.browser("?symbols=AAPL,MSFT") as late:
            assert (await late.next("status"))["live"] is False
            snapshot = await late.next("snapshot")
            assert {one["symbol"]: one["price"] for one in snapshot["quotes"]} == {"AAPL": 1, "MSFT": None}
            mortal.start()
            async with working(mortal.at) as restarted:
                await restarted.publish(quote("AAPL", 2), quote("MSFT", 3))
                for viewer in (browser, late):
                    await viewer.until_live()
                await restarted.publish(quote("AAPL", 4), quote("MSFT", 5))
                await price_of(browser, "AAPL", 4)
                await price_of(late, "MSFT", 5)
                await restarted.demand(AAPL=2, MSFT=1)


async def test_a_redis_that_hangs_is_as_good_as_away(mortal: MortalRedis, alone: Served) -> None:
    async with working(mortal.at) as worker, alone.browser("?symbols=AAPL") as browser:
        await browser.until_live()
        await worker.fall_silent()
        mortal.send(signal.SIGSTOP)
        await browser.until_live(False)
        mortal.send(signal.SIGCONT)
        worker.talk()
        await browser.until_live()
        await worker.publish(quote("AAPL", 6))
        await price_of(browser, "AAPL", 6)


async def test_a_flushed_redis_takes_no_price_away(mortal: MortalRedis, alone: Served) -> None:
    async with working(mortal.at) as worker, alone.browser("?symbols=AAPL") as browser:
        await browser.until_live()
        await worker.publish(quote("AAPL", 1))
        await price_of(browser, "AAPL", 1)
        await worker.redis.flushall()
        assert (await browser.next("snapshot"))["quotes"][0]["price"] == 1
        await worker.publish(quote("AAPL", 2))
        await price_of(browser, "AAPL", 2)
        await worker.demand(AAPL=1)


async def test_a_worker_that_is_silent_is_not_called_live_again_before_it_speaks(
    mortal: MortalRedis, alone: Served
) -> None:
    async with working(mortal.at) as worker, alone.browser("?symbols=AAPL") as browser:
        await browser.until_live()
        await worker.fall_silent()
        await worker.publish(quote("AAPL", 7))  # its last word
        await price_of(browser, "AAPL", 7)
        await browser.until_live(False)
        silent_since = len(browser.seen)
        for _ in range(2):  # each silence makes the hub listen and read anew
            await browser.next("snapshot")
        assert "status" not in {json.loads(text)["type"] for text in browser.seen[silent_since:]}
        worker.talk()
        await browser.until_live()


async def test_a_server_that_starts_without_redis_says_so_and_recovers(own_folder: Path) -> None:
    served = Served.start(COMMANDS["ours"], own_folder, own_folder / "redis.sock")
    redis: MortalRedis | None = None
    try:
        async with served.browser("?symbols=AAPL,GONE") as browser:
            assert (await browser.next("status"))["live"] is False
            snapshot = await browser.next("snapshot")
            assert [one["state"] for one in snapshot["quotes"]] == ["waiting"]
            assert snapshot["unknown"] == ["GONE"]
            redis = MortalRedis(own_folder / "redis.sock")
            async with working(redis.at) as worker:
                await browser.until_live()
                await worker.publish(quote("AAPL", 1))
                await price_of(browser, "AAPL", 1)
    finally:
        served.stop()
        if redis is not None:  # only now: the server would tell of this end too
            redis.kill()
    log = served.log.read_text()
    assert log.count("Redis is away") == 1
    assert log.count("Redis answers again") == 1
    assert "Traceback" not in log


async def test_a_server_that_stops_sends_its_browsers_away_to_come_back_at_once(
    mortal: MortalRedis, alone: Served
) -> None:
    async with working(mortal.at) as worker, alone.browser("?symbols=AAPL") as browser:
        await worker.demand(AAPL=1)
        closing = asyncio.create_task(browser.close_code())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):  # somebody in a hurry
            alone.process.send_signal(number)
        code, reason = await closing
        await asyncio.to_thread(alone.process.wait)
        assert 4200 <= code < 4300
        assert reason == "the server restarts"
        assert alone.process.returncode == 0
        assert await worker.redis.keys("stocker:lease:*") == []
    assert "Traceback" not in alone.log.read_text()


async def test_a_lease_runs_out_when_its_server_dies(mortal: MortalRedis, own_folder: Path) -> None:
    served = Served.start(COMMANDS["ours"], own_folder, mortal.at)
    async with working(mortal.at) as worker:
        async with served.browser("?symbols=AAPL"):
            await worker.demand(AAPL=1)
            served.stop(signal.SIGKILL)  # it can take nothing back
        await worker.demand()


async def test_rude_connections_leave_the_server_as_it_was(ours: Served, worker: Worker) -> None:
    hello = (
        f"GET /ws/live/?symbols=AAPL HTTP/1.1\r\nHost: 127.0.0.1:{ours.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    masked = b"\x00\x00\x00\x00"
    for rude in (
        b"GET /ws/live/ HTTP/1.1\r\n",
        hello,
        hello + b"\x81\xff" + (1 << 40).to_bytes(8, "big") + masked,  # a frame of a terabyte
        hello + b"\x01\x81" + masked + b"{",  # a fragment that never ends
        hello + b"\x81\x82" + masked + b"\xff\xfe",  # not UTF-8
        hello + b"\xff\xff\xff\xff",
        hello.replace(b"/ws/live/?symbols=AAPL", b"/ws/live/?symbols=%FF%FE&symbols="),
        hello.replace(b"Host:", b"Daphne-Root-Path: /elsewhere\r\nHost:"),
        hello.replace(b"Host:", b"Cookie: sessionid=\xff\xfe; =; \r\nHost:"),
    ):
        _reader, writer = await asyncio.open_connection("127.0.0.1", ours.port)
        writer.write(rude)
        await writer.drain()
        writer.transport.abort()
    await worker.demand()
    async with ours.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        await browser.say("x" * 5000)
        assert (await browser.close_code())[0] == 1009


async def test_a_named_origin_is_admitted_and_the_log_says_once_why_another_is_not(
    own_folder: Path, served_redis: Path
) -> None:
    trusted = {"TRUSTED_ORIGINS": "https://stocks.example.org"}
    served = Served.start([sys.executable, "-m", "stocker.serve"], own_folder, served_redis, **trusted)
    try:
        async with served.browser("?symbols=AAPL", origin="https://stocks.example.org") as browser:
            await browser.next("snapshot")
        for _ in range(3):
            with pytest.raises(Exception, match="403"):
                await served.browser(origin=f"http://127.0.0.1:{served.port}").__aenter__()
    finally:
        served.stop()
    assert served.log.read_text().count("TRUSTED_ORIGINS") == 1


async def test_compressed_prices_are_agreed_to_where_the_setting_says_so(
    own_folder: Path, served_redis: Path, worker: Worker
) -> None:
    served = Served.start(COMMANDS["ours"], own_folder, served_redis, COMPRESS_SOCKETS="yes")
    query = "?symbols=" + ",".join(SYMBOLS[:10])
    try:
        async with served.browser(query) as able, served.browser(query, compression=None) as plain:
            for browser in (able, plain):
                await browser.say({"type": "ping"})  # compressed, by the one that may
                await browser.next("pong")
            for price in (101.0, 102.0):
                await worker.publish(*(quote(symbol, price) for symbol in SYMBOLS[:10]))
                for browser in (able, plain):
                    await price_of(browser, "AAPL", price)
            assert "permessage-deflate" in able.socket.response.headers["Sec-WebSocket-Extensions"]
            assert plain.socket.response.headers.get("Sec-WebSocket-Extensions") is None
    finally:
        served.stop()
    assert "Traceback" not in served.log.read_text()
