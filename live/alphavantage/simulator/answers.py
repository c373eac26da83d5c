"""What each function answers when nothing is refused."""

import re
from collections.abc import Callable, Mapping
from itertools import islice, takewhile

from live.alphavantage.simulator import companies, histories, quotes, refusals
from live.alphavantage.simulator.companies import Catalogue
from live.alphavantage.simulator.faults import Fault, Kind
from live.alphavantage.simulator.grant import Grant
from live.alphavantage.simulator.prices import Bar, Market
from live.alphavantage.simulator.reply import Reply

# REALTIME_BULK_QUOTES answers for so many and ignores the rest.
BULK_SYMBOLS = 100
DELAY = 15 * 60.0
# What stands in an answer about another symbol than was asked for: the exchanges' own test ticker.
OTHER_SYMBOL = "ZVZZT"

_WELL_FORMED = re.compile(r"[A-Z0-9.\-]{1,20}")

Parameters = Mapping[str, str]


class Answers:
    """The answers to one request at `now` (Unix seconds), with the faults that it met."""

    def __init__(self, market: Market, catalogue: Catalogue, grant: Grant, now: float, faults: list[Fault]) -> None:
        self._market, self._catalogue, self._grant = market, catalogue, grant
        self._now, self._faults = now, faults
        self._closed = any(fault.kind is Kind.CLOSED for fault in faults)
        # What is official is what was so at this moment.
        self._official = now - max((fault.seconds for fault in faults if fault.kind is Kind.LATE_CLOSE), default=0.0)

    def to(self, function: str, parameters: Parameters) -> Reply:
        known: dict[str, Callable[[str, Parameters], Reply]] = {
            "GLOBAL_QUOTE": self._global_quote,
            "REALTIME_BULK_QUOTES": self._bulk,
            "TIME_SERIES_DAILY": self._daily,
            "TIME_SERIES_WEEKLY": self._weekly,
            "OVERVIEW": self._overview,
            "ETF_PROFILE": self._fund_profile,
            "LISTING_STATUS": self._listing,
        }
        if function not in known:
            return Reply.json(refusals.no_function(function), "no_function")
        return known[function](parameters.get("symbol", "").upper(), parameters)

    def _global_quote(self, symbol: str, parameters: Parameters) -> Reply:
        entitlement = parameters.get("entitlement", "end_of_day")
        if not symbol or entitlement not in ("end_of_day", "delayed", "realtime"):
            return _invalid("GLOBAL_QUOTE")
        if not self._grant.gives(entitlement):
            return Reply.json(refusals.not_entitled(entitlement), "not_entitled")
        shown = self._shown(symbol)
        if shown is None:
            return Reply.json(quotes.UNKNOWN, "unknown")
        calendar = self._market.calendar
        if entitlement == "end_of_day" or self._closed:
            session = calendar.closed(self._official)
            bar = self._market.bar(shown, session)
        else:
            moment = self._now - (DELAY if entitlement == "delayed" else 0.0)
            session = calendar.opened(moment)
            bar = self._market.bar(shown, session, moment)
        before = self._market.close(shown, calendar.before(session))
        return Reply.json(quotes.global_quote(shown, bar, before, delayed=entitlement == "delayed"))

    def _bulk(self, symbols: str, _: Parameters) -> Reply:
        if not symbols:
            return _invalid("REALTIME_BULK_QUOTES")
        if not self._grant.bulk:
            return Reply.json(quotes.bulk_placeholder(), "not_entitled")
        shown = map(self._shown, symbols.split(",")[:BULK_SYMBOLS])
        return Reply.json(quotes.bulk([self._bulk_row(symbol) for symbol in shown if symbol is not None]))

    def _bulk_row(self, symbol: str) -> dict[str, str]:
        market, calendar = self._market, self._market.calendar
        if self._closed:
            session = calendar.closed(self._now)
            traded = market.last_trade(symbol, session.closes)
            bar, extended = market.bar(symbol, session), None
        else:
            traded = market.last_trade(symbol, self._now)
            session = calendar.opened(traded)
            bar, extended = market.bar(symbol, session, traded), market.extended(symbol, traded)
        return quotes.bulk_row(symbol, bar, market.close(symbol, calendar.before(session)), extended, traded)

    def _daily(self, symbol: str, parameters: Parameters) -> Reply:
        size = parameters.get("outputsize", "compact")
        shown = self._shown(symbol)
        if shown is None or size not in ("compact", "full"):
            return _invalid("TIME_SERIES_DAILY")
        full = size == "full"
        if full and self._grant.limits.per_day is not None:
            return Reply.json(refusals.premium_feature("outputsize=full", "TIME_SERIES_DAILY"), "not_entitled")
        bars = self._bars(shown, None if full else histories.COMPACT)
        return Reply.json(histories.daily(shown, bars, full=full))

    def _weekly(self, symbol: str, _: Parameters) -> Reply:
        shown = self._shown(symbol)
        if shown is None:
            return _invalid("TIME_SERIES_WEEKLY")
        return Reply.json(histories.weekly(shown, self._bars(shown)))

    def _overview(self, symbol: str, _: Parameters) -> Reply:
        if not symbol:
            return _invalid("OVERVIEW")
        shown = self._shown(symbol)
        listed = self._catalogue.find(shown) if shown else None
        if shown is None or (listed and listed.asset_type == "ETF"):
            return Reply.json({}, "unknown")
        shares = (listed.shares if listed else None) or self._market.shares(shown)
        bars = self._bars(shown, 252)
        return Reply.json(companies.overview(shown, listed, bars, shares, self._market.beta(shown)))

    def _fund_profile(self, symbol: str, _: Parameters) -> Reply:
        if not symbol:
            return _invalid("ETF_PROFILE")
        shown = self._shown(symbol)
        listed = self._catalogue.find(shown) if shown else None
        if shown is None or listed is None or listed.asset_type != "ETF":
            return Reply.json({}, "unknown")
        value = self._market.shares(shown) * self._bars(shown, 1)[0].close
        return Reply.json(companies.fund_profile(shown, value))

    def _listing(self, _: str, parameters: Parameters) -> Reply:
        state = parameters.get("state", "active")
        if state not in ("active", "delisted"):
            return _invalid("LISTING_STATUS")
        active = state == "active"
        return Reply.csv(companies.listing(self._catalogue.listed(active=active), active=active), "listing_status.csv")

    def _bars(self, symbol: str, count: int | None = None) -> list[Bar]:
        """Official bars, newest first: `count` of them, or all."""
        calendar = self._market.calendar
        sessions = takewhile(lambda s: s.day >= histories.BEGIN, calendar.back_from(calendar.closed(self._official)))
        return [self._market.bar(symbol, session) for session in islice(sessions, count)]

    def _shown(self, symbol: str) -> str | None:
        """The symbol that is answered about; None when it is not known."""
        for fault in self._faults:
            if fault.kind is Kind.UNKNOWN and fault.names(symbol):
                return None
            if fault.kind is Kind.WRONG_SYMBOL and fault.names(symbol):
                return OTHER_SYMBOL
        if not _WELL_FORMED.fullmatch(symbol) or symbol.startswith("UNKNOWN"):
            return None
        return symbol


def _invalid(function: str) -> Reply:
    return Reply.json(refusals.invalid_call(function), "invalid_call")
