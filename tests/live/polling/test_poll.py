"""One poll over real Redis; the provider stands at its boundary as an object that the test scripts."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from redis import asyncio as aioredis

from live.alphavantage.errors import BadAnswer, Burst, NotEntitled, ProviderError, UnknownSymbol, Unreachable
from live.alphavantage.plans import Plan
from live.alphavantage.series import Bar, Series
from live.clock import Clock
from live.polling import asked, hours, leases, store
from live.polling.budget import Budget
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.polling.market_value import Shares
from live.polling.parts import Parts
from live.polling.poll import poll
from live.polling.spending import Ledger
from live.quotes import Quote, Reading, State

KEYS = Keys("test", "alphavantage")
OPEN = datetime(2026, 11, 19, 15, tzinfo=UTC)
DELAYED = Plan("600", "alphavantage", "delayed", bulk=False, poll_seconds=10)
BULK = Plan("600", "alphavantage", "realtime", bulk=True, poll_seconds=10)
FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)


@dataclass
class Provider:
    """Answers at once with a price of 100, or as the test says for a symbol; remembers what it was asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, ...]] = field(default_factory=list)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    bulk_refusal: ProviderError | None = None

    async def quote(self, symbol: str, entitlement: str) -> Reading:
        self.requests.append((symbol,))
        if symbol in self.slow:
            await self.slow[symbol].wait()
        answer = self.answers.get(symbol, Decimal(100))
        if isinstance(answer, ProviderError):
            raise answer
        return Reading(symbol, answer, date(2026, 11, 19), previous_close=Decimal(80))

    async def bulk_quotes(self, symbols: Sequence[str]) -> Mapping[str, Reading]:
        self.requests.append(tuple(symbols))
        if self.bulk_refusal:
            raise self.bulk_refusal
        return {s: Reading(s, Decimal(100), date(2026, 11, 19)) for s in symbols if self.answers.get(s, True)}

    async def daily(self, symbol: str) -> Series:
        self.requests.append((symbol,))
        days = [date(2026, 11, 19), date(2026, 11, 18), date(2026, 11, 17)]
        closes = [Decimal(99), Decimal(50), Decimal(40)]
        return Series(symbol, tuple(Bar(day, c, c, c, c, 7) for day, c in zip(days, closes, strict=True)))


@dataclass
class Scene:
    """A poll's parts with everything that it sent and kept."""

    redis: aioredis.Redis
    plan: Plan = DELAYED
    now: datetime = OPEN
    provider: Provider = field(default_factory=Provider)
    sent: list[dict[str, Any]] = field(default_factory=list)
    kept: list[list[str]] = field(default_factory=list)
    snapshot: dict[str, Quote] = field(default_factory=dict)
    last_active: datetime | None = None
    on_send: Callable[[], None] = lambda: None

    def parts(self) -> Parts:
        async def nothing(_: Any) -> Any:
            return []

        async def written(*_: Any) -> None:
            return None

        async def last_active() -> datetime | None:
            return self.last_active

        async def send(_group: str, message: dict[str, Any]) -> None:
            self.sent.append(message)
            self.on_send()

        async def listed(symbols: Sequence[str]) -> dict[str, Listed]:
            return {s: Listed(s, "NASDAQ", "USD", Shares(1000)) for s in symbols if s != "GONE"}

        async def keep(some: Sequence[Series]) -> None:
            assert self.sent, "prices wait for nothing"
            self.kept.append([series.symbol for series in some])

        async def snapshot() -> dict[str, Quote]:
            return self.snapshot

        async def watched_since(_: datetime) -> Sequence[str]:
            return list(self.snapshot)

        clock = Clock(self.now.timestamp(), time.time(), 1e-9)
        return Parts(
            redis=self.redis,
            keys=KEYS,
            plan=self.plan,
            provider=self.provider,
            budget=Budget(self.redis, KEYS, self.plan, clock, Ledger(nothing, written, last_active)),
            send=send,
            listed=listed,
            hours=lambda _exchange, now: hours.new_york(now),
            now=lambda: self.now,
            keep_series=keep,
            snapshot=snapshot,
            watched_since=watched_since,
        )

    async def watch(self, *symbols: str) -> None:
        await leases.hold(self.redis, KEYS, "web", dict.fromkeys(symbols, 1), 30)

    async def poll(self, after: float = 0) -> bool:
        self.now += timedelta(seconds=after)
        return await poll(self.parts())

    async def look(self, after: float = 0) -> bool:
        """A poll that looks once."""
        self.now += timedelta(seconds=after)
        return await poll(self.parts(), lasts=0, last_start=0)

    async def quotes(self, *symbols: str) -> dict[str, Quote]:
        return await store.read(self.redis, KEYS, symbols)


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


