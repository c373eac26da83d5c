"""A poll with two providers over real Redis: each symbol of the first that can be relied on, and no budget exceeded."""

import asyncio
from dataclasses import replace

from redis import asyncio as aioredis

from live.polling import store
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.polling.market_value import Shares
from live.polling.poll import poll
from live.polling.revaluing import revalue
from live.providers.errors import DaySpent, NotEntitled, UnknownSymbol, Unreachable
from live.quotes import State
from tests.live.polling.scene import DELAYED, OPEN, PATIENCE
from tests.live.polling.two import FINNHUB, FREE, Two


async def test_the_second_is_asked_nothing_while_the_first_answers(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    await two.watch("AAPL", "MSFT")
    for _ in range(4):
        await two.look(after=12)
    assert two.second.requests == []
    assert two.published("AAPL") == ["alphavantage"]
    assert [one["state"] for one in two.said()["sources"]] == ["ok", "waiting"]


async def test_an_outage_of_the_first_is_bridged_and_ends_when_it_answers_again(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    await two.watch("AAPL", "MSFT")
    await two.look()
    assert await two.source("AAPL") == "alphavantage"

    two.first.answers = dict.fromkeys(("AAPL", "MSFT"), Unreachable())
    await two.look(after=12)
    await two.look(after=1)
    assert {quote.source for quote in (await two.shown("AAPL", "MSFT")).values()} == {"finnhub"}
    assert {quote.state for quote in (await two.shown("AAPL", "MSFT")).values()} == {State.FRESH}
    provider = two.said()["provider"]
    assert provider["state"] == "ok"
    assert "Alpha Vantage cannot be reached" in provider["message"]
    assert "Finnhub" in provider["message"]
    assert [one["state"] for one in two.said()["sources"]] == ["unreachable", "ok"]

    two.first.answers = {}
    for _ in range(8):
        await two.look(after=12)
    assert {quote.source for quote in (await two.shown("AAPL", "MSFT")).values()} == {"alphavantage"}
    for symbol in ("AAPL", "MSFT"):
        assert two.published(symbol) == ["alphavantage", "finnhub", "alphavantage"]
    assert two.said()["provider"] == {**two.said()["provider"], "state": "ok", "message": ""}
    asked = len(two.second.requests)
    await two.look(after=12)
    assert len(two.second.requests) == asked, "when the first answers again it is first again"


async def test_what_the_first_does_not_know_the_second_is_asked_for_alone(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    two.first.answers["OTCX"] = UnknownSymbol()
    await two.watch("AAPL", "OTCX")
    for _ in range(3):
        await two.look(after=12)
    assert (await two.source("AAPL"), await two.source("OTCX")) == ("alphavantage", "finnhub")
    assert set(two.second.requests) == {("OTCX",)}
    assert two.first.requests.count(("OTCX",)) == 1, "an unknown symbol is not asked for again at once"


async def test_what_trades_where_a_provider_does_not_reach_costs_it_no_request(aredis: aioredis.Redis) -> None:
    two = Two(aredis, plans=(FINNHUB, DELAYED), listed={"TSCO.LON": "LSE"})
    await two.watch("AAPL", "TSCO.LON")
    await two.look()
    assert two.first.requests == [("AAPL",)]
    assert two.second.requests == [("TSCO.LON",)]
    assert (await two.source("AAPL"), await two.source("TSCO.LON")) == ("finnhub", "alphavantage")


async def test_a_spent_day_of_a_free_key_is_bridged_by_the_second(aredis: aioredis.Redis) -> None:
    """By the provider's word, and by our own count before it has to say a word."""
    two = Two(aredis, plans=(FREE, FINNHUB))
    two.first.refusal = DaySpent()
    await two.watch("AAPL")
    await two.look()
    await two.look(after=2)
    assert await two.source("AAPL") == "finnhub"
    assert "no requests left for today" in two.said()["provider"]["message"]

    counted = Two(aredis, plans=(replace(FREE, source="counted"), replace(FINNHUB, source="other")))
    counted.memories[0].sent += [(purpose, OPEN) for purpose in ["newcomer"] * 25]
    await counted.watch("IBM")
    await counted.look()
    await counted.look(after=2)
    assert counted.first.requests == []
    assert await counted.source("IBM") == "other"
    assert "no requests left for today" in counted.said()["provider"]["message"]


async def test_a_key_that_finnhub_refuses_leaves_its_symbols_to_the_next(aredis: aioredis.Redis) -> None:
    two = Two(aredis, plans=(FINNHUB, FREE))
    two.first.answers["AAPL"] = NotEntitled("wrong key")
    await two.watch("AAPL")
    await two.look()
    await two.look(after=2)
    assert await two.source("AAPL") == "alphavantage"
    assert two.said()["sources"][0]["basis"] == "realtime", "there is no lower rung to fall to"
    requests = len(two.first.requests)
    for _ in range(5):
        await two.look(after=20)
    assert len(two.first.requests) == requests, "a refused key is tried again every ten minutes"


async def test_a_day_of_few_requests_is_spent_on_no_close_that_would_not_be_shown(aredis: aioredis.Redis) -> None:
    two = Two(aredis, plans=(FINNHUB, FREE))
    await two.watch("AAPL", "MSFT")
    two.first.answers["MSFT"] = UnknownSymbol()
    await two.look()
    assert (await two.source("AAPL"), two.second.requests) == ("finnhub", [("MSFT",)])
    two.first.answers["AAPL"] = Unreachable()
    for _ in range(4):
        await two.look(after=60)
    assert (await two.shown("AAPL"))["AAPL"].state is State.ERROR
    assert two.second.requests == [("MSFT",)], "yesterday's close is older than what is shown of AAPL"
    two.scene.now = OPEN.replace(hour=23)  # the day is over
    for _ in range(2):
        await two.look(after=2)  # one request a second
    assert ("AAPL",) in two.second.requests
    assert await two.source("AAPL") == "alphavantage"


async def test_a_symbol_is_asked_of_one_provider_at_a_time(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    going = await two.hangs("AAPL", 0.8)  # it looks three times more meanwhile
    assert (two.first.requests, two.second.requests) == ([("AAPL",)], [])
    two.first.slow["AAPL"].set()
    await going
    assert await two.source("AAPL") == "alphavantage"


async def test_while_the_first_hangs_the_second_is_asked_for_who_comes_meanwhile(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    going = await two.hangs("AAPL", 0.5)  # later than it starts anything
    await two.watch("AAPL", "IBM")
    async with asyncio.timeout(PATIENCE):
        while not await two.shown("IBM"):  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.05)
    assert (two.first.requests, two.second.requests) == ([("AAPL",)], [("IBM",)])
    two.first.slow["AAPL"].set()
    await going
    assert (await two.source("AAPL"), await two.source("IBM")) == ("alphavantage", "finnhub")


async def test_no_budget_is_exceeded_however_much_is_watched(aredis: aioredis.Redis) -> None:
    two = Two(aredis, plans=(FINNHUB, FREE))
    await two.watch(*(f"S{n}" for n in range(50)))
    down = Unreachable()
    for second in range(0, 150, 6):
        two.first.answers = {f"S{n}": down for n in range(50)} if 40 <= second < 90 else {}
        asked = len(two.first.requests)
        await two.look(after=6)
        assert len(two.first.requests) - asked <= 57
    assert len(two.second.requests) <= 25
    assert len(two.memories[1].sent) <= 25
    assert len(two.first.requests) <= 57 * 3


async def test_prices_of_two_sources_are_never_mixed_and_each_is_kept_as_its_own(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    await two.watch("AAPL")
    await two.look()
    two.first.answers["AAPL"] = Unreachable()
    two.second.answers["AAPL"] = two.second.answers.get("AAPL", 300)
    await two.look(after=12)
    await two.look(after=1)
    own = await store.read(aredis, Keys("test", "alphavantage"), ["AAPL"])
    other = await store.read(aredis, Keys("test", "finnhub"), ["AAPL"])
    assert (own["AAPL"].price, own["AAPL"].state) == (100, State.ERROR)
    assert other["AAPL"].price == 300
    assert (await two.shown("AAPL"))["AAPL"] == other["AAPL"]


async def test_what_is_shown_is_chosen_anew_after_a_loss_and_when_a_provider_is_added(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    alone = replace(two.parts(), others=(), front=None)
    await two.watch("AAPL")
    assert await poll(alone, lasts=0.2, last_start=0.1)
    assert await two.shown("AAPL") == {}
    await two.look(after=1)
    assert await two.source("AAPL") == "alphavantage"
    assert two.scene.sent[-1]["quotes"][0]["symbol"] == "AAPL", "whoever watches is told"


async def test_a_new_count_of_shares_revalues_what_is_shown_and_nothing_newer(aredis: aioredis.Redis) -> None:
    two = Two(aredis)
    two.first.answers["AAPL"] = UnknownSymbol()
    await two.watch("AAPL")
    await two.look()
    await two.look(after=1)
    parts = two.parts()
    before = (await two.shown("AAPL"))["AAPL"]
    await revalue(aredis, two.front, parts.send, {"AAPL": Listed("AAPL", "NASDAQ", "USD", Shares(2000))})
    after = (await two.shown("AAPL"))["AAPL"]
    assert before.market_cap is not None
    assert after == replace(before, market_cap=before.market_cap * 2)
    assert (await store.read(aredis, Keys("test", "finnhub"), ["AAPL"]))["AAPL"] == after
