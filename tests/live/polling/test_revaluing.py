"""What happens to the price that is held when a company's shares become known."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from redis import asyncio as aioredis

from live.polling import store
from live.polling.judge import Listed
from live.polling.keys import GROUP, Keys
from live.polling.market_value import Shares
from live.polling.revaluing import revalue
from live.quotes import Basis, Quote, State

KEYS = Keys("test", "alphavantage")
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
HELD = Quote(
    "AAPL",
    "alphavantage",
    Basis.END_OF_DAY,
    State.CLOSED,
    Decimal(200),
    trading_day=date(2026, 11, 19),
    fetched_at=NOON,
)
COUNTED = {"AAPL": Listed("AAPL", shares=Shares(1000))}


class Group:
    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    async def send(self, group: str, message: dict[str, Any]) -> None:
        self.told.append((group, message))


async def test_viewers_are_told_its_market_value_though_no_price_came(aredis: aioredis.Redis) -> None:
    await store.save(aredis, KEYS, [HELD])
    await aredis.set(KEYS.status, json.dumps({"at": "now"}))
    await aredis.set(KEYS.sequence, 7)
    group = Group()
    await revalue(aredis, KEYS, group.send, COUNTED)
    ((name, batch),) = group.told
    assert (name, batch["type"], batch["seq"], batch["status"]) == (GROUP, "live.batch", 8, {"at": "now"})
    assert batch["quotes"] == [replace(HELD, market_cap=Decimal(200_000)).as_wire()]
    assert (await store.read(aredis, KEYS, ["AAPL"]))["AAPL"].market_cap == 200_000
    await revalue(aredis, KEYS, group.send, COUNTED)
    assert len(group.told) == 1


async def test_a_newer_price_is_never_replaced(aredis: aioredis.Redis) -> None:
    newer = replace(HELD, price=Decimal(210), fetched_at=NOON + timedelta(hours=1))
    await store.save(aredis, KEYS, [newer])
    await store.save(aredis, KEYS, [HELD])
    await aredis.set(KEYS.status, "{}")
    await revalue(aredis, KEYS, Group().send, COUNTED)
    assert (await store.read(aredis, KEYS, ["AAPL"]))["AAPL"] == replace(newer, market_cap=Decimal(210_000))


async def test_of_what_was_never_priced_nothing_is_told(aredis: aioredis.Redis) -> None:
    await aredis.set(KEYS.status, "{}")
    group = Group()
    await revalue(aredis, KEYS, group.send, COUNTED)
    assert (group.told, await aredis.get(KEYS.sequence)) == ([], None)
