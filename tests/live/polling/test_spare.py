"""What nobody picked and a board shows: it gets what is left, as tables and by the real budget."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.polling import hours
from live.polling.planner import Outlook
from live.polling.requests import Asked, Function, Watched
from live.polling.spare import Room
from live.polling.spending import Purpose
from live.quotes import Basis, Quote, State
from tests.live.polling.memory import Memory
from tests.live.polling.test_budget import FREE, PAID, budget, granted

OPEN = datetime(2026, 11, 19, 15, tzinfo=UTC)
EVENING = datetime(2026, 11, 19, 21, 40, tzinfo=UTC)
DELAYED = PAID
BULK = Plan("600", "alphavantage", "realtime", bulk=True, poll_seconds=10)
NEW_YORK = hours.new_york(OPEN)
TODAY = OPEN.date()
HELD = Quote("S", "alphavantage", Basis.DELAYED, State.FRESH, price=Decimal(10), trading_day=TODAY, fetched_at=OPEN)


def picked(symbol: str, seconds_ago: float | None = None, now: datetime = OPEN, day: date = TODAY) -> Watched:
    """A pick that was asked for so many seconds ago, or one without a price."""
    if seconds_ago is None:
        return Watched(symbol, 1, NEW_YORK)
    at = now - timedelta(seconds=seconds_ago)
    return Watched(symbol, 1, NEW_YORK, replace(HELD, symbol=symbol, trading_day=day, fetched_at=at), Asked(at))


def spare(symbol: str, *args: object, **more: object) -> Watched:
    return replace(picked(symbol, *args, **more), spare=True)  # type: ignore[arg-type]


def asked(now: datetime, plan: Plan, *some: Watched) -> list[tuple[Sequence[str], bool]]:
    return [(request.symbols, request.spare) for request in Outlook(now, some, plan).requests()]


@pytest.mark.parametrize("plan", [DELAYED, FREE, BULK])
def test_a_spare_symbol_is_asked_for_when_nothing_else_is(plan: Plan) -> None:
    assert asked(OPEN, plan, spare("BOARD")) == [(("BOARD",), True)]


def test_spare_symbols_come_after_every_newcomer_and_refresh_the_oldest_first() -> None:
    some = [spare("NEW"), spare("OLD", 900), spare("LATE", 60), picked("DUE", 500), picked("FIRST"), spare("SOON", 9)]
    assert asked(OPEN, DELAYED, *some) == [
        (("FIRST",), False), (("DUE",), False), (("NEW",), True), (("OLD",), True), (("LATE",), True)
    ]  # fmt: skip


def test_of_spare_symbols_that_were_never_asked_for_the_best_known_come_first() -> None:
    some = [spare("ABBV"), spare("NVDA"), spare("ZZ")]
    known = [replace(one, fame=fame) for one, fame in zip(some, (21, 2, 390), strict=True)]
    assert [symbols for symbols, _ in asked(OPEN, DELAYED, *known)] == [("NVDA",), ("ABBV",), ("ZZ",)]


def test_a_spare_symbol_is_no_newcomer_and_takes_no_pick_s_share() -> None:
    picks = [picked(f"S{n}", 5) for n in range(50)]
    boards = [spare(f"B{n}") for n in range(500)]
    assert Outlook(OPEN, picks + boards, DELAYED).intervals == Outlook(OPEN, picks, DELAYED).intervals
    assert not any(request.newcomer for request in Outlook(OPEN, picks + boards, DELAYED).requests())


def test_a_symbol_that_somebody_picks_too_is_a_pick() -> None:
    (request,) = Outlook(OPEN, [replace(spare("BOTH"), spare=False)], DELAYED).requests()
    assert (request.newcomer, request.spare) == (True, False)


@pytest.mark.parametrize(
    ("plan", "picks", "room"),
    [
        (DELAYED, 0, 71 - 8 - 12),  # a tenth of a minute is left for newcomers, and twelve for facts and history
        (DELAYED, 5, 71 - 30 - 8 - 12),
        (DELAYED, 50, 0),
        (BULK, 0, 570 - 57 - 12),
        (BULK, 101, 570 - 12 - 57 - 12),
    ],
)
def test_what_is_left_of_a_minute_is_what_picks_newcomers_and_facts_do_not_need(
    plan: Plan, picks: int, room: int
) -> None:
    assert Outlook(OPEN, [picked(f"S{n}", 5) for n in range(picks)], plan).room == Room(room)


def test_of_many_first_prices_half_a_minute_is_the_most_while_newer_prices_are_due_whatever_was_asked_before() -> None:
    crowd, due = [picked(f"S{n}") for n in range(36)], picked("DUE", 500)
    assert Outlook(OPEN, [*crowd, due], DELAYED).room_of_first_prices == Room(35)
    assert Outlook(OPEN, [*crowd[:35], due], DELAYED).room_of_first_prices is None
    assert Outlook(OPEN, crowd, DELAYED).room_of_first_prices is None


def test_a_spare_price_says_when_its_turn_comes_by_what_is_left() -> None:
    outlook = Outlook(OPEN, [spare(f"B{n}", 5) for n in range(255)], DELAYED)
    assert outlook.next_due(outlook.spare[0]) == OPEN + timedelta(seconds=295)


def test_in_bulk_spare_symbols_fill_up_a_request_that_is_not_full() -> None:
    some = [
        *(picked(f"S{n}", 20) for n in range(30)),
        *(spare(f"B{n}", 11 + n / 20) for n in range(90)),
        spare("NOT", 5),
    ]
    first, *others = Outlook(OPEN, some, BULK).requests()
    assert (first.function, len(first.symbols), first.spare) == (Function.BULK, 100, False)
    assert first.symbols[30:] == tuple(f"B{n}" for n in range(89, 19, -1))
    assert others == []  # the rest is no majority: it rides along next time


def test_in_bulk_spare_symbols_have_requests_of_their_own_where_there_are_many() -> None:
    requests = Outlook(OPEN, [picked("S", 5), *(spare(f"B{n}") for n in range(250))], BULK).requests()
    assert [(len(request.symbols), request.spare) for request in requests] == [(100, True), (100, True), (50, True)]


WEDNESDAY = date(2026, 11, 18)


def test_after_a_close_spare_symbols_wait_until_a_pick_has_seen_it() -> None:
    board = spare("BOARD", 3600, EVENING, WEDNESDAY)
    waiting = [picked("A", 3600, EVENING, WEDNESDAY), picked("B", 7200, EVENING, WEDNESDAY), board]
    assert asked(EVENING, FREE, *waiting) == [(("A",), False)]
    seen = [picked("A", 300, EVENING), picked("B", 7200, EVENING, WEDNESDAY), board]
    assert asked(EVENING, FREE, *seen) == [(("B",), False), (("BOARD",), True)]


def test_where_nobody_picked_anything_a_spare_scout_looks_for_the_close() -> None:
    some = [spare("A", 7200, EVENING, WEDNESDAY), spare("B", 3600, EVENING, WEDNESDAY)]
    assert len(asked(EVENING, FREE, *some)) == 1


def test_what_picks_will_need_is_told_for_now_and_each_close_of_the_coming_day() -> None:
    at = datetime(2026, 11, 27, 15, tzinfo=UTC)  # an early close, then a weekend
    here = hours.new_york(at)
    picks = [replace(picked(f"S{n}", 60, at, date(2026, 11, 25)), hours=here) for n in range(6)]
    picks += [replace(picked("NEW"), hours=here)]
    # One has no price yet; half an hour after the close each is asked for, and three scouts may look in vain.
    assert Outlook(at, picks, FREE).room.coming == ((at, 1), (datetime(2026, 11, 27, 18, 45, tzinfo=UTC), 11))


START = datetime(2026, 11, 19, 15, tzinfo=UTC)


async def all_spare(redis: aioredis.Redis, plan: Plan, room: Room, seconds: range, memory: Memory) -> int:
    """What spare requests get that are wanted at each of these seconds."""
    total = 0
    for after in seconds:
        spent = await budget(redis, plan, after, memory).take(5, Purpose.SPARE, room)
        await budget(redis, plan, after, memory).landed(spent.tickets)
        total += spent.granted
    return total


async def test_spare_requests_leave_a_minute_its_room_and_take_no_second_whole(aredis: aioredis.Redis) -> None:
    assert (await budget(aredis, PAID).take(50, Purpose.SPARE, Room(30))).granted == 2
    assert await granted(budget(aredis, PAID), 50) == 3
    assert await all_spare(aredis, PAID, Room(30), range(2, 60), Memory()) == 28
    assert (await budget(aredis, PAID, 59).take(5, Purpose.SPARE, Room(0))).granted == 0


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        (0, 5),  # 25, less what is kept: 5 for first prices, 10 for refreshes, 5 for facts
        (10, 5),
        (12, 3),
        (15, 0),
        (25, 0),
    ],
)
async def test_of_a_limited_day_spare_requests_leave_what_picks_will_need_at_the_coming_close(
    aredis: aioredis.Redis, needed: int, expected: int
) -> None:
    memory, room = Memory(), Room(60, ((START, 0), (START + timedelta(hours=6), needed)))
    assert await all_spare(aredis, FREE, room, range(0, 40, 2), memory) == expected
    later = [await granted(budget(aredis, FREE, 6 * 3600 + n * 2, memory), 1, Purpose.REFRESH) for n in range(needed)]
    assert sum(later) == min(needed, 15)


async def test_what_yesterday_s_closes_took_is_no_hindrance_once_it_counts_no_more(aredis: aioredis.Redis) -> None:
    memory, hour = Memory(), 3600
    for n in range(12):
        assert await granted(budget(aredis, FREE, n * 2, memory), 1, Purpose.REFRESH)
    # 21 hours later those twelve are still counted; when the close comes they are not.
    room = Room(60, ((START + timedelta(hours=21), 0), (START + timedelta(hours=24, minutes=2), 12)))
    assert await all_spare(aredis, FREE, room, range(21 * hour, 21 * hour + 40, 2), memory) == 3
