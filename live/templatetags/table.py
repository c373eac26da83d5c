"""A table of quotes from its columns: `{% cell column row %}`, and headings that sort."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html

from live import columns
from live.arrangement import Arrangement
from live.columns import Column
from live.rows import Row

register = template.Library()


@register.simple_tag
def cell(column: Column, row: Row) -> str:
    """The cell of this column in this row; one that no quote changes carries what it sorts by."""
    text = column.text(row)
    if column.cell:
        return render_to_string(column.cell, {"column": column, "row": row, "text": text})
    value = column.value(row)
    live: str = ""
    if column.field:
        live = format_html(' data-field="{}"', column.field)
    elif value is not None:
        live = format_html(' data-value="{}"', value)
    return format_html('<td role="cell" class="{}" data-label="{}"{}>{}</td>', column.key, column.heading, live, text)


@register.filter
def cells(arrangement: Arrangement) -> list[Column]:
    """The columns that have a cell of their own: the name stands with the symbol."""
    return [column for column in arrangement.columns if column is not columns.NAME]


@register.filter
def named(arrangement: Arrangement) -> bool:
    return columns.NAME in arrangement.columns


@register.simple_tag
def sort_button(arrangement: Arrangement, key: str) -> str:
    """A heading that sorts: each press is the next of one way, the other way, own order."""
    column = columns.sortable(key)
    heading = column.heading if column else key
    return format_html(
        '<button class="sort" form="sort" name="sort" value="{}" data-sorts="{}" data-direction="{}">{}</button>',
        *(arrangement.after(key), key, arrangement.direction(key), heading),
    )


@register.simple_tag
def sort_direction(arrangement: Arrangement, key: str) -> str:
    return arrangement.direction(key)


@register.simple_tag
def ticker_direction(arrangement: Arrangement) -> str:
    """How the heading that symbol and name share is sorted."""
    return arrangement.direction("symbol") or arrangement.direction("name")


@register.simple_tag
def all_columns() -> tuple[Column, ...]:
    return columns.COLUMNS


@register.simple_tag
def sort_choices() -> list[Column]:
    return [columns.SYMBOL, *columns.COLUMNS]
