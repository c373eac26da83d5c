"""Outlooks made from the bars that are kept, and what is told of them as the price moves."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from redis import Redis

from live import clock, forecasts, worker
from live.forecasts import NO_BARS, Forecasting
from live.insight import facts, history
from live.insight.forecast import kept
from live.insight.forecast.outlook import NoOutlook, Outlook
from live.models import Forecast
from live.polling import connection, followed, leases, store
from live.providers.series import Bar, Series
from live.quotes import Basis, Quote, State
from tests.live.insight.forecast.made import OUTLOOK
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

FORECASTING = Forecasting("simulated", simulated=True)
# The simulated market never closes: a day is over half an hour after midnight in New York.
NOW = datetime.fromisoformat("2026-11-19T15:00:00+00:00")
TODAY = date(2026, 11, 19)


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    for symbol in ("AAPL", "MSFT", "IBM"):
        Ticker.objects.create(symbol=symbol, name=symbol, exchange="NASDAQ")
    Ticker.objects.create(symbol="GONE", name="Gone", exchange="NYSE", active=False)


def traded(symbol: str, days: int, last: date = TODAY - timedelta(days=1), interval: str = "daily") -> None:
    step = 1 if interval == "daily" else 7
    bars = (Bar(last - timedelta(days=step * n), *[Decimal(100)] * 4, 45_678) for n in range(days))
    history.keep("simulated", interval, Series(symbol, tuple(bars)))


def wavering(symbol: str, days: int, last: date) -> None:
    """Bars between 99 and 103, as the estimator wants them."""
    closes = [Decimal(100 + n * n % 4) for n in range(days)]
    bars = (Bar(last - timedelta(days=n), close, close + 1, close - 1, close, 45_678) for n, close in enumerate(closes))
    history.keep("simulated", "daily", Series(symbol, tuple(bars)))


class Estimator:
    """Notes what it was given, and answers as it is told."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.refusal = refusal
        self.given: list[tuple[list[date], list[date]]] = []

    def __call__(self, daily: Sequence[Bar], weekly: Sequence[Bar]) -> Outlook:
        self.given.append(([bar.day for bar in daily], [bar.day for bar in weekly]))
        if self.refusal is not None:
            raise self.refusal
        return replace(OUTLOOK, made_from=daily[-1].day)


def make(*symbols: str, estimator: Estimator | None = None, now: datetime = NOW, seconds: float = 300.0) -> Estimator:
    estimator = estimator or Estimator()
    FORECASTING.make(symbols, estimator, now, seconds)
    return estimator


def price(symbol: str, value: int, now: datetime = NOW) -> Quote:
    return Quote(
        symbol, "simulated", Basis.SIMULATED, State.FRESH, Decimal(value), Decimal(100),
        trading_day=now.date(), as_of=now, fetched_at=now,
    )  # fmt: skip


def test_an_outlook_is_made_from_the_days_that_are_over_and_kept() -> None:
    traded("AAPL", 101, last=TODAY)
    traded("AAPL", 10, interval="weekly")
    [(daily, weekly)] = make("AAPL").given
    assert (len(daily), daily[0] < daily[-1], daily[-1]) == (100, True, TODAY - timedelta(days=1))
    assert len(weekly) == 10
    held = kept.read("simulated", ["AAPL"])["AAPL"]
    assert held.basis.outlook == replace(OUTLOOK, made_from=TODAY - timedelta(days=1))
    assert held.answer["prediction"] == 100
    assert held.answer["for_day"] == "2026-11-19"


def test_it_is_made_anew_only_when_the_bars_changed() -> None:
    traded("AAPL", 100)
    estimator = make("AAPL")
    make("AAPL", estimator=estimator)
    assert len(estimator.given) == 1
    traded("AAPL", 10, interval="weekly")
    make("AAPL", estimator=estimator)
    make("AAPL", estimator=estimator)
    assert len(estimator.given) == 2
    make("AAPL", estimator=estimator, now=NOW + timedelta(days=1))  # a day is over, and its bar has not come
    assert len(estimator.given) == 2
    traded("AAPL", 1, last=TODAY)
    make("AAPL", estimator=estimator, now=NOW + timedelta(days=1))
    assert [daily[-1] for daily, _ in estimator.given] == [date(2026, 11, 18)] * 2 + [TODAY]


def test_what_was_fetched_while_the_day_ran_is_used_when_it_is_over() -> None:
    traded("AAPL", 100, last=TODAY)
    estimator = make("AAPL")
    make("AAPL", estimator=estimator, now=NOW + timedelta(days=1))
    assert [daily[-1] for daily, _ in estimator.given] == [date(2026, 11, 18), TODAY]


def test_why_there_is_no_outlook_is_kept_as_the_answer() -> None:
    traded("AAPL", 5)
    estimator = make("AAPL", estimator=Estimator(NoOutlook("Only 5 days are known.")))
    make("AAPL", estimator=estimator)
    assert len(estimator.given) == 1
    told = FORECASTING.answers({}, ["AAPL"], NOW)["AAPL"]
    assert (told["prediction"], told["error"]) == (None, "Only 5 days are known.")


