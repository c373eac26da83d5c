"""`ws/stock_predictions/` as its clients meet it: the same on our server, on stock Daphne and on uvicorn."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import websockets

from live.polling import followed
from live.polling.keys import FORECASTS, GROUP
from tests.environment import start_redis
from tests.live.push.playing import KEYS, Worker, eventually
from tests.live.push.serving import COMMANDS, Browser, Served

PATH = "/ws/stock_predictions/"


def answer(symbol: str, prediction: float) -> str:
    return json.dumps({"stock_symbol": symbol, "prediction": prediction, "interval": {}})


@pytest.fixture
async def forecaster(heard: Worker) -> AsyncIterator["Forecaster"]:
    forecaster = Forecaster(heard)
    await forecaster.forget()
    yield forecaster
    await forecaster.forget()


class Forecaster:
    """Plays the worker that works out likely ranges: keeps them, then sends them."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def keep(self, **predictions: float) -> dict[str, str]:
        answers = {symbol: answer(symbol, prediction) for symbol, prediction in predictions.items()}
        await followed.keep(self.worker.redis, KEYS, answers)
        return answers

    async def tell(self, **predictions: float) -> None:
        answers = await self.keep(**predictions)
        await self.worker.layer.group_send(GROUP, {"type": FORECASTS, "answers": answers})

    async def followed(self, *expected: str) -> None:
        """Returns once exactly these are followed."""
        await eventually(lambda: followed.followed(self.worker.redis, KEYS), sorted(expected))

    async def forget(self) -> None:
        for key in await self.worker.redis.keys(KEYS.forecast("*")):
            await self.worker.redis.delete(key)


async def asked(browser: Browser, symbol: Any) -> dict[str, Any]:
    await browser.say({"stock_symbol": symbol})
    return await browser.next()


async def test_an_ordinary_client_gets_what_is_known_at_once(server: Served, forecaster: Forecaster) -> None:
    await forecaster.keep(AAPL=231.5)
    async with websockets.connect(f"ws://127.0.0.1:{server.port}{PATH}") as client:
        await client.send(json.dumps({"stock_symbol": "AAPL"}))
        assert json.loads(await client.recv())["prediction"] == 231.5


async def test_what_is_not_known_yet_is_said_to_be_worked_out_and_comes_when_it_is_there(
    server: Served, forecaster: Forecaster
) -> None:
    async with server.browser(path=PATH) as browser:
        waiting = await asked(browser, "AAPL")
        assert (waiting["stock_symbol"], waiting["prediction"]) == ("AAPL", None)
        assert waiting["error"] == "It is being worked out."
        await forecaster.followed("AAPL")
        await forecaster.tell(AAPL=230, MSFT=400)
        assert (await browser.next())["prediction"] == 230


async def test_a_change_is_pushed_to_all_who_follow_and_a_repetition_is_not(
    server: Served, forecaster: Forecaster
) -> None:
    await forecaster.keep(AAPL=230, MSFT=400)
    async with server.browser(path=PATH) as one, server.browser(path=PATH) as other:
        assert (await asked(one, "AAPL"))["prediction"] == 230
        assert (await asked(other, "AAPL"))["prediction"] == 230
        assert (await asked(other, "MSFT"))["prediction"] == 400
        await forecaster.tell(AAPL=230, MSFT=400)
        await forecaster.tell(AAPL=231, MSFT=401)
        assert (await one.next())["prediction"] == 231
        assert [(await other.next())["prediction"] for _ in range(2)] == [231, 401]
        await forecaster.tell(AAPL=232)
        assert (await one.next())["prediction"] == 232
        assert (await asked(one, " aapl "))["prediction"] == 232


