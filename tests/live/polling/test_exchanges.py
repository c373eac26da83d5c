"""Which exchange a ticker trades on, and the regular hours that ship with the product."""

from datetime import UTC, date, datetime, timedelta

import pytest

from live.polling.calendar_days import by_rule
from live.polling.calendars import days
from live.polling.exchanges import EXCHANGES, Exchange, exchange_of
from live.polling.hours import TradingSession

# exchange_calendars 4.13 uses what a later pandas will not have; both are pinned.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize(
    ("symbol", "called", "code"),
    [
        ("AAPL", "NASDAQ", "XNYS"),
        ("BRK-B", "NYSE", "XNYS"),
        ("SPY", "NYSE ARCA", "XNYS"),
        ("IMO", "NYSE MKT", "XNYS"),
        ("CBOE", "BATS", "XNYS"),
        ("TSCO.LON", "", "XLON"),
        ("TSCO.LON", "London Stock Exchange", "XLON"),
        ("SHOP.TRT", "Toronto", "XTSE"),
        ("GPV.TRV", "TSX Venture", "XTSE"),
        ("MBG.DEX", "XETRA", "XETR"),
        ("TL0.FRK", "Frankfurt", "XFRA"),
        ("RELIANCE.BSE", "India", "XBOM"),
        ("600104.SHH", "Shanghai", "XSHG"),
        ("000002.SHZ", "Shenzhen", "XSHG"),
        ("TSLA34.SAO", "Brazil/Sao Paolo", "BVMF"),
        ("TSCO.LON", "NYSE", "XLON"),  # the symbol says more than what was typed
        ("VOD", "LSE", "XLON"),
        ("VOD", "london stock exchange", "XLON"),
        ("VOLV-B", "NASDAQ Stockholm", "XSTO"),
        ("0700.HK", "Hong Kong", "XHKG"),
        ("BRK.B", "NYSE", "XNYS"),  # a dot alone is no exchange abroad
        ("ABC", "", "XNYS"),
        ("ABC", "Somewhere (*", "XNYS"),
        ("ABC", "Solsedge", "XNYS"),  # the letters of LSE within a word are nothing
    ],
)
def test_a_ticker_s_exchange_is_told_by_its_suffix_then_by_its_name_else_it_is_new_york(
    symbol: str, called: str, code: str
) -> None:
    assert exchange_of(symbol, called).code == code


def test_no_suffix_and_no_name_means_two_exchanges() -> None:
    for part in ("suffixes", "words"):
        said = [text for exchange in EXCHANGES.values() for text in getattr(exchange, part)]
        assert len(said) == len(set(said))


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
def test_the_shipped_hours_are_those_of_most_days_of_the_calendar(exchange: Exchange) -> None:
    first, last = date(2026, 9, 1), date(2026, 12, 18)
    told = {day.day: day.session for day in days(exchange.code, first, last) if day.session}
    ruled: dict[date, TradingSession] = {}
    for n in range(0, (last - first).days, 7):
        now = datetime.combine(first + timedelta(days=n), datetime.min.time(), UTC)
        ruled |= {session.day: session for session in by_rule(exchange, now).sessions}
    same = [day for day, session in told.items() if ruled[day] == session]
    assert len(same) >= 0.9 * len(told)
