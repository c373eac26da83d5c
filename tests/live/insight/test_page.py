"""What the details page is told of a ticker, from a real database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from live.insight import facts, history, intraday, page
from live.insight.minutes import Point
from live.insight.page import YearRange
from live.polling.hours import new_york
from live.providers.facts import CompanyFacts, FundFacts, Share
from live.providers.series import Bar, Series

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
LAST = date(2026, 11, 19)
HOURS = new_york(NOW)


def series(days: int) -> Series:
    price = Decimal(100)
    bars = (Bar(LAST - timedelta(days=n), price, price + n, price, price, 1000 + n) for n in range(days))
    return Series("AAPL", tuple(bars))


@pytest.mark.django_db
def test_facts_are_told_with_the_time_at_which_they_came_and_of_their_own_source_alone() -> None:
    company = CompanyFacts("AAPL", "Apple", week52_low=Decimal(50), week52_high=Decimal(150))
    facts.keep("alphavantage", "AAPL", company, NOW)
    about = page.about("alphavantage", "AAPL")
    assert (about.company, about.fund, about.fetched_at) == (company, None, NOW)
    assert about.year_range(Decimal(75)) == YearRange(Decimal(50), Decimal(150), Decimal(75))
    assert page.about("simulated", "AAPL") == page.About()


@pytest.mark.django_db
def test_a_fund_tells_its_ten_largest_holdings() -> None:
    holdings = tuple(Share(f"COMPANY {n}", Decimal("0.01"), f"C{n}") for n in range(50))
    facts.keep("simulated", "SPY", FundFacts("SPY", holdings=holdings), NOW)
    about = page.about("simulated", "SPY")
    assert about.holdings == holdings[:10]
    assert about.year_range(Decimal(1)) is None


@pytest.mark.django_db
def test_without_facts_it_tells_whether_they_were_asked_for() -> None:
    facts.claim("simulated", "AAPL", "facts", NOW, NOW + timedelta(days=1))
    facts.claim("simulated", "MSFT", "daily", NOW, NOW + timedelta(days=1))
    assert page.about("simulated", "AAPL").asked
    assert not page.about("simulated", "MSFT").asked


@pytest.mark.django_db
def test_the_history_is_a_year_of_daily_bars_and_its_table_the_last_thirty_newest_first() -> None:
    assert page.daily("simulated", "AAPL") is None
    history.keep("simulated", "daily", series(400))
    history.keep("simulated", "weekly", Series("AAPL", series(400).bars[::7]))
    known = page.daily("simulated", "AAPL")
    assert known is not None
    assert (len(known.bars), known.first_day, known.last_day) == (366, LAST - timedelta(days=365), LAST)
    assert [bar.day for bar in known.table] == [LAST - timedelta(days=n) for n in range(30)]
    assert known.ranges == ("month", "year", "all")


@pytest.mark.django_db
def test_the_chart_has_days_of_a_month_and_a_year_and_weeks_of_all_time() -> None:
    history.keep("simulated", "daily", series(100))
    history.keep("simulated", "weekly", Series("AAPL", series(1000).bars[20::7]))
    month, year, everything = (page.rows("simulated", "AAPL", name, HOURS) for name in ("month", "year", "all"))
    assert (len(month), len(year)) == (31, 100)
    assert month[-1] == ["2026-11-19", 100.0, 100.0, 100.0, 100.0, 1000]
    assert len(everything) == 140 + 3  # the weeks after the last weekly bar are made of their days
    assert everything[-1][0] == "2026-11-19"
    assert page.rows("simulated", "MSFT", "all", HOURS) == []


@pytest.mark.django_db
def test_the_day_is_the_last_session_with_points_by_five_minutes_and_its_gaps_stay() -> None:
    history.keep("simulated", "daily", series(3))
    opened = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    for minute, price, volume in ((-90, 1, 1), (0, 10, 100), (1, 12, 150), (4, 9, 200), (5, 11, 260), (30, 8, None)):
        point = Point(opened + timedelta(minutes=minute), Decimal(price), volume)
        intraday.keep("simulated", [("AAPL", point)])
    known = page.daily("simulated", "AAPL")
    assert known is not None
    assert known.ranges[0] == "day"
    begin = int(opened.timestamp())
    assert page.rows("simulated", "AAPL", "day", HOURS) == [
        [begin, 10.0, 12.0, 9.0, 9.0, None],
        [begin + 300, 11.0, 11.0, 11.0, 11.0, 60],
        [begin + 1800, 8.0, 8.0, 8.0, 8.0, None],
    ]
    assert page.rows("simulated", "MSFT", "day", HOURS) == []


@pytest.mark.django_db
def test_a_history_shorter_than_its_table_is_told_whole() -> None:
    history.keep("simulated", "daily", series(2))
    known = page.daily("simulated", "AAPL")
    assert known is not None
    assert [bar.day for bar in known.table] == [LAST, LAST - timedelta(days=1)]


@pytest.mark.parametrize(
    ("low", "high", "price", "place"),
    [(50, 150, 75, "0.25"), (50, 150, 160, "1"), (50, 150, 40, "0"), (50, 50, 50, None), (50, 150, None, None)],
)
def test_a_price_has_its_place_in_the_year_s_range(low: int, high: int, price: int | None, place: str | None) -> None:
    known = YearRange(Decimal(low), Decimal(high), None if price is None else Decimal(price))
    assert known.place == (None if place is None else Decimal(place))
