"""How a visitor wants tables of quotes: which columns, in which order, how dense. Pure.

It lies in the session as `{"columns": ["price", "volume"], "sort": "-price", "density": "compact"}`; each may be
missing, and what makes no sense there counts as missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from live import columns
from live.columns import Column
from live.rows import Row

COMFORTABLE, COMPACT = "comfortable", "compact"
# The columns that sort by words.
IN_WORDS = (columns.SYMBOL.key, columns.NAME.key)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`keys` is None for who never chose columns. `sort` is a column's key, after `-` the largest first, or nothing."""

    keys: tuple[str, ...] | None = None
    sort: str = ""
    density: str = COMFORTABLE

    @classmethod
    def read(cls, value: Any) -> "Arrangement":
        found = value if isinstance(value, Mapping) else {}
        keys, sort, density = found.get("columns"), found.get("sort"), found.get("density")
        known = tuple(column.key for column in columns.chosen(_texts(keys))) if isinstance(keys, list) else None
        return cls(
            known,
            sort if isinstance(sort, str) and columns.sortable(sort.removeprefix("-")) else "",
            COMPACT if density == COMPACT else COMFORTABLE,
        )

    def kept(self) -> dict[str, Any]:
        """What the session keeps of it, None for what is as it usually is."""
        usual = tuple(column.key for column in columns.chosen(None))
        return {
            "columns": None if self.keys in (None, usual) else list(self.keys or ()),
            "sort": self.sort or None,
            "density": COMPACT if self.density == COMPACT else None,
        }

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns.chosen(self.keys)

    @property
    def sorted_by(self) -> Column | None:
        return columns.sortable(self.sort.removeprefix("-")) if self.sort else None

    @property
    def falling(self) -> bool:
        return self.sort.startswith("-")

    def after(self, key: str) -> str:
        """What a click on this column's heading sorts by: words from A, numbers from the largest, for that is what one
        looks for; then the other way about, then the visitor's own order."""
        first, then = (key, f"-{key}") if key in IN_WORDS else (f"-{key}", key)
        return {first: then, then: ""}.get(self.sort, first)

    def direction(self, key: str) -> str:
        """`ascending`, `descending`, or nothing for a column that is not sorted by."""
        return {key: "ascending", f"-{key}": "descending"}.get(self.sort, "")

    def arranged(self, rows: Sequence[Row]) -> list[Row]:
        """The rows as they are sorted. What is not known comes last either way; equals stay in their own order."""
        column = self.sorted_by
        if column is None:
            return list(rows)
        values = [(column.value(row), row) for row in rows]
        known: list[tuple[Any, Row]] = [pair for pair in values if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=self.falling)
        return [row for _, row in known] + [row for value, row in values if value is None]


def _texts(values: Sequence[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
