"""Many sockets: of one address, of one session, at once, over and over. Everybody else gets in."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
import websockets

from tests.hostile.conftest import Witness
from tests.hostile.raw import PATIENCE, Raw
from tests.live.push.playing import Worker
from tests.live.push.serving import Browser, Served

Record = Callable[[str, object], None]
OF_SESSION = (4101, "Too many pages of yours are open here. Close some; this one tries again by itself.")
OF_ADDRESS = (4102, "Too many pages are open here from your network. This one tries again by itself.")
AT_ONCE = (4103, "Too many pages came from your network at once. This one tries again by itself.")


@contextlib.asynccontextmanager
async def crowd(served: Served, count: int, *headers: str) -> AsyncIterator[list[Raw]]:
    """So many sockets, all accepted; what becomes of them then is theirs."""
    async with AsyncExitStack() as stack:
        found = []
        for start in range(0, count, 100):
            some = [await stack.enter_async_context(Raw(served.port)) for _ in range(min(100, count - start))]
            await asyncio.gather(*(one.upgrade("/ws/live/?symbols=AAPL,MSFT", *headers) for one in some))
            found += some
        yield found


def via(address: str, cookie: str = "") -> dict[str, str]:
    return {"X-Forwarded-For": address} | ({"Cookie": f"sessionid={cookie}"} if cookie else {})


async def outcome(browser: Browser) -> tuple[int, str] | None:
    """None when it is let in, else how it was turned away."""
    try:
        await browser.next()
    except websockets.ConnectionClosed:
        assert browser.socket.close_code is not None
        return browser.socket.close_code, browser.socket.close_reason or ""
    return None


async def test_five_hundred_sockets_of_one_address_are_let_in_for_a_school_is_one_address(
    target: Served, witness: Witness, record_property: Record
) -> None:
    async with crowd(target, 500) as sockets:
        await witness.is_served()
        for socket in sockets:
            async with asyncio.timeout(PATIENCE):
                while b'"snapshot"' not in (await socket.next_frame())[1]:
                    pass
        await witness.is_served()
    record_property("seen", f"500 let in, a price to somebody else within {1000 * witness.seconds:.0f} ms")


async def test_an_address_has_so_many_and_another_is_let_in_meanwhile(
    strict: Served, worker: Worker, record_property: Record
) -> None:
    async with AsyncExitStack() as stack:

        async def comes(address: str) -> tuple[int, str] | None:
            browser = await stack.enter_async_context(strict.browser("?symbols=AAPL", additional_headers=via(address)))
            return await outcome(browser)

        came = [await comes("198.51.100.10") for _ in range(22)]
        assert came == [None] * 20 + [OF_ADDRESS] * 2
        assert await comes("198.51.100.11") is None
        assert [await comes(f"2001:db8:1:2::{n}") for n in range(1, 22)] == [None] * 20 + [OF_ADDRESS]
    async with strict.browser("?symbols=AAPL", additional_headers=via("2001:db8:1:2::99")) as browser:
        assert await outcome(browser) is None  # they have left
    record_property("seen", "20 let in, then 4102; another address is let in")
    assert strict.log.read_text().count("sockets of 198.51.100.10 are turned away: SOCKETS_PER_ADDRESS") == 1


async def test_a_session_has_so_many_from_wherever(strict: Served, worker: Worker, record_property: Record) -> None:
    async with AsyncExitStack() as stack:
        came = []
        for number in range(6):
            headers = via(f"198.51.100.{20 + number}", "a-session-of-one")
            browser = strict.browser("?symbols=AAPL", additional_headers=headers)
            came.append(await outcome(await stack.enter_async_context(browser)))
        assert came == [None] * 5 + [OF_SESSION]
    record_property("seen", "5 let in, then 4101")


async def test_who_comes_and_goes_without_end_is_slowed_down_and_forces_no_more_requests(
    strict: Served, worker: Worker, record_property: Record
) -> None:
    outcomes: Counter[tuple[int, str] | None] = Counter()

    async def comes_and_goes() -> None:
        async with strict.browser("?symbols=AAPL", additional_headers=via("198.51.100.40")) as browser:
            outcomes[await outcome(browser)] += 1

    began = time.monotonic()
    while outcomes[AT_ONCE] < 5 and outcomes.total() < 1000:
        await asyncio.gather(*(comes_and_goes() for _ in range(5)))
    assert set(outcomes) == {None, AT_ONCE}
    assert 40 <= outcomes[None] <= 40 + 2 * (time.monotonic() - began)  # what comes at once, and two a second since
    async with strict.browser("?symbols=AAPL", additional_headers=via("198.51.100.41")) as browser:
        assert await outcome(browser) is None
    # A lease is of symbols and viewers: nobody is left.
    await worker.demand()
    record_property("seen", f"{outcomes[None]} let in, {outcomes[AT_ONCE]} closed with 4103")


@pytest.mark.parametrize("path", ["/ws/live/?symbols=AAPL", "/ws/stock_predictions/"])
async def test_what_a_stranger_says_of_its_address_is_not_believed(target: Served, witness: Witness, path: str) -> None:
    """The server with the usual settings names no proxy: all of these are one address, and one session's."""
    async with AsyncExitStack() as stack:
        for number in range(61):
            rude = await stack.enter_async_context(Raw(target.port))
            await rude.upgrade(path, f"X-Forwarded-For: 203.0.113.{number}", "Cookie: sessionid=the-same-one")
        assert await rude.close_code() == OF_SESSION
