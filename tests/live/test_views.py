"""The pages as a visitor without scripts gets them, and what machines ask of them."""

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from redis import Redis

from live import clock
from live.models import ExchangeCalendar
from live.polling import connection, latest
from live.quotes import Basis, Quote, Session, State, iso
from tickers.models import Ticker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    Ticker.objects.bulk_create(
        [
            Ticker(symbol="AAPL", name="Apple <b>Inc.</b>", exchange="NASDAQ"),
            Ticker(symbol="MSFT", name="Microsoft", exchange="NASDAQ"),
            Ticker(symbol="TSCO.LON", name="Tesco", exchange="LSE", currency="GBX"),
            Ticker(symbol="GONE", name="Gone Corp", exchange="NYSE", active=False),
        ]
    )


def quote(symbol: str = "AAPL", **values: object) -> Quote:
    now = clock.now()
    return Quote(
        **{
            "symbol": symbol,
            "source": "simulated",
            "basis": Basis.SIMULATED,
            "state": State.FRESH,
            "price": Decimal("1234.5"),
            "change": Decimal("-1.5"),
            "change_percent": Decimal("-0.1214"),
            "volume": 1_234_567,
            "session": Session.REGULAR,
            "trading_day": now.date(),
            "fetched_at": now,
            **values,
        }  # type: ignore[arg-type]
    )


def keep(redis: Redis, *quotes: Quote) -> None:
    for each in quotes:
        redis.hset(connection.keys().quotes, each.symbol, json.dumps(each.as_wire()))


def polled(redis: Redis, at: datetime, provider: str = "ok", message: str = "") -> None:
    status = {
        "basis": "simulated",
        "source": "simulated",
        "provider": {"state": provider, "since": iso(at), "message": message},
        "budget": {"window": "minute", "used": 3, "limit": 75, "every": 12.0, "next_due_at": None},
        "market": {},
        "at": iso(at),
    }
    redis.set(connection.keys().status, json.dumps(status))


def pick(client: Client, *symbols: str) -> None:
    assert client.post("/watchlist/add/", {"symbol": symbols}).status_code == 303


def leased(redis: Redis) -> set[Any]:
    names: Any = redis.smembers(connection.keys().leases)
    return {symbol for name in names for symbol in redis.hkeys(connection.keys().lease(name.decode()))}


