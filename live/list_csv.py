"""Quotes as CSV for a spreadsheet. Pure.

Text that a spreadsheet would take for a formula begins with an apostrophe; numbers are plain, unknown ones empty. Sums
are in the currency that the exchange quotes in, which is named: GBX is pence.
"""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from live.quotes import Quote, iso
from tickers.plain_cells import guarded

HEADINGS = (
    *("Symbol", "Name", "Price", "Currency", "Change", "Change %", "Open", "High", "Low", "Previous close", "Volume"),
    *("Market value", "Trading day", "As of", "State", "Source"),
)


def written(rows: Iterable[tuple[str, str, Quote]]) -> str:
    """A line for each name, currency and quote, after one of headings."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for name, currency, quote in rows:
        cells = (
            *(quote.symbol, name, quote.price, currency, quote.change, quote.change_percent, quote.open, quote.high),
            *(quote.low, quote.previous_close, quote.volume, quote.market_cap, quote.trading_day),
            *(quote.as_of or quote.fetched_at, quote.state.value, quote.source),
        )
        writer.writerow(_cell(value) for value in cells)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return iso(value) if isinstance(value, datetime) else guarded(value)
