"""The columns of a table of quotes: the one list from which header, cells, sorting and the View menu are made. Pure.

To add one: a line here, and where its value changes while the page is open a line in `static/js/columns.js`, which
writes the same text by the same `field`. Its width stands in `static/css/columns.css`, three times.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from live import formats, row_past, words
from live.rows import Row

Value = Decimal | float | int | str | None


def _nothing(_row: Row) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`key` is what the session keeps, the address sorts by, and the class of its cells.

    `text` is what a cell says, `field` the name under which the browser writes it anew; a cell of more than one text is
    the template `cell`, given `row`, `column` and `text`. `value` is what it sorts by, None where nothing is known; the
    browser sorts by its own value of `field`, and without a field by the cell's `data-value`. `needs` names what
    `live/table.py` gathers for it beyond the quote.
    """

    key: str
    heading: str
    choice: str = ""  # what the View menu calls it, where the heading is too short
    usual: bool = False  # shown to whoever chose nothing
    field: str = ""
    text: Callable[[Row], str] = _nothing
    value: Callable[[Row], Value] = _nothing
    cell: str = ""
    needs: str = ""

    @property
    def called(self) -> str:
        return self.choice or self.heading


def _age(row: Row) -> Value:
    since = row.quote.as_of or row.quote.fetched_at
    return row.now.timestamp() - since.timestamp() if since and row.quote.price is not None else None


def _day_range(row: Row) -> str:
    low, high = row.shown.low, row.shown.high
    return formats.UNKNOWN if low is None or high is None else f"{formats.number(low)} – {formats.number(high)}"


def _day_place(row: Row) -> Value:
    """Where the price stands in the day's range, 0 at its low and 1 at its high."""
    price, low, high = row.shown.price, row.shown.low, row.shown.high
    if price is None or low is None or high is None or high <= low:
        return None
    return (price - low) / (high - low)


def _return(period: str, heading: str, choice: str) -> Column:
    return Column(
        key=f"return_{period}",
        heading=heading,
        choice=choice,
        field=f"return_{period}",
        text=lambda row: formats.percent(row_past.returned(row, period)),
        value=lambda row: row_past.returned(row, period),
        cell="cells/return.html",
        needs=row_past.NEEDS,
    )


def _price_of_day(name: str) -> Column:
    """One of the prices of the day that a quote has, under its own name."""

    def price(row: Row) -> Decimal | None:
        found: Decimal | None = getattr(row.shown, name)
        return found

    return Column(
        key=name, heading=name.capitalize(), field=name, text=lambda row: formats.number(price(row)), value=price
    )


# The symbol is always there: it is what the row is called.
SYMBOL = Column(key="symbol", heading="Symbol", value=lambda row: row.symbol)
NAME = Column(
    key="name", heading="Name", usual=True, text=lambda row: row.name, value=lambda row: row.name.casefold() or None
)

# In the order in which they stand.
COLUMNS = (
    NAME,
    Column(
        key="closes",
        heading="30 closes",
        choice="Last 30 closes as a line",
        usual=True,
        field="sparkline",
        value=row_past.gone,
        cell="cells/sparkline.html",
        needs=row_past.NEEDS,
    ),
    Column(
        key="price",
        heading="Price",
        usual=True,
        field="price",
        text=lambda row: formats.number(row.shown.price),
        value=lambda row: row.shown.price,
        cell="cells/price.html",
    ),
    Column(
        key="change",
        heading="Change",
        usual=True,
        field="change",
        text=lambda row: formats.change(row.shown.change, row.shown.price),
        value=lambda row: row.shown.change,
    ),
    Column(
        key="percent",
        heading="%",
        choice="Change in %",
        usual=True,
        field="change_percent",
        text=lambda row: formats.percent(row.shown.change_percent),
        value=lambda row: row.shown.change_percent,
    ),
    _return("week", "1 week", "Return over a week"),
    _return("month", "1 month", "Return over a month"),
    _return("year_to_date", "YTD", "Return since the year began"),
    _return("year", "1 year", "Return over a year"),
    Column(
        key="extended",
        heading="Pre/post",
        choice="Pre- and post-market",
        field="extended",
        text=lambda row: words.extended(row.shown),
        value=lambda row: row.shown.extended_change_percent if words.extended(row.shown) else None,
    ),
    _price_of_day("open"),
    _price_of_day("high"),
    _price_of_day("low"),
    Column(key="range", heading="Day’s range", field="day_range", text=_day_range, value=_day_place),
    Column(
        key="volume",
        heading="Volume",
        usual=True,
        field="volume",
        text=lambda row: formats.compact(row.quote.volume),
        value=lambda row: row.quote.volume,
    ),
    Column(
        key="market_cap",
        heading="Market value",
        usual=True,
        field="market_cap",
        text=lambda row: formats.compact(row.shown.market_cap),
        value=lambda row: row.shown.market_cap,
        cell="cells/market_cap.html",
        needs="told",
    ),
    Column(key="age", heading="Age", usual=True, field="freshness", value=_age, cell="cells/age.html"),
)

_BY_KEY = {column.key: column for column in (SYMBOL, *COLUMNS)}


def chosen(keys: Iterable[str] | None) -> tuple[Column, ...]:
    """The columns with these keys, in their own order; the usual ones where nobody chose."""
    if keys is None:
        return tuple(column for column in COLUMNS if column.usual)
    wanted = set(keys)
    return tuple(column for column in COLUMNS if column.key in wanted)


def sortable(key: str) -> Column | None:
    return _BY_KEY.get(key)
