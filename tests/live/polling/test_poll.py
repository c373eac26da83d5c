"""One poll over real Redis: what is asked for, kept, published and said."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from redis import asyncio as aioredis

from live.polling import leases, store
from live.quotes import Quote, State
from tests.live.polling.scene import BULK, DELAYED, FREE, KEYS, LEASED, OPEN, PATIENCE, Scene


@pytest.fixture
def scene(aredis: aioredis.Redis) -> Scene:
    return Scene(aredis)


async def test_a_watched_symbol_is_asked_for_kept_and_published(scene: Scene) -> None:
    await scene.watch("AAPL")
    assert await scene.poll()
    quote = (await scene.quotes("AAPL"))["AAPL"]
    assert (quote.price, quote.change, quote.change_percent) == (100, 20, 25)
    assert (quote.state, quote.market_cap, quote.currency) == (State.FRESH, 100_000, "USD")
    assert quote.as_of == OPEN - timedelta(minutes=15)
    assert quote.next_due_at == OPEN + timedelta(seconds=10)
    (batch,) = scene.sent
    assert (batch["type"], batch["seq"], batch["source"]) == ("live.batch", 1, "alphavantage")
    assert [Quote.from_wire(values) for values in batch["quotes"]] == [quote]
    assert batch["status"]["provider"]["state"] == "ok"
    assert batch["status"]["market"]["NASDAQ"]["state"] == "regular"


async def test_a_poll_that_finds_another_under_way_does_nothing(scene: Scene) -> None:
    await scene.watch("AAPL")
    assert sorted(await asyncio.gather(scene.poll(), scene.poll(), scene.poll())) == [False, False, True]
    assert scene.provider.requests == [("AAPL",)]


async def test_no_symbol_is_asked_for_twice_within_the_least_time(scene: Scene) -> None:
    await scene.watch("AAPL", "MSFT")
    await scene.poll()
    await scene.poll(after=9.9)
    assert len(scene.provider.requests) == 2
    await scene.poll(after=0.1)
    assert len(scene.provider.requests) == 4


async def test_a_symbol_that_the_catalogue_does_not_list_is_never_asked_for(scene: Scene) -> None:
    await scene.watch("GONE", "AAPL")
    await scene.poll()
    assert scene.provider.requests == [("AAPL",)]


async def test_quick_answers_are_published_while_a_slow_one_is_awaited(scene: Scene) -> None:
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    scene.on_send = slow.set  # it answers only after something was published
    await scene.watch("QUICK", "SLOW")
    async with asyncio.timeout(PATIENCE):
        await scene.poll()
    assert [[quote["symbol"] for quote in batch["quotes"]] for batch in scene.sent] == [["QUICK"], ["SLOW"]]
    assert [batch["seq"] for batch in scene.sent] == [1, 2]


async def test_without_news_an_empty_batch_goes_out_after_five_seconds(scene: Scene) -> None:
    await scene.poll()
    assert [batch["quotes"] for batch in scene.sent] == [[]]
    await scene.poll(after=4.9)
    assert len(scene.sent) == 1
    await scene.poll(after=0.1)
    assert [batch["seq"] for batch in scene.sent] == [1, 2]


async def test_a_market_that_opens_is_told_at_once(scene: Scene) -> None:
    scene.now = datetime(2026, 11, 19, 14, 29, 58, tzinfo=UTC)
    await scene.watch("AAPL")
    await scene.poll()
    await scene.poll(after=2)
    assert [batch["status"]["market"]["NASDAQ"]["state"] for batch in scene.sent] == ["pre", "regular"]


async def test_bulk_asks_for_all_in_one_request_and_marks_what_the_answer_leaves_out(scene: Scene) -> None:
    scene.plan = BULK
    scene.provider.answers = {"ODD": False}
    await scene.watch("AAPL", "MSFT", "ODD")
    await scene.poll()
    assert scene.provider.requests == [("AAPL", "MSFT", "ODD")]
    states = {symbol: quote.state for symbol, quote in (await scene.quotes("AAPL", "MSFT", "ODD")).items()}
    assert states == {"AAPL": State.FRESH, "MSFT": State.FRESH, "ODD": State.ERROR}


async def test_an_end_of_day_price_is_the_last_close_also_while_the_market_is_open(scene: Scene) -> None:
    scene.plan = FREE
    await scene.watch("IBM")
    await scene.poll()
    quote = (await scene.quotes("IBM"))["IBM"]
    # The bar of the day that still trades is no close.
    assert (quote.price, quote.previous_close, quote.trading_day) == (50, 40, date(2026, 11, 18))
    assert quote.state is State.CLOSED
    assert quote.as_of == datetime(2026, 11, 18, 21, tzinfo=UTC)
    assert quote.next_due_at == datetime(2026, 11, 19, 21, 30, tzinfo=UTC)
    assert scene.kept == [["IBM"]]


async def test_the_bars_of_a_look_are_kept_together_after_its_prices_went_out(scene: Scene) -> None:
    scene.plan = replace(FREE, name="75")
    symbols = [f"S{n}" for n in range(4)]
    await scene.watch(*symbols)
    await scene.look()
    assert scene.kept == [symbols]


async def test_bars_that_cannot_be_kept_take_no_price_with_them(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.plan, scene.memory.full = replace(DELAYED, entitlement="end_of_day"), True
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    await scene.watch("QUICK", "SLOW")
    polling = asyncio.create_task(scene.poll())
    async with asyncio.timeout(PATIENCE):
        while "the daily bars of QUICK were not kept" not in caplog.text:  # noqa: ASYNC110 - it is the poll that writes
            await asyncio.sleep(0.01)
    slow.set()
    assert await polling
    assert {quote.price for quote in (await scene.quotes("QUICK", "SLOW")).values()} == {50}


async def test_a_price_of_a_day_to_come_is_no_answer_and_keeps_out_no_true_one(scene: Scene) -> None:
    scene.provider.day = date(2099, 1, 1)
    await scene.watch("AAPL")
    await scene.poll()
    assert (await scene.quotes("AAPL"))["AAPL"].price is None
    scene.provider.day = date(2026, 11, 19)
    await scene.poll(after=60)
    assert (await scene.quotes("AAPL"))["AAPL"].state is State.FRESH


async def test_an_older_answer_never_replaces_a_newer_one(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    newer = replace((await scene.quotes("AAPL"))["AAPL"], price=Decimal(7), as_of=OPEN + timedelta(hours=1))
    await store.save(scene.redis, KEYS, [newer])
    await scene.poll(after=10)
    assert (await scene.quotes("AAPL"))["AAPL"].price == 7
    assert scene.sent[-1]["quotes"][0]["price"] == 7


async def test_a_symbol_whose_last_viewer_leaves_while_it_is_asked_for_is_kept_all_the_same(scene: Scene) -> None:
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    await scene.watch("SLOW")
    polling = asyncio.create_task(scene.poll())
    async with asyncio.timeout(PATIENCE):
        while not scene.provider.requests:  # noqa: ASYNC110 - it is the poll that asks
            await asyncio.sleep(0.01)
        await scene.watch("LATER")  # of another exchange, as it were: whose hours are not those of the first
        while ("LATER",) not in scene.provider.requests:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    slow.set()
    assert await polling
    assert (await scene.quotes("SLOW"))["SLOW"].price == 100


async def test_the_status_tells_how_often_a_ticker_is_asked_for(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    assert scene.sent[-1]["status"]["budget"]["every"] == 10


async def test_the_status_is_kept_for_those_who_come_later(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    assert json.loads(await scene.redis.get(KEYS.status)) == scene.sent[-1]["status"]


async def test_a_spare_symbol_is_asked_for_when_no_pick_is_refused_a_request(scene: Scene) -> None:
    scene.plan = replace(DELAYED, name="75")
    picks = [f"S{n}" for n in range(6)]
    await leases.hold(scene.redis, KEYS, "web", dict.fromkeys(picks, 1), LEASED, spare={"BOARD": 1})
    for _ in range(2):
        await scene.look()  # a second has five, and four of them may be unanswered
    assert ("BOARD",) not in scene.provider.requests
    await scene.look(after=1.2)
    assert scene.provider.requests[5:] == [("S5",), ("BOARD",)]
    assert (await scene.quotes("BOARD"))["BOARD"].state is State.FRESH


async def test_a_symbol_whose_answer_is_awaited_is_not_asked_for_again_and_others_are(scene: Scene) -> None:
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    await scene.watch("QUICK", "SLOW")
    polling = asyncio.create_task(scene.poll())
    async with asyncio.timeout(PATIENCE):
        while not scene.sent:  # noqa: ASYNC110 - it is the poll that asks
            await asyncio.sleep(0.01)
        scene.now += timedelta(seconds=11)
        while scene.provider.requests.count(("QUICK",)) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert scene.provider.requests.count(("SLOW",)) == 1
    slow.set()
    assert await polling
