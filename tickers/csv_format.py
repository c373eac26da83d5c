"""CSV that a spreadsheet does not run: a company may be called `=HYPERLINK(…)`."""

from typing import Any

from import_export.formats.base_formats import CSV
from tablib import Dataset

from tickers.plain_cells import bare, guarded


class PlainCSV(CSV):
    """Writes an apostrophe before what looks like a formula, and takes it off again when it reads."""

    def export_data(self, dataset: Dataset, **options: Any) -> str:
        return super().export_data(_each_cell(dataset, guarded), **options)

    def create_dataset(self, in_stream: Any, **options: Any) -> Dataset:
        return _each_cell(super().create_dataset(in_stream, **options), bare)


def _each_cell(dataset: Dataset, change: Any) -> Dataset:
    return Dataset(*(tuple(change(cell) for cell in row) for row in dataset), headers=dataset.headers)
