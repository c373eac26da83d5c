"""What `ws/stock_predictions/` and the page are told of a ticker: a forecast, or why there is none. Pure.

`prediction` is the median for the close of `for_day`, `interval` its 50 % and 90 % ranges, in the ticker's currency.
`further` says the same of the later horizons. Of simulated prices `method` and `coverage` say so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from live.insight.forecast.likely import NIGHT, Likely, likely
from live.insight.forecast.outlook import HORIZONS, Coverage, NoOutlook, Outlook
from live.insight.forecast.start import CLOSE_COMES, LastBar, Start, start_of
from live.polling.hours import Hours
from live.quotes import Quote, iso

# A forecast for a day that is not among the known sessions ends with it: in New York some hours after it does in UTC.
ENDS = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a ticker's bars up to `last` said: an outlook, or in words why there is none."""

    last: LastBar
    outlook: Outlook | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Market:
    """Where the ticker is traded: whether that never closes, and whether its prices are simulated."""

    hours: Hours
    never_closes: bool
    simulated: bool


def told(symbol: str, basis: Basis, quote: Quote | None, market: Market, now: datetime) -> dict[str, Any]:
    """What to tell at `now`, from the newest price that there is."""
    if basis.outlook is None:
        return no_answer(symbol, basis.refusal)
    try:
        start = start_of(quote, basis.last, market.hours, now)
    except NoOutlook as why:
        return no_answer(symbol, str(why))
    return answer(symbol, basis.outlook, start, market)


def answer(symbol: str, outlook: Outlook, start: Start, market: Market) -> dict[str, Any]:
    """The forecast from where it starts. Raises ValueError for prices that cannot be."""
    night = 0.0 if market.never_closes else NIGHT
    ranges = likely(outlook, start.last_close, start.price, start.left, night)
    closes = {
        ahead: {**_range(ranges[ahead]), "for_day": day.isoformat()}
        for ahead, day in zip(HORIZONS, start.days, strict=True)
    }
    first, *later = HORIZONS
    return {
        "stock_symbol": symbol,
        **closes[first],
        "as_of": iso(start.as_of),
        "method": f"simulated prices: {outlook.method}" if market.simulated else outlook.method,
        "coverage": _coverage(outlook.coverage, simulated=market.simulated),
        "further": [{"days": ahead, **closes[ahead]} for ahead in later],
    }


def no_answer(symbol: str | None, error: str) -> dict[str, Any]:
    """Why there is no forecast, in words for people."""
    names = ("prediction", "interval", "for_day", "as_of", "method", "coverage")
    return {"stock_symbol": symbol, **dict.fromkeys(names), "further": [], "error": error}


def coverage_words(coverage: Coverage | None, *, simulated: bool) -> str:
    """How often the price stayed inside, with the number of days that were really tested."""
    if coverage is None or not coverage.tells:
        words = "not yet tested on this ticker"
    else:
        words = f"of the last {coverage.days} days, {coverage.inside90} closed inside the 90 % range"
    words = f"simulated prices: {words}" if simulated else words
    return words[0].upper() + words[1:]


def latest_of(told: Iterable[Mapping[str, Any]], hours: Hours, now: datetime) -> Mapping[str, Any] | None:
    """Of what was told the one that is still to come and of the newest price; else the first refusal, if any."""
    held = list(told)
    coming = [one for one in held if one["prediction"] is not None and now <= _ends_at(one["for_day"], hours)]
    if coming:
        return max(coming, key=lambda one: str(one["as_of"]))
    return next((one for one in held if one["prediction"] is None), None)


def _ends_at(for_day: str, hours: Hours) -> datetime:
    """Until when a forecast for that day's close stands: as long as one that is made now would."""
    day = date.fromisoformat(for_day)
    closes = next((session.closes for session in hours.sessions if session.day == day), None)
    return closes + CLOSE_COMES if closes else datetime.combine(day, time(), UTC) + ENDS


def _range(prices: Likely) -> dict[str, Any]:
    return {
        "prediction": _price(prices.median),
        "interval": {"50": _ends(prices.low50, prices.high50), "90": _ends(prices.low90, prices.high90)},
    }


def _ends(low: Decimal, high: Decimal) -> list[float]:
    return [_price(low), _price(high)]


def _price(value: Decimal) -> float:
    """As prices are quoted, so that it changes when that does: to a cent, below one to four decimals."""
    return float(round(value, 2 if value >= 1 else 4))


def _coverage(coverage: Coverage | None, *, simulated: bool) -> dict[str, Any]:
    tested = coverage or Coverage(0, 0, 0)
    return {
        "days": tested.days,
        "inside": {"50": tested.inside50, "90": tested.inside90},
        "words": coverage_words(coverage, simulated=simulated),
    }
