"""What is told of a likely range."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from live.insight.forecast.answer import Basis, Market, coverage_words, latest_of, no_answer, told
from live.insight.forecast.outlook import Coverage
from live.insight.forecast.start import LastBar
from live.polling import hours
from live.quotes import Basis as PriceBasis
from live.quotes import Quote, State
from tests.live.insight.forecast.made import OUTLOOK

BASIS = Basis(LastBar(date(2026, 11, 18), Decimal(100)), OUTLOOK)
OPENS, CLOSES = datetime(2026, 11, 19, 14, 30, tzinfo=UTC), datetime(2026, 11, 19, 21, tzinfo=UTC)
MARKET = Market(hours.new_york(OPENS), never_closes=False, simulated=False)


def at(now: datetime, price: str | None = None, basis: Basis = BASIS, market: Market = MARKET) -> dict[str, Any]:
    quote = None
    if price is not None:
        quote = Quote(
            "AAPL", "alphavantage", PriceBasis.REALTIME, State.FRESH, Decimal(price), Decimal(100),
            trading_day=date(2026, 11, 19), as_of=now, fetched_at=now,
        )  # fmt: skip
    return told("AAPL", basis, quote, market, now)


def test_the_answer_has_what_the_contract_names_and_nothing_is_a_bare_number() -> None:
    answer = at(OPENS - timedelta(hours=1))
    assert list(answer) == [
        "stock_symbol", "prediction", "interval", "for_day", "as_of", "method", "coverage", "further"
    ]  # fmt: skip
    assert answer["stock_symbol"] == "AAPL"
    assert answer["prediction"] == 100.0
    assert answer["interval"] == {"50": [99.2, 100.8], "90": [98.02, 102.02]}
    assert answer["for_day"] == "2026-11-19"
    assert answer["as_of"] == "2026-11-18T21:00:00.000000Z"
    assert answer["coverage"]["inside"] == {"50": 47, "90": 84}
    assert [(each["days"], each["for_day"]) for each in answer["further"]] == [(5, "2026-11-25"), (20, "2026-12-17")]
    assert all(each["interval"]["90"][0] < each["prediction"] < each["interval"]["90"][1] for each in answer["further"])
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_the_range_moves_with_the_price_and_narrows_as_the_close_nears() -> None:
    widths = []
    for minutes in (1, 100, 200, 300, 389):
        answer = at(OPENS + timedelta(minutes=minutes), "105")
        low, high = answer["interval"]["90"]
        assert low < 105 < high
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 5
    assert at(OPENS + timedelta(minutes=100), "95")["prediction"] == 95.0


def test_simulated_prices_say_so_wherever_something_is_claimed() -> None:
    answer = at(OPENS, market=replace(MARKET, simulated=True))
    assert "simulated" in answer["method"]
    assert answer["coverage"]["words"].startswith("Simulated prices: ")
    assert "imulated" not in str(at(OPENS))


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (Coverage(92, 84, 47), "Of the last 92 days, 84 closed inside the 90 % range"),
        (Coverage(60, 60, 30), "Of the last 60 days, 60 closed inside the 90 % range"),
        (Coverage(59, 55, 30), "Not yet tested on this ticker"),
        (None, "Not yet tested on this ticker"),
    ],
)
def test_the_coverage_is_told_with_the_days_that_were_tested(coverage: Coverage | None, words: str) -> None:
    assert coverage_words(coverage, simulated=False) == words


def test_why_there_is_none_is_told_in_the_same_shape() -> None:
    refused = at(OPENS, basis=Basis(BASIS.last, None, "Too few days."))
    late = at(CLOSES + timedelta(hours=3))
    assert refused == no_answer("AAPL", "Too few days.")
    assert late["error"] == "The close of 19 Nov is not known yet."
    for answer in (refused, late):
        assert set(answer) == {*at(OPENS), "error"}
        assert answer["prediction"] is None


def test_the_newest_of_what_was_told_holds_until_its_day_is_over() -> None:
    morning, noon = at(OPENS), at(OPENS + timedelta(hours=3), "101")
    refusal = no_answer("AAPL", "Too few days.")
    traded = MARKET.hours
    assert latest_of([morning, noon], traded, CLOSES) == noon
    assert latest_of([noon, morning], traded, CLOSES) == noon
    assert latest_of([refusal, morning], traded, CLOSES) == morning
    assert latest_of([refusal], traded, CLOSES) == refusal
    assert latest_of([morning, noon], traded, CLOSES + timedelta(days=2)) is None
    assert latest_of([], traded, CLOSES) is None


def test_what_was_told_stands_exactly_as_long_as_what_would_be_told_anew() -> None:
    noon = at(OPENS + timedelta(hours=3), "101")
    for after in (timedelta(minutes=119), timedelta(minutes=121), timedelta(hours=9)):
        late = CLOSES + after
        anew = told("AAPL", BASIS, None, MARKET, late)
        assert (latest_of([noon, anew], MARKET.hours, late) == anew) == (anew["prediction"] is None)
    unknown = noon | {"for_day": "2031-01-02"}  # beyond every calendar
    assert latest_of([unknown], MARKET.hours, datetime(2031, 1, 3, 11, tzinfo=UTC)) == unknown
    assert latest_of([unknown], MARKET.hours, datetime(2031, 1, 3, 13, tzinfo=UTC)) is None


def test_small_prices_have_four_decimals() -> None:
    basis = replace(BASIS, last=LastBar(BASIS.last.day, Decimal("0.5")))
    assert at(OPENS, basis=basis)["interval"]["90"] == [0.4901, 0.5101]
