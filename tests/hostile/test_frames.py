"""What one socket may send: each kind of nonsense has its code, and nobody else notices."""

import asyncio
import time
from collections.abc import Callable

import pytest

from live.limits.rate import BURST_SECONDS, MESSAGES_PER_SECOND
from tests.hostile.conftest import Witness
from tests.hostile.raw import BINARY, CLOSE, PING, PONG, TEXT, Raw, frame
from tests.live.push.serving import Served

Record = Callable[[str, object], None]

# None: what is no goodbye is not answered by one.
BROKEN: dict[str, tuple[bytes, int | None]] = {
    "a frame of a terabyte": (frame(TEXT, length=1 << 40), 1009),
    "a message of 5,000 bytes": (frame(TEXT, b"x" * 5000), 1009),
    "one of 5,000 bytes in fragments": (
        frame(TEXT, b"x" * 50, fin=False) + 99 * frame(0, b"x" * 50, fin=False),
        1009,
    ),
    "not masked": (frame(TEXT, b"{}", masked=False), 1002),
    "reserved bits": (b"\xf1\x80\x00\x00\x00\x00", 1002),
    "an opcode that there is not": (frame(5), 1002),
    "a ping of 200 bytes": (frame(PING, b"x" * 200), 1002),
    "a ping in fragments": (frame(PING, fin=False), 1002),
    "a fragment of nothing": (frame(0, b"x"), 1002),
    "a message within a message": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "not UTF-8": (frame(TEXT, b"\xff\xfe"), 1007),
    "a close without a meaning": (frame(CLOSE, b"\x00"), None),
    "a close with a code that nobody may send": (frame(CLOSE, b"\x03\xed"), None),
    "noise": (bytes(range(256)) * 4, 1002),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_frame_is_closed_with_the_protocols_own_code(
    target: Served, witness: Witness, name: str, record_property: Record
) -> None:
    sent, code = BROKEN[name]
    async with Raw(target.port) as rude:
        await rude.upgrade()
        await rude.send(sent)
        assert (await rude.close_code())[0] == code
    record_property("seen", f"{name}: {code}")


ENDLESS = {
    "pings": frame(PING),
    "pongs that nobody asked for": frame(PONG, b"hello"),
    "empty fragments of a message that never ends": frame(0, fin=False),
    "messages": frame(TEXT, b"{}"),
    "binary messages": frame(BINARY, b"{}"),
}


@pytest.mark.parametrize("name", ENDLESS)
async def test_frames_without_end_are_closed_with_4008_and_no_longer_read(
    target: Served, witness: Witness, name: str, record_property: Record
) -> None:
    one = ENDLESS[name]
    async with Raw(target.port) as rude:
        await rude.upgrade()
        if one == ENDLESS["empty fragments of a message that never ends"]:
            await rude.send(frame(TEXT, fin=False))

        async def talk() -> None:
            while not rude.writer.is_closing():
                await rude.send(one * 2000)
                await asyncio.sleep(0)

        began = time.perf_counter()
        talking, watching = asyncio.create_task(talk()), asyncio.create_task(witness.is_served())
        try:
            code, words = await rude.close_code()
            took = time.perf_counter() - began
            await watching
        finally:
            talking.cancel()
    assert (code, words) == (4008, "Too many messages.")
    record_property("seen", f"{name}: 4008 after {1000 * took:.0f} ms")


async def test_a_thousand_messages_a_second_from_one_socket_are_too_many(
    target: Served, witness: Witness, record_property: Record
) -> None:
    at_once = MESSAGES_PER_SECOND * BURST_SECONDS
    async with target.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        began = time.monotonic()
        for _ in range(at_once):
            await browser.say({"type": "ping"})
        # Before more is said: what is answered later than the closing is not heard.
        for _ in range(at_once):
            await browser.next("pong")
        assert await browser.talk_until_closed({"type": "ping"}) == (4008, "Too many messages.")
        seconds = time.monotonic() - began
    answered = sum('"pong"' in str(text) for text in browser.seen)
    assert answered <= at_once + MESSAGES_PER_SECOND * seconds
    record_property("seen", f"{answered} answered, then 4008")
