"""Symbols, cookies, hosts and pages that are none of ours: refused in words, and nothing of them is asked for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote as quoted

import httpx
import pytest
import websockets

from live.polling import leases
from tests.hostile.conftest import Witness
from tests.hostile.raw import Raw
from tests.live.push.playing import KEYS, Worker
from tests.live.push.serving import SYMBOLS, Served

Record = Callable[[str, object], None]

BAD = [
    "AAPL\n",
    "AAPL٣",
    "A&apikey=x",
    "../",
    "*",
    "A" * 101,
    "GONE",
    "NOSUCH",
    "<img src=x onerror=alert(1)>",
    "\0",
    "%",
]


@pytest.fixture
async def browser(target: Served) -> AsyncIterator[httpx.AsyncClient]:
    """With the token that its page gave it."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{target.port}") as client:
        await client.get("/")
        client.headers["X-CSRFToken"] = client.cookies.get("csrftoken", "")
        yield client


@pytest.mark.parametrize("symbol", BAD, ids=lambda symbol: repr(symbol)[:24])
async def test_what_is_no_ticker_of_ours_is_refused_wherever_it_is_named_and_never_leased(
    target: Served, witness: Witness, worker: Worker, browser: httpx.AsyncClient, symbol: str, record_property: Record
) -> None:
    address = quoted(symbol, safe="")
    found = {
        "a pick": (await browser.post("/watchlist/add/", data={"symbol": symbol})).status_code,
        "its page": (await browser.get(f"/stocks/{address}/")).status_code,
        "a list": (await browser.get(f"/l/{address}/")).status_code,
        "search": (await browser.get(f"/search/?q={address}")).status_code,
    }
    typed = symbol.strip() in SYMBOLS  # what a form sends is tidied up first
    assert found["a pick"] == (303 if typed else 400)
    assert found["its page"] == (301 if typed else 200 if symbol == "GONE" else 404)
    assert found["a list"] in (200, 301, 400, 404)  # a list says which of its symbols there are not
    assert found["search"] == 200
    told = (await browser.get(f"/api/quotes/?symbols={address}")).json()
    assert typed or "error" in told or (told["quotes"] == [] and told["unknown"])
    async with target.browser("?symbols=MSFT") as socket:
        await socket.next("snapshot")
        await socket.say({"type": "watch", "symbols": [symbol]})
        answer = await socket.next("error", "snapshot")
        assert answer.get("code") == "bad_symbol" or answer["unknown"] == [symbol]
    async with target.browser(path="/ws/stock_predictions/") as socket:
        await socket.say({"stock_symbol": symbol})
        answer = await asyncio.wait_for(socket.socket.recv(), 10)
        assert '"prediction":null' in str(answer).replace(" ", "")
    wanted = await leases.wanted(worker.redis, KEYS)
    assert set(wanted.picked) | set(wanted.spare) <= set(SYMBOLS)
    record_property("seen", f"{symbol[:12]!a}: " + ", ".join(f"{name} {code}" for name, code in found.items()))


async def test_a_page_of_elsewhere_opens_no_socket(target: Served, witness: Witness, record_property: Record) -> None:
    ours = f"http://127.0.0.1:{target.port}"
    for foreign in (
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        f"https://127.0.0.1:{target.port}x",
        ours + "/",
    ):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await target.browser(origin=foreign).__aenter__()
        assert refused.value.response.status_code in (400, 403)
    for origins in ((f"Origin: {ours}", "Origin: http://evil.example"), ("Origin:",)):
        async with Raw(target.port) as rude:
            with pytest.raises(ConnectionError, match=r"40[03]"):
                await rude.upgrade("/ws/live/", *origins)
    for origin in (ours, None):
        async with target.browser("?symbols=AAPL", origin=origin) as socket:
            await socket.next("snapshot")
    record_property(
        "seen", "7 kinds: 403, or 400 where it is no address; our own page and programs, which send none, are let in"
    )


async def test_a_forged_session_is_nobodys_and_gets_one_of_its_own(
    witness: Witness, browser: httpx.AsyncClient, record_property: Record
) -> None:
    for forged in ("forged", "x" * 3000, "../../etc/passwd", "' OR 1=1 --"):
        browser.cookies.set("sessionid", forged)
        assert (await browser.get("/")).status_code == 200
        picked = await browser.post("/watchlist/add/", data={"symbol": "AAPL"}, headers={"Accept": "application/json"})
        assert picked.json() == {"symbols": ["AAPL"]}
        assert picked.cookies["sessionid"] not in (forged, "")
        browser.cookies.clear()
        await browser.get("/")
        browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
    record_property("seen", "200, as a new visitor with a key of the server's making")


async def test_a_form_of_another_site_changes_nothing(
    witness: Witness, browser: httpx.AsyncClient, record_property: Record
) -> None:
    form = {"symbol": "AAPL"}
    foreign = await browser.post("/watchlist/add/", data=form, headers={"Origin": "http://evil.example"})
    without = await browser.post("/watchlist/add/", data=form, headers={"X-CSRFToken": ""})
    assert (foreign.status_code, without.status_code) == (403, 403)
    assert "out of date" in without.text
    assert "sessionid" not in browser.cookies
    record_property("seen", "403 in words")


async def test_no_page_of_ours_stands_in_a_frame_of_elsewhere(
    witness: Witness, browser: httpx.AsyncClient, record_property: Record
) -> None:
    for path in ("/", "/stocks/AAPL/", "/l/AAPL/?embed", "/admin/login/"):
        headers = (await browser.get(path)).headers
        policy = headers.get("Content-Security-Policy", "")
        assert headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") or "frame-ancestors" in policy
        assert "frame-ancestors *" not in policy
    record_property("seen", "X-Frame-Options or frame-ancestors on each")


async def test_a_host_of_elsewhere_is_refused_naming_the_setting_and_redirects_nowhere(
    target: Served, witness: Witness, record_property: Record
) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "a b", "", "[::1", "evil.example:80@127.0.0.1"):
        async with Raw(target.port) as rude:
            await rude.send(rude.request("/stocks/aapl/", "Connection: close", host=host))
            answer = await rude.answer()
        assert answer.startswith(b"HTTP/1.1 400"), answer[:200]
        assert b"Location" not in answer
    record_property("seen", "400 in words that name ALLOWED_HOSTS")


async def test_what_a_stranger_says_of_where_it_comes_from_reaches_no_page(
    target: Served, witness: Witness, record_property: Record
) -> None:
    async with Raw(target.port) as rude:
        lies = ("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Daphne-Root-Path: /evil")
        await rude.send(rude.request("/stocks/aapl/", *lies, "X-Forwarded-For: 6.6.6.6", "Connection: close"))
        answer = await rude.answer()
    assert b"evil" not in answer
    assert b"location: /stocks/AAPL/" in answer or b"Location: /stocks/AAPL/" in answer
    record_property("seen", "answered as though it had said nothing")


async def test_a_name_that_is_markup_is_text_and_one_that_is_a_formula_is_no_formula(
    target: Served, witness: Witness, browser: httpx.AsyncClient, record_property: Record
) -> None:
    page = (await browser.get("/l/EVIL,SUMS/")).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    lines = (await browser.get("/l/EVIL,SUMS.csv")).text
    assert "'=HYPERLINK" in lines
    found = (await browser.get("/search/?q=EVIL")).json()["results"]
    assert found[0]["name"].startswith("<img")  # JSON; the page's script puts it in place as text
    record_property("seen", "text on the page; a quotation mark before it in CSV")