async def test_one_bad_symbol_among_good_ones_keeps_its_last_price_and_the_others_update(scene: Scene) -> None:
    await scene.watch("AAPL", "BAD")
    await scene.poll()
    scene.provider.answers = {"BAD": BadAnswer(), "AAPL": Decimal(101)}
    await scene.poll(after=10)
    quotes = await scene.quotes("AAPL", "BAD")
    assert (quotes["AAPL"].price, quotes["AAPL"].state) == (101, State.FRESH)
    assert (quotes["BAD"].price, quotes["BAD"].state) == (100, State.ERROR)
    await scene.poll(after=10)
    assert scene.provider.requests[-1] == ("AAPL",)  # the bad one waits longer


async def test_an_unknown_symbol_is_left_alone_for_hours(scene: Scene) -> None:
    scene.provider.answers = {"ODD": UnknownSymbol()}
    await scene.watch("ODD")
    await scene.poll()
    await scene.poll(after=3600)
    assert scene.provider.requests == [("ODD",)]
    assert (await scene.quotes("ODD"))["ODD"].state is State.ERROR
    assert (await asked.read(scene.redis, KEYS, ["ODD"]))["ODD"].unknown


async def test_an_outage_stops_all_requests_and_one_probe_finds_its_end(scene: Scene) -> None:
    await scene.watch("AAPL", "MSFT", "IBM")
    scene.provider.answers = dict.fromkeys(("AAPL", "MSFT", "IBM"), Unreachable())
    await scene.poll()
    assert scene.sent[-1]["status"]["provider"]["state"] == "unreachable"
    scene.provider.answers = {}
    scene.provider.requests.clear()
    await scene.poll(after=20)
    assert len(scene.provider.requests) >= 1
    await scene.poll(after=10)
    assert {symbol for request in scene.provider.requests for symbol in request} == {"AAPL", "MSFT", "IBM"}
    assert scene.sent[-1]["status"]["provider"]["state"] == "ok"
    assert {quote.state for quote in (await scene.quotes("AAPL", "MSFT", "IBM")).values()} == {State.FRESH}


async def test_one_symbol_that_is_never_answered_waits_alone_while_the_others_go_on(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="live.polling")
    scene.provider.answers = {"CUT": Unreachable()}
    await scene.watch("CUT", "AAPL", "MSFT")
    for _ in range(120):
        await scene.look(after=1)
    asked_for = [request[0] for request in scene.provider.requests]
    assert asked_for.count("AAPL") >= 11
    assert asked_for.count("MSFT") >= 11
    assert asked_for.count("CUT") <= 5
    # Its first failure may have been everyone's: the next answer shows that it was not.
    assert [record.levelname for record in caplog.records if record.levelname == "WARNING"] in ([], ["WARNING"])
    assert (await asked.read(scene.redis, KEYS, ["CUT"]))["CUT"].failures >= 2
    assert scene.sent[-1]["status"]["provider"]["state"] == "ok"


async def test_a_burst_refusal_is_no_failure_of_the_symbol(scene: Scene) -> None:
    scene.provider.answers = {"AAPL": Burst()}
    await scene.watch("AAPL")
    await scene.poll()
    assert (await asked.read(scene.redis, KEYS, ["AAPL"]))["AAPL"].failures == 0
    await scene.poll(after=9)
    assert len(scene.provider.requests) == 1


async def test_the_provider_is_logged_when_it_fails_and_when_it_is_back_and_not_between(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="live.polling")
    await scene.watch("AAPL")
    await scene.poll()
    scene.provider.answers = {"AAPL": Unreachable()}
    for _ in range(3):
        await scene.poll(after=100)
    scene.provider.answers = {}
    await scene.poll(after=100)
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING", "INFO"]


async def test_one_bad_symbol_is_no_fault_of_the_provider_and_all_of_them_are(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="live.polling")
    await scene.watch("AAPL", "BAD")
    await scene.poll()
    scene.provider.answers = {"BAD": BadAnswer()}
    for _ in range(3):
        await scene.poll(after=100)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    scene.provider.answers = {"BAD": BadAnswer(), "AAPL": BadAnswer()}
    for _ in range(3):
        await scene.poll(after=100)
    assert scene.sent[-1]["status"]["provider"]["state"] == "bad_answer"
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]


async def test_quick_answers_are_published_while_a_slow_one_is_awaited(scene: Scene) -> None:
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    scene.on_send = slow.set  # it answers only after something was published
    await scene.watch("QUICK", "SLOW")
    async with asyncio.timeout(5):
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
    symbols = [f"S{n}" for n in range(5)]
    await scene.watch(*symbols)
    await scene.look()
    assert scene.kept == [symbols]


