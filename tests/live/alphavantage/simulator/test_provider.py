"""The provider as a whole, without a wire: what each function answers on each plan."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from live.alphavantage.simulator.companies import Listed
from live.alphavantage.simulator.faults import Fault, Faults
from live.alphavantage.simulator.grant import NAMES, Grant
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.provider import RECORDED, Provider
from live.alphavantage.simulator.reply import Reply
from live.alphavantage.simulator.sessions import Calendar, Hours

# A Thursday at 15:00 in New York.
NOW = datetime(2026, 11, 19, 20, tzinfo=UTC)
GLOBAL_KEYS = [
    "01. symbol", "02. open", "03. high", "04. low", "05. price", "06. volume", "07. latest trading day",
    "08. previous close", "09. change", "10. change percent",
]  # fmt: skip


class Shelf:
    """A catalogue of two."""

    rows = (
        Listed("AAPL", "Apple Inc", "NASDAQ", "Stock", date(1980, 12, 12), None, 15_000_000_000),
        Listed("SPY", 'SPDR S&P 500 "Trust", Inc', "NYSE ARCA", "ETF"),
    )

    def listed(self, *, active: bool) -> Iterable[Listed]:
        return self.rows if active else ()

    def find(self, symbol: str) -> Listed | None:
        return next((row for row in self.rows if row.symbol == symbol), None)


def provider(plan: str = "1200", *faults: str, hours: Hours = Hours.ALWAYS) -> Provider:
    return Provider(
        Market(7, Calendar(hours)), Shelf(), Grant.named(plan), Faults(Fault.parse(fault) for fault in faults)
    )


def ask(of: Provider, function: str, now: datetime = NOW, **parameters: str) -> Reply:
    return of.reply({"function": function, "apikey": "any", **parameters}, now.timestamp())


def value(reply: Reply) -> Any:
    return json.loads(reply.body)


@pytest.mark.parametrize("plan", NAMES)
def test_every_plan_gives_the_last_official_close(plan: str) -> None:
    of = provider(plan)
    (name, quote), *others = value(ask(of, "GLOBAL_QUOTE", symbol="aapl")).items()
    assert (name, others) == ("Global Quote", [])
    assert list(quote) == GLOBAL_KEYS
    assert quote["01. symbol"] == "AAPL"
    assert quote["07. latest trading day"] == "2026-11-18"
    daily = value(ask(of, "TIME_SERIES_DAILY", NOW + timedelta(seconds=2), symbol="AAPL"))
    bars = daily["Time Series (Daily)"]
    assert bars["2026-11-18"]["4. close"] == quote["05. price"]
    assert bars["2026-11-17"]["4. close"] == quote["08. previous close"]
    assert bars["2026-11-18"]["5. volume"] == quote["06. volume"]


def test_a_delayed_price_is_what_a_real_time_one_was_a_quarter_of_an_hour_ago() -> None:
    of = provider("realtime")
    ((late_name, late),) = value(ask(of, "GLOBAL_QUOTE", symbol="AAPL", entitlement="delayed")).items()
    earlier = NOW - timedelta(minutes=15)
    ((name, then),) = value(ask(of, "GLOBAL_QUOTE", earlier, symbol="AAPL", entitlement="realtime")).items()
    assert late_name == "Global Quote - DATA DELAYED BY 15 MINUTES"
    assert name == "Global Quote"
    assert late == then
    assert late["07. latest trading day"] == "2026-11-19"


@pytest.mark.parametrize(
    ("plan", "entitlement", "outcome"),
    [
        ("free", "delayed", "not_entitled"),
        ("free", "realtime", "not_entitled"),
        ("delayed", "delayed", "ok"),
        ("delayed", "realtime", "not_entitled"),
        ("realtime", "delayed", "ok"),
        ("realtime", "realtime", "ok"),
        ("realtime", "yesterday", "invalid_call"),
    ],
)
def test_a_plan_gives_its_entitlement_and_those_below(plan: str, entitlement: str, outcome: str) -> None:
    assert ask(provider(plan), "GLOBAL_QUOTE", symbol="AAPL", entitlement=entitlement).outcome == outcome


def test_a_late_close_holds_back_what_is_official_and_nothing_else() -> None:
    of = provider("1200", "late_close seconds=7200", hours=Hours.EXCHANGE)
    closed = datetime(2026, 11, 19, 21, tzinfo=UTC)  # 16:00 in New York
    for later, day in ((timedelta(hours=1, minutes=59), "2026-11-18"), (timedelta(hours=2), "2026-11-19")):
        bars = value(ask(of, "TIME_SERIES_DAILY", closed + later, symbol="AAPL"))
        quote = value(ask(of, "GLOBAL_QUOTE", closed + later, symbol="AAPL"))
        assert next(iter(bars["Time Series (Daily)"])) == day
        assert quote["Global Quote"]["07. latest trading day"] == day
        live = value(ask(of, "GLOBAL_QUOTE", closed + later, symbol="AAPL", entitlement="realtime"))
        assert live["Global Quote"]["07. latest trading day"] == "2026-11-19"


def test_a_late_close_may_be_one_tickers_own() -> None:
    of = provider("1200", "late_close seconds=7200 symbols=AAPL", hours=Hours.EXCHANGE)
    closed = datetime(2026, 11, 19, 21, tzinfo=UTC)
    days = [
        value(ask(of, "GLOBAL_QUOTE", closed, symbol=symbol))["Global Quote"]["07. latest trading day"]
        for symbol in ("AAPL", "MSFT")
    ]
    assert days == ["2026-11-18", "2026-11-19"]


def test_bulk_quotes_answer_for_the_first_hundred_that_are_known() -> None:
    asked = ["UNKNOWN1", *(f"S{number}" for number in range(120))]
    body = value(ask(provider(), "REALTIME_BULK_QUOTES", symbol=",".join(asked)))
    assert body["message"] == "success"
    assert [row["symbol"] for row in body["data"]] == asked[1:100]
    assert all(isinstance(field, str) for row in body["data"] for field in row.values())


def test_bulk_quotes_without_the_plan_are_artificial_and_say_so() -> None:
    body = value(ask(provider("delayed"), "REALTIME_BULK_QUOTES", symbol="KO"))
    assert "premium endpoint" in body["message"]
    assert body["data"]
    assert "KO" not in {row["symbol"] for row in body["data"]}


@pytest.mark.parametrize(
    ("clock", "day", "extended"),
    [
        ("2026-11-19T12:00", "2026-11-18", True),  # 07:00, before the session
        ("2026-11-19T20:00", "2026-11-19", False),  # 15:00
        ("2026-11-19T23:00", "2026-11-19", True),  # 18:00, after it
        ("2026-11-22T17:00", "2026-11-20", True),  # Sunday: Friday's, and what was last paid on its evening
    ],
)
def test_an_exchange_has_a_price_before_and_after_its_session(clock: str, day: str, extended: bool) -> None:
    of, now = provider(hours=Hours.EXCHANGE), datetime.fromisoformat(clock).replace(tzinfo=UTC)
    row = value(ask(of, "REALTIME_BULK_QUOTES", now, symbol="AAPL"))["data"][0]
    quote = value(ask(of, "GLOBAL_QUOTE", now, symbol="AAPL", entitlement="realtime"))["Global Quote"]
    assert quote["07. latest trading day"] == day
    assert float(quote["08. previous close"]) == float(row["previous_close"])
    assert bool(row["extended_hours_quote"]) is extended
    if clock != "2026-11-19T20:00":
        assert float(quote["05. price"]) == float(row["close"])


def test_a_weekly_bar_sums_up_its_days() -> None:
    of = provider("realtime", hours=Hours.EXCHANGE)
    days = value(ask(of, "TIME_SERIES_DAILY", symbol="AAPL"))["Time Series (Daily)"]
    weeks = value(ask(of, "TIME_SERIES_WEEKLY", NOW, symbol="AAPL"))["Weekly Time Series"]
    assert list(weeks)[:3] == ["2026-11-18", "2026-11-13", "2026-11-06"]
    assert list(weeks)[-1] == "1999-11-12"
    week = [days[f"2026-11-{day:02}"] for day in range(9, 14)]
    assert weeks["2026-11-13"] == {
        "1. open": week[0]["1. open"],
        "2. high": max((day["2. high"] for day in week), key=float),
        "3. low": min((day["3. low"] for day in week), key=float),
        "4. close": week[-1]["4. close"],
        "5. volume": str(sum(int(day["5. volume"]) for day in week)),
    }


def test_all_of_the_daily_history_is_for_paid_plans() -> None:
    refused = ask(provider("free"), "TIME_SERIES_DAILY", symbol="AAPL", outputsize="full")
    given = ask(provider("75"), "TIME_SERIES_DAILY", symbol="AAPL", outputsize="full")
    assert "premium feature" in value(refused)["Information"]
    assert len(value(given)["Time Series (Daily)"]) > 9000


def test_the_listing_is_the_catalogue() -> None:
    reply = ask(provider(), "LISTING_STATUS")
    assert reply.content_type == "application/x-download"
    assert reply.body.count(b"\r\n") == 3
    rows = list(csv.reader(io.StringIO(reply.body.decode(), newline="")))
    assert rows[1:] == [
        ["AAPL", "Apple Inc", "NASDAQ", "Stock", "1980-12-12", "null", "Active"],
        ["SPY", 'SPDR S&P 500 "Trust", Inc', "NYSE ARCA", "ETF", "null", "null", "Active"],
    ]
    assert ask(provider(), "LISTING_STATUS", state="delisted").body.count(b"\r\n") == 1


def test_companies_and_funds_are_told_apart() -> None:
    of = provider()
    assert value(ask(of, "OVERVIEW", symbol="AAPL"))["SharesOutstanding"] == "15000000000"
    assert value(ask(of, "OVERVIEW", symbol="SPY")) == {}
    assert value(ask(of, "ETF_PROFILE", symbol="AAPL")) == {}
    assert value(ask(of, "ETF_PROFILE", symbol="SPY"))["holdings"]


@pytest.mark.parametrize("symbol", ["UNKNOWN", "A A", "AAPL\n", "É", "A" * 21])
def test_an_unknown_symbol_is_answered_as_the_provider_does(symbol: str) -> None:
    of = provider()
    assert value(ask(of, "GLOBAL_QUOTE", symbol=symbol)) == {"Global Quote": {}}
    assert value(ask(of, "OVERVIEW", symbol=symbol)) == {}
    assert "Invalid API call" in value(ask(of, "TIME_SERIES_DAILY", symbol=symbol))["Error Message"]
    assert value(ask(of, "REALTIME_BULK_QUOTES", symbol=symbol))["data"] == []


def test_what_is_missing_is_named() -> None:
    of = provider()
    assert "(NEWS) does not exist" in value(ask(of, "NEWS"))["Error Message"]
    assert "Invalid API call" in value(ask(of, "GLOBAL_QUOTE"))["Error Message"]
    assert "apikey is invalid or missing" in value(of.reply({"function": "OVERVIEW"}, 0))["Error Message"]
    assert "demo purposes only" in value(ask(of, "OVERVIEW", apikey="demo"))["Information"]


def test_a_free_key_is_refused_for_speed_first_and_for_the_day_after_25() -> None:
    of = provider("free")
    replies = [ask(of, "OVERVIEW", NOW + timedelta(seconds=2 * number), symbol="KO") for number in range(26)]
    assert [reply.outcome for reply in replies] == ["ok"] * 25 + ["day_spent"]
    assert "API key as any" in value(replies[-1])["Information"]
    too_fast = ask(of, "OVERVIEW", NOW + timedelta(seconds=50.5), symbol="KO")
    assert too_fast.outcome == "burst"
    words = value(too_fast)["Information"]
    assert "1 request per second" in words
    assert "25 requests per day" in words


def test_a_closed_market_stands_at_its_last_close() -> None:
    of = provider("realtime", "closed")
    official = value(ask(of, "GLOBAL_QUOTE", symbol="AAPL"))
    for second in range(3):
        now = NOW + timedelta(seconds=second)
        assert value(ask(of, "GLOBAL_QUOTE", now, symbol="AAPL", entitlement="realtime")) == official
        row = value(ask(of, "REALTIME_BULK_QUOTES", now, symbol="AAPL"))["data"][0]
        assert float(row["close"]) == float(official["Global Quote"]["05. price"])
        assert row["timestamp"].startswith("2026-11-18 23:59:59.")


def test_a_fault_of_one_symbol_leaves_the_others_of_its_request_alone() -> None:
    of = provider("realtime", "unknown symbols=IBM", "wrong_symbol symbols=KO")
    rows = value(ask(of, "REALTIME_BULK_QUOTES", symbol="AAPL,IBM,KO,V"))["data"]
    assert [row["symbol"] for row in rows] == ["AAPL", "ZVZZT", "V"]


def test_the_record_tells_what_was_asked_and_is_bounded() -> None:
    of = provider()
    ask(of, "REALTIME_BULK_QUOTES", symbol="AAPL,KO")
    ask(of, "LISTING_STATUS")
    assert of.requests() == [
        {"function": "REALTIME_BULK_QUOTES", "symbols": ["AAPL", "KO"], "at": NOW.isoformat(), "outcome": "ok"},
        {"function": "LISTING_STATUS", "symbols": [], "at": NOW.isoformat(), "outcome": "ok"},
    ]
    for _ in range(RECORDED + 5):
        of.reply({"function": "NONE"}, 0)
    assert len(of.requests()) == RECORDED