def test_an_empty_list_offers_ready_made_ones_and_an_honest_badge(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Nothing on this list yet" in page
    assert "Largest companies" in page
    assert page.count('<input type="hidden" name="symbol"') == 2  # of the eight, what the catalogue has
    assert "Household names" not in page
    assert "Simulated prices, always open." in page


def test_the_list_shows_the_latest_known_prices(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    pick(client, "AAPL")
    page = client.get("/").content.decode()
    for text in (">1,234.50<", ">−1.50<", ">−0.12%<", ">1.23M<", ">live<", 'data-direction="down"'):
        assert text in page
    assert ">waiting<" not in page


def test_a_price_that_is_overdue_is_called_stale(client: Client, redis: Redis) -> None:
    then = clock.now() - timedelta(minutes=5)
    keep(redis, quote(fetched_at=then, next_due_at=then + timedelta(seconds=1)))
    pick(client, "AAPL")
    page = client.get("/").content.decode()
    assert "stale, 5 min old" in page
    assert 'data-state="stale"' in page


def test_what_is_not_known_yet_says_that_it_waits(client: Client) -> None:
    pick(client, "AAPL", "TSCO.LON")
    page = client.get("/").content.decode()
    assert page.count(">waiting<") == 2


def test_pence_are_shown_as_pounds_and_the_unit_where_most_of_the_list_is_in_another(
    client: Client, redis: Redis
) -> None:
    keep(redis, quote("TSCO.LON", price=Decimal("412.3"), change=Decimal("-2.5")))
    pick(client, "AAPL", "TSCO.LON")
    page = client.get("/").content.decode()
    assert '<span data-field="price">4.12</span> <small class="unit">GBP</small>' in page
    assert 'data-field="change">−0.03<' in page
    assert 'data-per-unit="100"' in page
    client.post("/watchlist/remove/", {"symbol": "AAPL"})
    page = client.get("/").content.decode()
    assert 'data-field="price">4.12</span></td>' in page
    assert 'Price</button> <small class="unit">GBP</small>' in page


@pytest.fixture
def saturday(settings: Settings) -> Iterator[None]:
    """A clock that shows Saturday, 21 November 2026, in exchange hours."""
    settings.SIMULATOR_HOURS = "exchange"
    clock.install(clock.Clock(datetime(2026, 11, 21, 2, tzinfo=UTC).timestamp(), time.time()))
    yield
    clock.install(clock.Clock())


def test_without_scripts_a_page_says_when_each_exchange_opens_in_its_own_zone(
    client: Client, redis: Redis, saturday: None
) -> None:
    keep(redis, quote(state=State.CLOSED, session=Session.CLOSED, trading_day=date(2026, 11, 20)))
    pick(client, "AAPL")
    page = client.get("/").content.decode()
    assert ">Market closed, opens Mon 09:30 New York time<" in page
    assert '>close of 20 Nov</span> <small class="trading" data-field="trading">opens Mon 09:30 New York<' in page
    pick(client, "TSCO.LON")
    page = client.get("/").content.decode()
    assert "London closed, opens Mon 08:00 London time · New York closed, opens Mon 09:30 New York time" in page
    assert page.count('data-field="trading">opens Mon 08:00 London<') == 1
    assert 'data-exchange="XLON"' in page


def test_the_details_page_speaks_of_its_own_exchange(client: Client, saturday: None) -> None:
    page = client.get("/stocks/TSCO.LON/").content.decode()
    assert '<span data-field="exchange">London closed, opens Mon 08:00 London time</span>' in page
    assert ">Market closed, opens Mon 08:00 London time<" in page
    assert "New York" not in page


def test_a_stored_calendar_is_what_a_page_goes_by(client: Client, saturday: None) -> None:
    rest = [{"day": "2026-11-23", "holiday": "Day of Mourning"}]
    ExchangeCalendar.objects.create(exchange="XNYS", asked_at=clock.now(), days=rest)
    clock.install(clock.Clock(datetime(2026, 11, 23, 15, tzinfo=UTC).timestamp(), time.time()))
    page = client.get("/stocks/AAPL/").content.decode()
    assert "New York closed (Day of Mourning), opens Tue 09:30 New York time" in page


def test_a_market_that_never_closes_is_not_told_of(client: Client) -> None:
    pick(client, "AAPL")
    assert 'data-status="market"' not in client.get("/").content.decode()
    assert 'data-field="exchange"' not in client.get("/stocks/AAPL/").content.decode()


def test_a_name_from_the_listing_is_text_and_never_markup(client: Client) -> None:
    pick(client, "AAPL")
    for path in ("/", "/?q=apple", "/stocks/AAPL/"):
        assert "<b>Inc" not in client.get(path).content.decode()


def test_a_ticker_that_left_the_listing_stays_on_the_list_and_is_called_so(client: Client) -> None:
    pick(client, "MSFT")
    Ticker.objects.filter(symbol="MSFT").update(active=False)
    page = client.get("/").content.decode()
    assert "no longer listed" in page
    assert "data-quote" not in page


def test_a_search_without_scripts_lists_what_it_found(client: Client) -> None:
    page = client.get("/", {"q": "micro"}).content.decode()
    assert 'form="add" name="symbol" value="MSFT"' in page
    assert "Nothing found for “zzqq”" in client.get("/", {"q": "zzqq"}).content.decode()


def test_the_provider_s_trouble_is_told_in_words(client: Client, redis: Redis) -> None:
    polled(redis, datetime(2026, 11, 20, 18, tzinfo=UTC), "unreachable", "The provider cannot be reached.")
    page = client.get("/").content.decode()
    assert "The provider cannot be reached. Since" in page
    assert '<a href="/status/" data-status="budget">Status</a>' in page


def test_the_strip_tells_the_pace_while_prices_arrive(client: Client, redis: Redis) -> None:
    polled(redis, clock.now())
    page = client.get("/").content.decode()
    assert '<a href="/status/" data-status="budget">Each ticker about every 12 s</a>' in page


def test_what_the_plan_lacks_is_a_quiet_notice_without_a_time(client: Client, redis: Redis) -> None:
    polled(redis, datetime(2026, 11, 20, 18, tzinfo=UTC), "ok", "The plan has closing prices only.")
    page = client.get("/").content.decode()
    assert '<p data-status="notice">The plan has closing prices only.</p>' in page
    assert "Since" not in page


def test_an_error_says_whether_the_provider_refused_or_is_away(client: Client, redis: Redis) -> None:
    keep(redis, quote(state=State.ERROR))
    pick(client, "AAPL")
    polled(redis, clock.now(), "day_spent", "Spent.")
    assert ">provider refused, last good " in client.get("/").content.decode()
    polled(redis, clock.now(), "unreachable", "Away.")
    assert ">provider away, last good " in client.get("/").content.decode()


def test_a_price_that_the_plan_holds_back_has_a_mark_of_its_own(client: Client, redis: Redis) -> None:
    keep(redis, quote(as_of=clock.now() - timedelta(minutes=15)))
    pick(client, "AAPL")
    page = client.get("/").content.decode()
    assert 'data-state="delayed"' in page
    assert ">15 min delayed<" in page


def test_no_page_speaks_of_basis_or_entitlement(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    pick(client, "AAPL")
    for path in ("/", "/stocks/AAPL/", "/status/"):
        words = client.get(path).content.decode().replace("&quot;basis&quot;", "")
        assert "basis" not in words
        assert "entitlement" not in words


def test_the_page_has_no_inline_script_or_style(client: Client) -> None:
    pick(client, "AAPL")
    for path in ("/", "/?q=apple", "/stocks/AAPL/", "/stocks/NONE/", "/status/"):
        page = client.get(path).content.decode()
        assert page.count("<script") == page.count('<script type="module" src=')
        assert "<style" not in page
        assert " style=" not in page


def test_reading_the_list_leases_its_symbols_and_the_details_page_leases_nothing(client: Client, redis: Redis) -> None:
    client.get("/stocks/MSFT/")
    assert leased(redis) == set()
    pick(client, "AAPL")
    client.get("/")
    assert leased(redis) == {b"AAPL"}


def test_the_details_page_tells_the_quote_in_full(client: Client, redis: Redis) -> None:
    keep(redis, quote(open=Decimal(1236), market_cap=Decimal(3450000000000), trading_day=clock.now().date()))
    page = client.get("/stocks/AAPL/").content.decode()
    for text in (">1,234.50<", ">1,236.00<", ">3.45T<", "Add to watch list", "NASDAQ"):
        assert text in page
    pick(client, "AAPL")
    assert "Remove from watch list" in client.get("/stocks/AAPL/").content.decode()


def test_a_symbol_is_found_however_it_is_written(client: Client) -> None:
    assert client.get("/stocks/aapl/").headers["Location"] == "/stocks/AAPL/"


def test_a_delisted_ticker_s_page_says_so(client: Client) -> None:
    page = client.get("/stocks/GONE/").content.decode()
    assert "No longer listed" in page
    assert "Add to watch list" not in page


@pytest.mark.parametrize("symbol", ["AAPLX", "aaplx", "AAPL٣", "<img onerror=x>"])
def test_an_unknown_symbol_is_a_404_in_words(client: Client, symbol: str) -> None:
    answer = client.get(f"/stocks/{symbol}/")
    assert answer.status_code == 404
    assert "No ticker" in answer.content.decode()
    assert "<img" not in answer.content.decode()


def test_an_unknown_symbol_names_the_nearest(client: Client) -> None:
    assert 'href="/stocks/AAPL/"' in client.get("/stocks/AAPLX/").content.decode()


def test_the_interface_answers_quotes_and_names_what_it_does_not_know(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    answer = client.get("/api/quotes/", {"symbols": "aapl, MSFT,ZZZ"}).json()
    assert [(each["symbol"], each["state"]) for each in answer["quotes"]] == [("AAPL", "fresh"), ("MSFT", "waiting")]
    assert answer["unknown"] == ["ZZZ"]
    assert leased(redis) == {b"AAPL", b"MSFT"}


def test_session_cookies_that_were_made_up_count_as_the_one_address_they_come_from(
    client: Client, redis: Redis
) -> None:
    for forged in ("a" * 32, "b" * 32, "x" * 3000):
        client.cookies["sessionid"] = forged
        client.get("/api/quotes/?symbols=AAPL")
    assert redis.smembers(connection.keys().leases) == {b"visit:127.0.0.1"}


@pytest.mark.parametrize("asked", ["", ",,", ",".join(f"A{n}" for n in range(51))])
def test_the_interface_refuses_none_and_too_many_in_words(client: Client, asked: str) -> None:
    answer = client.get("/api/quotes/", {"symbols": asked})
    assert answer.status_code == 400
    assert "1 to 50 symbols" in answer.json()["error"]


def test_a_process_that_lives_says_ok(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_it_is_ready_when_polls_go_on(client: Client, redis: Redis) -> None:
    polled(redis, clock.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["last_poll_seconds"] < 10


def test_it_is_not_ready_without_polls_and_says_what_is_wrong(client: Client, redis: Redis) -> None:
    never = client.get("/readyz")
    polled(redis, clock.now() - timedelta(minutes=3))
    silent = client.get("/readyz")
    assert (never.status_code, silent.status_code) == (503, 503)
    assert "nothing was polled yet" in never.json()["problems"][0]
    assert "180 s ago" in silent.json()["problems"][0]


def test_without_redis_the_page_renders_and_says_that_updates_are_away(client: Client, redis_away: None) -> None:
    pick(client, "AAPL")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Live updates are away." in answer.content.decode()
    assert client.get("/stocks/AAPL/").status_code == 200
    assert client.get("/readyz").json()["problems"] == ["Redis does not answer"]


@pytest.fixture
def redis_away(settings: Settings) -> object:
    latest.client.cache_clear()
    settings.REDIS = settings.REDIS.derive("unix:///nowhere/redis.sock")
    yield
    latest.client.cache_clear()


def test_a_host_that_is_not_admitted_is_told_the_setting_and_logged_once(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answers = [client.get("/", HTTP_HOST="stocks.example.org") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {400}
    page = answers[0].content.decode()
    assert "does not answer to “stocks.example.org”" in page
    assert "<code>ALLOWED_HOSTS</code>" in page
    told = [record for record in caplog.records if "ALLOWED_HOSTS" in record.getMessage()]
    assert len(told) == 1
    assert told[0].exc_info is None


def test_robots_stay_out_of_what_would_spend_requests(client: Client) -> None:
    assert "Disallow: /stocks/\nDisallow: /l/" in client.get("/robots.txt").content.decode()


def test_the_icon_is_found_by_its_old_name_too(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/icon.svg"


def test_no_other_site_may_frame_a_page(client: Client) -> None:
    assert client.get("/").headers["X-Frame-Options"] == "DENY"


def test_an_error_of_the_server_is_a_page_in_words(client: Client, settings: Settings) -> None:
    client.raise_request_exception = False
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.live.test_views.broken"]
    answer = client.get("/")
    assert answer.status_code == 500
    assert "The server made a mistake" in answer.content.decode()


def broken(get_response: object) -> object:
    def middleware(request: object) -> None:
        raise RuntimeError("a mistake")

    return middleware
