"""A row's past closes: `{% sparkline row %}` draws them, `{% begun row "return_week" as close %}` gives one."""

from typing import Any

from django import template

from live import row_past
from live.insight.returns import Close
from live.rows import Row

register = template.Library()

register.filter("late", row_past.late)


@register.inclusion_tag("partials/sparkline.html")
def sparkline(row: Row) -> dict[str, Any]:
    return {"line": row_past.line(row)}


@register.simple_tag
def begun(row: Row, key: str) -> Close | None:
    """The close that the column of this key measures its return from."""
    return row_past.begun(row, key.removeprefix("return_"))
