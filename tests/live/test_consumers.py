"""`ws/live/` as browsers meet it: the same on our server, on stock Daphne and on uvicorn."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import websockets

from live.polling import leases
from tests.live.push.playing import KEYS, STATUS, Worker, eventually, quote
from tests.live.push.serving import SESSION_KEY, SYMBOLS, Served


def prices(message: dict[str, Any]) -> dict[str, float | None]:
    return {one["symbol"]: one["price"] for one in message["quotes"]}


async def test_a_socket_is_told_how_things_stand_and_then_what_its_symbols_are_worth(
    server: Served, heard: Worker
) -> None:
    await heard.publish(quote("AAPL", 231.5))
    async with server.browser("?symbols=AAPL,GONE,T45") as browser:
        status = await browser.next()
        assert list(status)[:2] == ["type", "now"]
        assert status["type"] == "status"
        snapshot = await browser.next("snapshot")
        assert list(snapshot) == ["type", "now", "seq", "quotes", "unknown"]
        assert prices(snapshot) == {"AAPL": 231.5, "T45": None}
        assert [one["state"] for one in snapshot["quotes"]] == ["fresh", "waiting"]
        assert snapshot["unknown"] == ["GONE"]


async def test_what_a_poll_brings_reaches_those_who_watch_it_numbered_without_a_gap(
    server: Served, heard: Worker
) -> None:
    async with server.browser("?symbols=AAPL,MSFT") as browser:
        seq = (await browser.next("snapshot"))["seq"]
        for step in (1, 2, 3):
            await heard.publish(quote("AAPL", 100 + step), quote("NVDA", 7))
            message = await browser.next("quotes", "snapshot")
            assert (message["type"], message["seq"]) == ("quotes", seq + step)
            assert prices(message) == {"AAPL": 100 + step}
        assert (await browser.next("heartbeat"))["seq"] == seq + 3


async def test_an_older_price_never_replaces_a_newer_one(server: Served, heard: Worker) -> None:
    async with server.browser("?symbols=AAPL,MSFT") as browser:
        await browser.next("snapshot")
        await heard.publish(quote("AAPL", 11), quote("MSFT", 1))
        await browser.next("quotes")
        await heard.publish(quote("AAPL", 10, as_of=datetime.now(UTC) - timedelta(hours=1)), quote("MSFT", 2))
        assert prices(await browser.next("quotes")) == {"AAPL": 11, "MSFT": 2}


async def test_browsers_of_one_set_share_every_text_whatever_the_order_they_named_it_in(
    server: Served, heard: Worker
) -> None:
    async with server.browser("?symbols=AAPL,MSFT") as one, server.browser("?symbols=MSFT,AAPL,MSFT") as other:
        await one.next("snapshot")
        await other.next("snapshot")
        await heard.publish(quote("AAPL", 5), quote("MSFT", 6))
        await one.next("quotes")
        await other.next("quotes")
        assert one.seen[-1] == other.seen[-1]


async def test_a_watch_replaces_the_set(server: Served, heard: Worker) -> None:
    async with server.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        await browser.say({"type": "watch", "symbols": ["IBM", "IBM"]})
        assert set(prices(await browser.next("snapshot"))) == {"IBM"}
        await heard.publish(quote("AAPL", 1), quote("IBM", 2))
        assert prices(await browser.next("quotes")) == {"IBM": 2}


async def test_a_socket_that_names_nothing_watches_its_sessions_list(server: Served, worker: Worker) -> None:
    cookie = {"Cookie": f"theme=dark; sessionid={SESSION_KEY}"}
    async with server.browser(additional_headers=cookie) as browser:
        assert set(prices(await browser.next("snapshot"))) == {"NVDA", "IBM"}
        await browser.say({"type": "watch", "symbols": ["AAPL"]})
        assert set(prices(await browser.next("snapshot"))) == {"AAPL"}
    async with server.browser("?symbols=", additional_headers=cookie) as browser:
        assert prices(await browser.next("snapshot")) == {}
    for cookie in ({}, {"Cookie": "sessionid=forged"}, {"Cookie": "sessionid=" + "x" * 3000}):
        async with server.browser(additional_headers=cookie) as browser:
            assert prices(await browser.next("snapshot")) == {}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("hello", "not_json"),
        ("", "not_json"),
        ("[" * 4000, "not_json"),
        ('{"type": "watch", "symbols": [NaN]}', "not_json"),
        (b'{"type": "ping"}', "not_text"),
        (b"", "not_text"),
        ("[]", "no_type"),
        ("9" * 4000, "no_type"),
        ('{"type": 1}', "no_type"),
        ('{"type": "live.batch"}', "unknown_type"),
        ('{"type": "watch"}', "not_symbols"),
        ('{"type": "watch", "symbols": "AAPL"}', "not_symbols"),
        ('{"type": "watch", "symbols": [1e999]}', "not_symbols"),
        ('{"type": "watch", "symbols": ["AAPL\\n"]}', "bad_symbol"),
        ('{"type": "watch", "symbols": ["AAPL٣"]}', "bad_symbol"),
        ('{"type": "watch", "symbols": ["\\ud800"]}', "bad_symbol"),
        ('{"type": "visible", "visible": 1}', "not_visible"),
        (json.dumps({"type": "watch", "symbols": [*SYMBOLS, "ONE"]}), "too_many_symbols"),
    ],
    ids=lambda value: repr(value)[:48],
)
async def test_a_frame_that_makes_no_sense_is_answered_in_words_and_the_socket_lives(
    server: Served, worker: Worker, frame: str | bytes, code: str
) -> None:
    async with server.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        await browser.say(frame)
        error = await browser.next("error")
        assert error["code"] == code
        assert error["message"]
        await browser.say({"type": "ping"})
        assert set(await browser.next("pong")) == {"type", "now"}


async def test_states_are_told_at_once_and_counters_only_now_and_then(server: Served, heard: Worker) -> None:
    async with server.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        for state in ("burst", "unreachable"):  # both are told, however soon one follows the other
            provider = {"state": state, "since": "2026-11-20T15:00:00.000000Z", "message": "wait"}
            heard.status = STATUS | {"provider": provider}
            await heard.publish()
        while (await browser.next("status"))["provider"]["state"] != "burst":
            pass
        before = await browser.next("status")
        assert before["provider"]["state"] == "unreachable"
        heard.status = heard.status | {"budget": {"window": "minute", "used": 2, "limit": 1200, "next_due_at": None}}
        await heard.publish()
        status = await browser.next("status")
        assert status["budget"]["used"] == 2
        waited = datetime.fromisoformat(status["now"]) - datetime.fromisoformat(before["now"])
        assert waited > timedelta(seconds=0.5)  # by the server's clock; it tells of counters each 0.6 s


async def test_only_what_the_catalogue_has_is_leased_and_a_closed_socket_no_longer_counts(
    server: Served, worker: Worker
) -> None:
    async with server.browser("?symbols=AAPL,GONE,NOSUCH") as one:
        await one.next("snapshot")
        await worker.demand(AAPL=1)
        async with server.browser("?symbols=AAPL,MSFT"):
            await worker.demand(AAPL=2, MSFT=1)
        await worker.demand(AAPL=1)
    await worker.demand()


async def test_what_a_board_shows_is_leased_as_spare_until_somebody_picks_it(server: Served, heard: Worker) -> None:
    def wanted(picked: dict[str, int], spare: dict[str, int]) -> Any:
        return eventually(lambda: leases.wanted(heard.redis, KEYS), leases.Wanted(picked, spare))

    async with server.browser("?symbols=AAPL,MSFT&spare=1") as board:
        await board.next("snapshot")
        await heard.publish(quote("AAPL", 3))
        assert prices(await board.next("quotes")) == {"AAPL": 3}
        await wanted({}, {"AAPL": 1, "MSFT": 1})
        async with server.browser("?symbols=AAPL") as list_of_one:
            await list_of_one.next("snapshot")
            await wanted({"AAPL": 1}, {"MSFT": 1})
        await board.say({"type": "watch", "symbols": ["IBM"], "spare": True})
        await wanted({}, {"IBM": 1})
        await board.say({"type": "watch", "symbols": ["IBM"]})
        await wanted({"IBM": 1}, {})


async def test_a_hidden_page_counts_only_for_what_it_keeps(server: Served, worker: Worker) -> None:
    async with server.browser("?symbols=AAPL,MSFT") as browser:
        await browser.say({"type": "visible", "visible": False, "keep": ["MSFT", "IBM"]})
        await worker.demand(MSFT=1)
        await browser.say({"type": "visible", "visible": False})
        await worker.demand()
        await browser.say({"type": "visible", "visible": True})
        await worker.demand(AAPL=1, MSFT=1)


async def test_a_batch_that_was_missed_brings_a_snapshot(server: Served, heard: Worker) -> None:
    async with server.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        await heard.publish(quote("AAPL", 1))
        await browser.next("quotes")
        await heard.publish(quote("AAPL", 2), lost=True)
        assert prices(await browser.next("snapshot", "quotes")) == {"AAPL": 2}
        await heard.publish(quote("AAPL", 3))
        assert prices(await browser.next("snapshot", "quotes")) == {"AAPL": 3}


async def test_a_worker_that_falls_silent_is_told_and_so_is_its_return(server: Served, worker: Worker) -> None:
    async with server.browser("?symbols=AAPL") as browser:
        await browser.until_live()
        await worker.fall_silent()
        await browser.until_live(False)
        assert (await browser.next("snapshot"))["quotes"]
        worker.talk()
        await browser.until_live()


async def test_pages_of_elsewhere_are_refused_at_the_handshake(server: Served) -> None:
    for origin in (f"http://127.0.0.1:{server.port}", None):
        async with server.browser("?symbols=AAPL", origin=origin) as browser:
            await browser.next("snapshot")
    for origin in ("http://evil.example", f"http://localhost:{server.port}", "http://127.0.0.1:1", "null"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await server.browser(origin=origin).__aenter__()
        assert refused.value.response.status_code == 403


async def test_what_can_never_succeed_is_closed_with_a_code_that_says_not_to_come_back(server: Served) -> None:
    async with server.browser(path="/ws/elsewhere/") as browser:
        assert (await browser.close_code())[0] == 4004
    for query in ("?symbols=aapl", "?symbols=AAPL%0A", "?symbols=" + ",".join([*SYMBOLS, "ONE"])):
        async with server.browser(query) as browser:
            assert (await browser.next("error"))["code"] in ("bad_symbol", "too_many_symbols")
            assert (await browser.close_code())[0] == 4000


async def test_a_socket_that_never_stops_talking_is_closed(server: Served) -> None:
    async with server.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        assert (await browser.talk_until_closed({"type": "ping"}))[0] == 4008
