"""Cells that a spreadsheet does not run: a company may be called `=HYPERLINK(…)`. Pure."""

from typing import Any

# What a spreadsheet takes for a formula's beginning: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: Any) -> Any:
    """Text with an apostrophe before what looks like a formula; a number stays one."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def bare(cell: Any) -> Any:
    """The same without the apostrophe."""
    return cell[1:] if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