async def test_a_redis_that_lost_everything_gets_back_what_the_database_kept(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.snapshot = await scene.quotes("AAPL")
    await scene.redis.flushall()
    await scene.poll()
    assert (await scene.quotes("AAPL"))["AAPL"].price == 100


async def test_what_the_database_kept_is_told_to_those_who_watch_though_nothing_can_be_asked(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.snapshot = await scene.quotes("AAPL")
    await scene.redis.flushall()
    await scene.watch("AAPL")
    scene.sent, scene.last_active = [], scene.now  # what the last minute had is not known, and waited for
    await scene.poll()
    assert [quote["price"] for quote in scene.sent[0]["quotes"]] == [100]


async def test_a_redis_that_is_lost_in_the_middle_of_a_poll_gets_back_what_the_database_kept(scene: Scene) -> None:
    await scene.watch("LEFT", "SLOW")
    await scene.poll()
    scene.snapshot = await scene.quotes("LEFT", "SLOW")
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    scene.provider.requests.clear()
    await scene.watch("SLOW")
    polling = asyncio.create_task(scene.poll(after=10))
    async with asyncio.timeout(5):
        while not scene.provider.requests:  # noqa: ASYNC110 - it is the poll that asks
            await asyncio.sleep(0.01)
    await scene.redis.flushall()
    slow.set()
    assert await polling
    await scene.poll(after=1)
    assert set(await scene.quotes("LEFT", "SLOW")) == {"LEFT", "SLOW"}


async def test_a_clock_set_back_by_hours_keeps_no_symbol_waiting_and_no_price_from_the_future(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.provider.answers = {"AAPL": Decimal(7)}
    scene.now = OPEN - timedelta(seconds=800)
    await scene.poll()
    assert (await scene.quotes("AAPL"))["AAPL"].price == 7
    await scene.poll(after=9)
    assert len(scene.provider.requests) == 2
    await scene.poll(after=1)
    assert len(scene.provider.requests) == 3


async def test_an_older_answer_never_replaces_a_newer_one(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    newer = replace((await scene.quotes("AAPL"))["AAPL"], price=Decimal(7), as_of=OPEN + timedelta(hours=1))
    await store.save(scene.redis, KEYS, [newer])
    await scene.poll(after=10)
    assert (await scene.quotes("AAPL"))["AAPL"].price == 7
    assert scene.sent[-1]["quotes"][0]["price"] == 7


async def test_a_plan_that_has_less_than_it_is_set_to_falls_back_once_and_says_so(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.plan = BULK
    scene.provider.bulk_refusal = NotEntitled()
    await scene.watch("AAPL", "MSFT")
    await scene.poll()
    await scene.poll(after=10)
    assert scene.provider.requests == [("AAPL", "MSFT"), ("AAPL",), ("MSFT",)]
    assert [record.levelname for record in caplog.records].count("WARNING") == 1
    status = scene.sent[-1]["status"]
    assert status["provider"]["state"] == "ok"
    assert "no bulk quotes" in status["provider"]["message"]


async def test_a_symbol_whose_last_viewer_leaves_while_it_is_asked_for_is_kept_all_the_same(scene: Scene) -> None:
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    await scene.watch("SLOW")
    polling = asyncio.create_task(scene.poll())
    async with asyncio.timeout(5):
        while not scene.provider.requests:  # noqa: ASYNC110 - it is the poll that asks
            await asyncio.sleep(0.01)
    await leases.release(scene.redis, KEYS, "web")
    slow.set()
    assert await polling
    assert (await scene.quotes("SLOW"))["SLOW"].price == 100


async def test_a_lost_count_is_waited_for_and_said(scene: Scene) -> None:
    scene.last_active = OPEN
    await scene.watch("AAPL")
    await scene.poll(after=10)
    assert scene.provider.requests == []
    assert scene.sent[-1]["status"]["provider"]["state"] == "recounting"
    await scene.poll(after=61)
    assert scene.provider.requests == [("AAPL",)]
    assert scene.sent[-1]["status"]["provider"]["state"] == "ok"


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
    await leases.hold(scene.redis, KEYS, "web", dict.fromkeys(picks, 1), 30, spare={"BOARD": 1})
    await scene.poll()  # a second has five
    assert ("BOARD",) not in scene.provider.requests
    await scene.poll(after=1.2)
    assert scene.provider.requests[5:] == [("S5",), ("BOARD",)]
    assert (await scene.quotes("BOARD"))["BOARD"].state is State.FRESH
