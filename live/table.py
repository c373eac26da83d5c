"""The rows of a table of quotes, made from the catalogue, the latest prices, and what the chosen columns need."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from live import money, row_past, sizes, sources
from live.arrangement import Arrangement
from live.insight import history
from live.polling.exchanges import exchange_of
from live.polling.latest import Latest
from live.rows import Row
from tickers.models import Ticker

log = logging.getLogger(__name__)

# What a column may need beyond the quote, by the name in `Column.needs`: given the source and the symbols, one value
# for each symbol that it knows, in one query for them all.
Gather = Callable[[str, Sequence[str]], Mapping[str, Any]]
GATHERED: dict[str, Gather] = {"told": sizes.told, row_past.NEEDS: history.past}


def context(
    symbols: Sequence[str],
    tickers: Mapping[str, Ticker],
    known: Latest,
    page: Mapping[str, Any],
    arrangement: Arrangement,
) -> dict[str, Any]:
    """What the table's template is given: a row for each symbol, arranged, on a page with this `live.views.page`."""
    usual = money.usual(money.unit(tickers[symbol].currency) for symbol in symbols if symbol in tickers)
    gathered = _gather(arrangement, [symbol for symbol in symbols if symbol in tickers])
    made = [
        _row(symbol, tickers.get(symbol), known, page, usual, gathered, place) for place, symbol in enumerate(symbols)
    ]
    return {
        "rows": arrangement.arranged(made),
        "arrangement": arrangement,
        "last_place": len(made) - 1,
        # The unit of every price that has none beside it; dollars go without saying.
        "usual_unit": "" if usual == "USD" else usual,
    }


def _row(
    symbol: str,
    ticker: Ticker | None,
    known: Latest,
    page: Mapping[str, Any],
    usual: str,
    gathered: Mapping[str, Mapping[str, Any]],
    place: int,
) -> Row:
    quote, now = known.quotes[symbol], page["now"]
    if ticker is None:
        zone = ZoneInfo(page["zone"])
        return Row(symbol=symbol, quote=quote, shown=quote, now=now, zone=zone, place=place, listed=False)
    exchange = exchange_of(symbol, ticker.exchange).code
    market, unit = page["markets"][exchange], money.unit(ticker.currency)
    return Row(
        symbol=symbol,
        quote=quote,
        shown=money.shown(quote, ticker.currency),
        now=now,
        zone=ZoneInfo(market["zone"]),
        place=place,
        name=ticker.name,
        exchange=exchange,
        market=market,
        unit="" if unit == usual else unit,
        per_unit=money.per_unit(ticker.currency),
        currency=ticker.currency,
        provider=sources.state_of(known.status, quote.source),
        titles=page["titles"],
        gathered={name: values[symbol] for name, values in gathered.items() if symbol in values},
    )


def _gather(arrangement: Arrangement, symbols: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """What the shown columns and the one that is sorted by need; one that fails is empty, and the table still there."""
    wanted = {*arrangement.columns, *filter(None, [arrangement.sorted_by])}
    found: dict[str, Mapping[str, Any]] = {}
    for name in sorted({column.needs for column in wanted if column.needs}):
        try:
            found[name] = GATHERED[name](settings.PLAN.source, symbols)
        except Exception:
            log.exception("nothing gathered for %s", name)
            found[name] = {}
    return found
