"""A poll whose requests are refused or fail: who waits, what is kept, what is said and logged."""

from decimal import Decimal

import pytest
from redis import asyncio as aioredis

from live.polling import asked
from live.providers.errors import BadAnswer, Burst, NotEntitled, ProviderError, Refusal, UnknownSymbol, Unreachable
from live.quotes import State
from tests.live.polling.scene import BULK, FREE, KEYS, Scene


@pytest.fixture
def scene(aredis: aioredis.Redis) -> Scene:
    return Scene(aredis)


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


@pytest.mark.parametrize("refusal", [Burst, Unreachable])
async def test_a_first_price_that_was_refused_to_everyone_is_still_waited_for(
    scene: Scene, refusal: type[ProviderError]
) -> None:
    """A row would say "no price given" until it heard that the provider refuses, and blame its ticker."""
    scene.provider.answers = {"AAPL": refusal()}
    await scene.watch("AAPL")
    await scene.poll()
    assert (await scene.quotes("AAPL"))["AAPL"].state is State.WAITING
    assert [quote["state"] for quote in scene.sent[-1]["quotes"]] == ["waiting"]


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


async def test_a_day_that_is_spent_on_facts_is_told_by_who_waits_for_a_price_and_no_sooner(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Facts and history go by the same requests: whoever is refused, nobody is answered for an hour."""
    caplog.set_level("INFO", logger="live.polling")
    scene.plan = FREE
    await scene.watch("AAPL")
    await scene.poll()
    await scene.parts().budget.holds.hold(Refusal.DAY_SPENT)
    await scene.poll(after=10)
    assert scene.sent[-1]["status"]["provider"]["state"] == "ok"  # nothing is due
    await scene.watch("AAPL", "KO")
    await scene.poll(after=10)
    provider = scene.sent[-1]["status"]["provider"]
    assert (provider["state"], "requests for today are spent" in provider["message"]) == ("day_spent", True)
    await scene.poll(after=10)
    assert scene.sent[-1]["status"]["provider"]["since"] == provider["since"]
    assert scene.provider.requests == [("AAPL",)]
    await scene.poll(after=3600)
    await scene.watch("AAPL", "KO")
    await scene.poll(after=1)
    assert scene.provider.requests == [("AAPL",), ("KO",)]
    assert scene.sent[-1]["status"]["provider"]["state"] == "ok"
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING", "INFO"]


async def test_a_short_wait_after_facts_were_refused_is_not_told(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    await scene.parts().budget.holds.hold(Refusal.UNREACHABLE)
    await scene.watch("AAPL", "MSFT")
    await scene.poll()
    assert scene.provider.requests == [("AAPL",)]
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
