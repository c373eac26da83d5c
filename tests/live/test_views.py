"""The watch list as a visitor without scripts gets it."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings
from redis import Redis

from live import clock
from live.alphavantage.plans import Plan
from live.quotes import Session, State
from tests.live.watched import keep, leased, pick, polled, quote
from tickers.models import Ticker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers")]


def test_an_empty_list_offers_ready_made_ones_and_an_honest_badge(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Nothing on this list yet" in page
    assert "Largest companies" in page
    assert page.count('<input type="hidden" name="symbol"') == 2  # of the eight, what the catalogue has
    assert "Household names" not in page
    assert "Simulated prices, always open." in page


def test_closing_prices_are_called_so_simulated_ones_too(client: Client, settings: Settings) -> None:
    """A row says "close of 19 Nov" while the market is open: here is why. The budget tells when the next come."""
    settings.PLAN = Plan.chosen(key="", name="free")
    page = client.get("/").content.decode()
    assert "<strong>Simulated closing prices.</strong>" in page
    assert "Prices are closes, so each is checked once a day. Prices are simulated." in page
    settings.PLAN = Plan.chosen(key="k", name="free")
    assert re.search(r'<p class="strip-source">\s*Closing prices\s*</p>', client.get("/").content.decode())


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


def test_a_worker_that_is_silent_is_told_without_scripts_too(client: Client, redis: Redis) -> None:
    pick(client, "AAPL")
    for seconds, told in ((5, False), (600, True)):
        polled(redis, clock.now() - timedelta(seconds=seconds))
        assert ("Live updates are away." in client.get("/").content.decode()) is told


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
