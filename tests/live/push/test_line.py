"""On a server without shared frames nobody waits for a slow reader either."""

import asyncio
from typing import Any

import pytest

from live.push.line import EXTENSION, Line


class Reader:
    """The server's end of a socket whose reader takes nothing until it is `reading`; `gone` ones raise."""

    def __init__(self) -> None:
        self.reading = asyncio.Event()
        self.taken: list[Any] = []
        self.gone: Exception | None = None

    async def send(self, message: dict[str, Any]) -> None:
        await self.reading.wait()
        if self.gone is not None:
            raise self.gone
        self.taken.append(message.get("text", message.get("code")))


async def drained(line: Line) -> None:
    async with asyncio.timeout(60):
        while line.backlog():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)


async def test_a_write_returns_at_once_and_says_how_much_has_not_left() -> None:
    reader = Reader()
    line = Line.of({"extensions": None}, reader.send)
    assert [line.write("x" * 10), line.write("y" * 5)] == [10, 15]
    await asyncio.sleep(0)
    assert (line.backlog(), reader.taken) == (15, [])


async def test_what_waits_leaves_in_order_and_the_close_comes_last() -> None:
    reader = Reader()
    line = Line.of({}, reader.send)
    line.write("one")
    line.write("two")
    line.close(4200, "later")
    line.write("too late")
    line.close(4000, "again")
    reader.reading.set()
    await drained(line)
    await asyncio.sleep(0)
    assert reader.taken == ["one", "two", 4200]


async def test_a_line_that_drained_takes_more() -> None:
    reader = Reader()
    reader.reading.set()
    line = Line.of({}, reader.send)
    for text in ("one", "two"):
        line.write(text)
        await drained(line)
    assert reader.taken == ["one", "two"]


@pytest.mark.parametrize("error", [OSError("reset"), RuntimeError("sent after close")])
async def test_a_reader_that_is_gone_is_no_failure_of_ours(error: Exception) -> None:
    reader = Reader()
    line = Line.of({}, reader.send)
    reader.gone = error
    reader.reading.set()
    line.write("one")
    line.write("two")
    await asyncio.sleep(0.01)
    line.write("three")
    await asyncio.sleep(0.01)
    assert reader.taken == []


async def test_an_aborted_line_sends_nothing_more() -> None:
    reader = Reader()
    line = Line.of({}, reader.send)
    line.write("one")
    await asyncio.sleep(0)
    line.abort()
    reader.reading.set()
    line.write("two")
    await asyncio.sleep(0.01)
    assert reader.taken == []


async def test_a_server_that_shares_frames_is_written_to_directly() -> None:
    written: list[str] = []

    def write(text: str) -> int:
        written.append(text)
        return 0

    offered = {"write": write, "backlog": lambda: 0, "close": lambda *_: None, "abort": lambda: None}
    line = Line.of({"extensions": {EXTENSION: offered}}, Reader().send)
    line.write("one")
    assert written == ["one"]