async def test_following_is_a_lease_that_makes_the_price_be_asked_for_and_ends_with_the_socket(
    server: Served, forecaster: Forecaster
) -> None:
    async with server.browser(path=PATH) as browser, server.browser("?symbols=AAPL"):
        await asked(browser, "AAPL")
        await forecaster.followed("AAPL")
        await forecaster.worker.demand(AAPL=1)  # a page has a socket of each kind, and is one viewer
        await asked(browser, "MSFT")
        await forecaster.worker.demand(AAPL=1, MSFT=1)
    await forecaster.worker.demand()
    await forecaster.followed()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("hello", "not JSON"),
        ("", "not JSON"),
        ("[" * 4000, "not JSON"),
        ('{"stock_symbol": NaN}', "not JSON"),
        (b'{"stock_symbol": "AAPL"}', "text frames"),
        ("[]", "stock_symbol"),
        ("9" * 4000, "stock_symbol"),
        ('{"type": "watch"}', "stock_symbol"),
        ('{"stock_symbol": ["AAPL"]}', "stock_symbol"),
        ('{"stock_symbol": 1e999}', "stock_symbol"),
        ('{"stock_symbol": "AAPL٣"}', "not a ticker symbol"),
        ('{"stock_symbol": "\\ud800"}', "not a ticker symbol"),
        (json.dumps({"stock_symbol": "A" * 101}), "not a ticker symbol"),
        ('{"stock_symbol": "../"}', "not a ticker symbol"),
        ('{"stock_symbol": "GONE"}', "No such ticker"),
        ('{"stock_symbol": "NEVER"}', "No such ticker"),
    ],
    ids=lambda value: repr(value)[:48],
)
async def test_a_frame_that_makes_no_sense_is_answered_in_words_and_the_socket_lives(
    server: Served, forecaster: Forecaster, frame: str | bytes, words: str
) -> None:
    await forecaster.keep(AAPL=1)
    async with server.browser(path=PATH) as browser:
        await browser.say(frame)
        refused = await browser.next()
        assert refused["prediction"] is None
        assert words in refused["error"]
        assert (await asked(browser, "AAPL"))["prediction"] == 1


async def test_a_symbol_that_no_catalogue_has_is_never_leased(server: Served, forecaster: Forecaster) -> None:
    async with server.browser(path=PATH) as browser:
        await asked(browser, "NEVER")
        await asked(browser, "AAPL")
        await forecaster.worker.demand(AAPL=1)


async def test_who_says_too_much_or_too_big_things_or_comes_from_elsewhere_is_sent_away(
    server: Served, forecaster: Forecaster
) -> None:
    async with server.browser(path=PATH) as browser:
        assert (await browser.talk_until_closed("{}"))[0] == 4008
    with pytest.raises(Exception, match="403"):
        await server.browser(path=PATH, origin="https://elsewhere.example").__aenter__()


async def test_a_message_that_is_too_big_closes_the_socket(ours: Served) -> None:
    async with ours.browser(path=PATH) as browser:
        await browser.say("x" * 5000)
        assert (await browser.close_code())[0] == 1009


@pytest.fixture
def without_redis(served_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """Our server, whose Redis is not there yet."""
    (tmp_path / "db.sqlite3").symlink_to(served_folder / "db.sqlite3")
    yield from Served.start(COMMANDS["ours"], tmp_path, tmp_path / "redis.sock").until_the_end()


async def test_without_redis_it_says_so_and_recovers_without_coming_back(without_redis: Served) -> None:
    async with without_redis.browser(path=PATH) as browser:
        refused = await asked(browser, "AAPL")
        assert refused["error"] == "Live updates are away; it is worked out when they are back."
        redis = start_redis(without_redis.redis_socket)
        worker = Worker(without_redis.redis_socket)
        worker.talk()
        try:
            forecaster = Forecaster(worker)
            await forecaster.followed("AAPL")
            await forecaster.tell(AAPL=230)
            assert (await browser.next())["prediction"] == 230
            await worker.fall_silent()  # it would fail where it speaks to nobody
            redis.kill()
            await asyncio.to_thread(redis.wait)
            assert (await asked(browser, "AAPL"))["prediction"] == 230  # the last one, with its own time
        finally:
            await worker.close()


async def test_what_changed_while_redis_was_away_is_told_when_it_is_back(without_redis: Served) -> None:
    redis = start_redis(without_redis.redis_socket)
    worker = Worker(without_redis.redis_socket)
    worker.talk()
    forecaster = Forecaster(worker)
    try:
        async with without_redis.browser(path=PATH) as browser:
            await asked(browser, "AAPL")
            await forecaster.followed("AAPL")
            await forecaster.tell(AAPL=1)
            assert (await browser.next())["prediction"] == 1
            await forecaster.keep(AAPL=2)  # kept, and its message lost
            await worker.publish(lost=True)
            await worker.publish()
            assert (await browser.next())["prediction"] == 2
            without_redis.process.terminate()
            assert (await browser.close_code()) == (4200, "the server restarts")
    finally:
        await worker.close()
        redis.kill()
        redis.wait()
