"""Who follows what in one process: bounds, slow readers and answers that cross each other."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from live.push.followers import Follower, Followers
from live.push.line import Line
from live.push.timing import Timing
from tickers.symbols import MAX_SYMBOLS

TIMING = Timing(lag_bytes=10, lag_seconds=0)


@dataclass
class Reader:
    """The other end of a line. `stuck` is what it has not taken yet, in bytes."""

    got: list[str] = field(default_factory=list)
    stuck: int = 0
    gone: bool = False

    def write(self, text: str) -> int:
        self.got.append(text)
        return self.stuck

    def follower(self) -> Follower:
        return Follower(Line(self.write, lambda: self.stuck, lambda code, reason: None, self.hang_up))

    def hang_up(self) -> None:
        self.gone = True


async def nothing(symbols: Collection[str]) -> Mapping[str, str]:
    return {}


async def test_of_more_than_fifty_symbols_the_one_named_longest_ago_falls_out() -> None:
    followers, follower = Followers(nothing, TIMING), Reader().follower()
    names = [f"T{number}" for number in range(MAX_SYMBOLS)]
    for symbol in [*names, names[0]]:  # named again: it is the last now
        followers.follow(follower, symbol)
    assert set(followers.demand()) == set(names)
    followers.follow(follower, "PLUS")
    assert set(followers.demand()) == {*names, "PLUS"} - {names[1]}
    followers.leave(follower)
    assert followers.demand() == {}


async def test_who_lags_gets_nothing_until_it_has_drained_and_then_the_last_of_each() -> None:
    followers, slow, fast = Followers(nothing, TIMING), Reader(stuck=100), Reader()
    for reader in (slow, fast):
        follower = reader.follower()
        followers.join(follower)
        followers.follow(follower, "AAPL")
        followers.follow(follower, "IBM")
    for price in ("1", "2", "3"):
        followers.take({"AAPL": f"A{price}", "IBM": f"I{price}"})
    assert slow.got == ["A1"]
    slow.stuck = 0
    followers.tend_lagging()
    assert slow.got == ["A1", "A3", "I3"]
    assert fast.got == ["A1", "I1", "A2", "I2", "A3", "I3"]


async def test_who_lags_for_too_long_is_dropped() -> None:
    followers, dead = Followers(nothing, TIMING), Reader(stuck=100)
    follower = dead.follower()
    followers.follow(follower, "AAPL")
    followers.take({"AAPL": "A1"})
    await asyncio.sleep(0.001)
    followers.tend_lagging()
    assert dead.gone


async def test_what_is_said_while_it_is_read_wins_over_what_was_read() -> None:
    reading = asyncio.Event()

    async def old(symbols: Collection[str]) -> Mapping[str, str]:
        await reading.wait()
        return {"AAPL": "old", "IBM": "read"}

    followers, reader = Followers(old, TIMING), Reader()
    follower = reader.follower()
    followers.follow(follower, "AAPL")
    followers.follow(follower, "IBM")
    asked = asyncio.create_task(followers.reload())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    followers.take({"AAPL": "new"})
    reading.set()
    await asked
    assert reader.got == ["new", "read"]
