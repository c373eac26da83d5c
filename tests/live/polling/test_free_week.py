"""A week on a free key, 25 requests a day, with eight tickers: a weekend, Thanksgiving and the early close after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.polling import hours, store
from tests.live.polling.world import KEYS, World

FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
TICKERS = ["AAPL", "AMD", "IBM", "KO", "MSFT", "NVDA", "SPY", "T"]
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
AT_REST, BUSY = 600.0, 2.0


async def live_through(world: World, until: datetime, rest: float = AT_REST) -> None:
    """Poll every few minutes, and every two seconds while there is something to ask for."""
    while world.moment < until:
        before = len(world.referee.sent)
        await world.poll()
        busy = len(world.referee.sent) > before
        await world.pass_time(BUSY if busy else rest - world.true % rest)


async def days_shown(world: World) -> dict[str, date | None]:
    return {symbol: quote.trading_day for symbol, quote in (await store.read(world.redis, KEYS, TICKERS)).items()}


def asked_at(world: World, since: datetime) -> list[tuple[datetime, str]]:
    """The requests since then, to the minute."""
    sent = [(world.start + timedelta(seconds=one.at), one.symbols[0]) for one in world.referee.sent]
    return [(at.replace(second=0, microsecond=0), symbol) for at, symbol in sent if at >= since]


async def test_each_session_s_close_is_there_by_the_next_morning_and_nothing_is_asked_twice(
    aredis: aioredis.Redis,
) -> None:
    world = await World.begin(aredis, FREE, FRIDAY)
    await world.watch(dict.fromkeys(TICKERS, 1))
    mornings = [FRIDAY.replace(day=day, hour=13) for day in range(21, 30)]
    counts = []
    for morning in mornings:
        before = len(world.referee.sent)
        await live_through(world, morning)
        counts.append(len(world.referee.sent) - before)
        last = hours.new_york(morning).last_closed(morning)
        assert last is not None
        assert await days_shown(world) == dict.fromkeys(TICKERS, last.day)
    # Friday's first prices and its close; a weekend; three days; Thanksgiving; an early close; a Saturday.
    assert counts == [16, 0, 0, 8, 8, 8, 0, 8, 0]


async def test_nobody_has_to_look_for_the_close_to_be_there(aredis: aioredis.Redis) -> None:
    world = await World.begin(aredis, FREE, FRIDAY)
    await world.watch(dict.fromkeys(TICKERS, 1))
    await live_through(world, FRIDAY + timedelta(hours=5))
    await world.watch({})
    await live_through(world, FRIDAY + timedelta(hours=22))
    assert await days_shown(world) == dict.fromkeys(TICKERS, date(2026, 11, 20))
    assert len(world.referee.sent) == 16


async def test_a_late_close_is_looked_for_by_one_scout_after_1_2_and_4_hours(aredis: aioredis.Redis) -> None:
    world = await World.begin(aredis, FREE, FRIDAY)
    await world.watch(dict.fromkeys(TICKERS, 1))
    closes = datetime(2026, 11, 20, 21, tzinfo=UTC)
    world.late = dict.fromkeys(TICKERS, timedelta(hours=6))
    await live_through(world, closes + timedelta(hours=16))
    asked = asked_at(world, closes)
    scouts = [at - closes for at, _ in asked[:4]]
    assert scouts == [timedelta(hours=hour, minutes=30) for hour in (0, 1, 3, 7)]
    assert len({symbol for _, symbol in asked[:4]}) == 4
    # The last scout found it: the others, and those that had looked in vain, follow.
    assert all(at - closes >= timedelta(hours=7, minutes=30) for at, _ in asked[4:])
    assert await days_shown(world) == dict.fromkeys(TICKERS, date(2026, 11, 20))
    assert len(asked) == 3 + len(TICKERS)


async def test_a_halted_ticker_holds_up_nobody_else(aredis: aioredis.Redis) -> None:
    world = await World.begin(aredis, FREE, FRIDAY)
    await world.watch({symbol: 5 if symbol == "IBM" else 1 for symbol in TICKERS})
    closes = datetime(2026, 11, 20, 21, tzinfo=UTC)
    await live_through(world, closes)
    world.late = {"IBM": timedelta(hours=26)}
    await live_through(world, closes + timedelta(hours=4))
    shown = await days_shown(world)
    assert shown.pop("IBM") == date(2026, 11, 19)
    assert set(shown.values()) == {date(2026, 11, 20)}


@pytest.mark.parametrize("hours_after", [0.0, 0.51, 1.0])
async def test_a_lost_redis_costs_no_ticker_its_close_and_no_day_its_limit(
    aredis: aioredis.Redis, hours_after: float
) -> None:
    world = await World.begin(aredis, FREE, FRIDAY)
    await world.watch(dict.fromkeys(TICKERS, 1))
    closes = datetime(2026, 11, 20, 21, tzinfo=UTC)
    await live_through(world, closes + timedelta(hours=hours_after), rest=120)
    await world.flush()
    await live_through(world, closes + timedelta(hours=16))
    assert await days_shown(world) == dict.fromkeys(TICKERS, date(2026, 11, 20))
    assert len(world.referee.sent) == 16


async def test_spare_symbols_have_what_a_week_leaves_over_and_cost_no_pick_its_close(aredis: aioredis.Redis) -> None:
    world = await World.begin(aredis, FREE, FRIDAY)
    board = {f"B{n}": 1 for n in range(30)}
    await world.watch(dict.fromkeys(TICKERS, 1), spare=board)
    asked_for = []
    for morning in (FRIDAY.replace(day=day, hour=13) for day in range(21, 26)):
        before = len(world.referee.sent)
        await live_through(world, morning)
        last = hours.new_york(morning).last_closed(morning)
        assert last is not None
        assert await days_shown(world) == dict.fromkeys(TICKERS, last.day)
        asked_for.append(sum(one.symbols[0] in board for one in world.referee.sent[before:]))
    assert all(asked_for)
    # Facts and first prices keep their parts: a newcomer has its price at once all the same.
    await world.watch(dict.fromkeys(["NEW", *TICKERS], 1), spare=board)
    await world.poll()
    assert world.referee.sent[-1].symbols == ("NEW",)
    assert sum(world.referee.asked_for(one) != [] for one in board) == sum(asked_for)  # nothing twice before all once