def test_bars_that_break_the_estimator_stop_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    traded("AAPL", 5)
    traded("MSFT", 5)
    make("AAPL", "MSFT", estimator=Estimator(ZeroDivisionError()))
    told = FORECASTING.answers({}, ["AAPL", "MSFT"], NOW)
    assert [answer["error"] for answer in told.values()] == ["It cannot be worked out from this ticker's prices."] * 2
    assert "no outlook for AAPL" in caplog.text


def test_a_run_ends_when_its_time_is_over_and_the_next_goes_on() -> None:
    for symbol in ("AAPL", "MSFT", "IBM"):
        traded(symbol, 3)
    for made in (1, 2, 3, 3):
        make("AAPL", "MSFT", "IBM", seconds=0)
        assert Forecast.objects.count() == made


def test_symbols_without_bars_or_listing_are_left_out() -> None:
    traded("GONE", 100)
    assert make("AAPL", "GONE").given == []
    assert FORECASTING.answers({}, ["AAPL", "GONE"], NOW) == {}


def test_daily_prices_that_were_asked_for_and_not_given_are_told_of() -> None:
    facts.claim("simulated", "AAPL", "daily", NOW, NOW + timedelta(hours=4))
    assert FORECASTING.answers({}, ["AAPL"], NOW)["AAPL"]["error"] == NO_BARS
    traded("AAPL", 100)
    assert FORECASTING.answers({}, ["AAPL"], NOW) == {}


def test_another_source_s_bars_and_forecasts_are_never_read() -> None:
    traded("AAPL", 100)
    make("AAPL")
    other = Forecasting("alphavantage", simulated=False)
    other.make(["AAPL"], estimator := Estimator(), NOW, 300.0)
    assert estimator.given == []
    assert other.answers({}, ["AAPL"], NOW) == {}


def test_a_forecast_that_another_release_wrote_is_made_anew() -> None:
    traded("AAPL", 100)
    estimator = make("AAPL")
    Forecast.objects.update(outlook={"horizons": 3})
    assert FORECASTING.answers({}, ["AAPL"], NOW) == {}
    make("AAPL", estimator=estimator)
    assert len(estimator.given) == 2


@pytest.fixture
def here(redis: Redis) -> Iterator[worker.Worker]:
    worker.close()
    yield worker.worker()
    worker.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_watched_gets_its_outlook_and_what_is_followed_gets_it_at_once(here: worker.Worker) -> None:
    now, keys = clock.now(), connection.keys()
    for symbol in ("AAPL", "MSFT", "IBM"):
        wavering(symbol, 100, last=now.date() - timedelta(days=1))

    async def run() -> dict[str, str]:
        await leases.hold(here.redis, keys, followed.owner("web"), {"MSFT": 1}, 30)
        await forecasts.move_ranges(here)
        told = await followed.read(here.redis, keys, ["AAPL", "MSFT", "IBM"])
        await leases.hold(here.redis, keys, "web", {"AAPL": 1}, 30)
        await forecasts.make_outlooks(here)
        return told

    told = here.run(run())
    assert set(told) == {"MSFT"}
    low, high = json.loads(told["MSFT"])["interval"]["90"]
    assert 80 < low < 101 < high < 120
    assert set(Forecast.objects.values_list("symbol", flat=True)) == {"AAPL", "MSFT"}


@pytest.mark.django_db(transaction=True)
def test_what_is_followed_is_worked_out_kept_and_sent_when_it_changed(here: worker.Worker, redis: Redis) -> None:
    now, keys = clock.now(), connection.keys()
    traded("AAPL", 100, last=now.date() - timedelta(days=1))
    make("AAPL", now=now)
    kept_keys = f"{keys.prefix}:forecast:simulated:*"

    async def run() -> list[dict[str, str]]:
        layer = here.layer
        channel = await layer.new_channel()
        await layer.group_add("quotes", channel)
        sent: list[dict[str, str]] = []
        for followers, worth in (({}, 100), ({"AAPL": 2, "MSFT": 1}, 101), ({"AAPL": 2}, 101), ({"AAPL": 2}, 250)):
            await leases.hold(here.redis, keys, followed.owner("web"), followers, 30)
            await store.save(here.redis, keys, [price("AAPL", worth, now)])
            await forecasts.move_ranges(here)
        for _ in range(2):
            message = await layer.receive(channel)
            assert message["type"] == "live.forecasts"
            sent.append(message["answers"])
        await layer.flush()
        return sent

    sent = here.run(run())
    assert [list(answers) for answers in sent] == [["AAPL"], ["AAPL"]]
    first, second = (json.loads(answers["AAPL"]) for answers in sent)
    assert first["prediction"] < 110 < 200 < second["prediction"]
    assert [key.decode() for key in redis.keys(kept_keys)] == [keys.forecast("AAPL")]
    assert 0 < redis.ttl(keys.forecast("AAPL")) <= 600
