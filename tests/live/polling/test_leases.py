"""Leases over real Redis: what is watched, and for how long it counts."""

from redis import asyncio as aioredis

from live.polling import followed, leases
from live.polling.keys import Keys

KEYS = Keys("test", "simulated")


async def test_the_viewers_of_all_processes_add_up(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {"AAPL": 3, "MSFT": 1}, 30)
    await leases.hold(aredis, KEYS, "web-2", {"AAPL": 2}, 30)
    assert await leases.demand(aredis, KEYS) == {"AAPL": 5, "MSFT": 1}


async def test_a_page_that_follows_a_likely_range_too_is_one_viewer(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {"AAPL": 1, "MSFT": 3}, 30)
    await leases.hold(aredis, KEYS, followed.owner("web-1"), {"AAPL": 1, "MSFT": 2, "IBM": 4}, 30)
    assert await leases.demand(aredis, KEYS) == {"AAPL": 1, "MSFT": 3, "IBM": 4}
    assert await followed.followed(aredis, KEYS) == ["AAPL", "IBM", "MSFT"]


async def test_holding_again_replaces_what_was_held(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {"AAPL": 3, "MSFT": 1}, 30)
    await leases.hold(aredis, KEYS, "web-1", {"MSFT": 2}, 30)
    assert await leases.demand(aredis, KEYS) == {"MSFT": 2}
    await leases.hold(aredis, KEYS, "web-1", {}, 30)
    assert await leases.demand(aredis, KEYS) == {}


async def test_a_process_that_ends_in_good_order_stops_counting_at_once(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {"AAPL": 3}, 30)
    await leases.release(aredis, KEYS, "web-1")
    assert await leases.demand(aredis, KEYS) == {}


async def test_a_lease_runs_out_when_its_server_dies(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {"AAPL": 3}, 30)
    assert 0 < await aredis.ttl(KEYS.lease("web-1")) <= 30
    await aredis.pexpireat(KEYS.lease("web-1"), 1)  # as if its 30 s were over
    assert await leases.demand(aredis, KEYS) == {}
    assert await aredis.smembers(KEYS.leases) == set()


async def test_what_only_a_board_shows_is_spare_until_somebody_picks_it(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {"AAPL": 3}, 30, spare={"AAPL": 1, "MSFT": 2})
    await leases.hold(aredis, KEYS, "web-2", {}, 30, spare={"MSFT": 1, "IBM": 1})
    assert await leases.wanted(aredis, KEYS) == leases.Wanted({"AAPL": 3}, {"MSFT": 3, "IBM": 1})
    assert await leases.demand(aredis, KEYS) == {"AAPL": 3}
    await leases.hold(aredis, KEYS, "web-1", {"MSFT": 1}, 30)
    assert await leases.wanted(aredis, KEYS) == leases.Wanted({"MSFT": 1}, {"IBM": 1})


async def test_a_spare_lease_runs_out_and_is_given_back_like_any_other(aredis: aioredis.Redis) -> None:
    await leases.hold(aredis, KEYS, "web-1", {}, 30, spare={"AAPL": 1})
    await leases.hold(aredis, KEYS, "web-2", {}, 30, spare={"IBM": 1})
    assert 0 < await aredis.ttl(KEYS.spare_lease("web-1")) <= 30
    await aredis.pexpireat(KEYS.spare_lease("web-1"), 1)  # as if its 30 s were over
    assert (await leases.wanted(aredis, KEYS)).spare == {"IBM": 1}
    assert await aredis.smembers(KEYS.leases) == {b"web-2"}
    await leases.release(aredis, KEYS, "web-2")
    assert (await leases.wanted(aredis, KEYS)).spare == {}
