"""CSV that a spreadsheet does not run: a company may be called `=HYPERLINK(…)`."""

from typing import Any

from import_export.formats.base_formats import CSV
from tablib import Dataset

# What a spreadsheet takes for a formula's beginning: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PlainCSV(CSV):
    """Writes an apostrophe before what looks like a formula, and takes it off again when it reads."""

    def export_data(self, dataset: Dataset, **options: Any) -> str:
        return super().export_data(_each_cell(dataset, _guarded), **options)

    def create_dataset(self, in_stream: Any, **options: Any) -> Dataset:
        return _each_cell(super().create_dataset(in_stream, **options), _bare)


def _each_cell(dataset: Dataset, change: Any) -> Dataset:
    return Dataset(*(tuple(change(cell) for cell in row) for row in dataset), headers=dataset.headers)


def _guarded(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _bare(cell: Any) -> Any:
    return cell[1:] if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
