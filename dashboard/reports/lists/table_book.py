"""A table of the screen as a workbook: the same rows and columns, and a sheet that explains them.

As it is exactly what is shown, it is in the language of the screen, whose words it is given.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from typing import Any, Final

import pandas as pd
import xlsxwriter

from dashboard.drawing import palette
from dashboard.reports.lists.sheets import sheet_names, write_text
from dashboard.reports.vietnamese import text

_FORMATS: Final = {
    "number": "#,##0",
    "decimal": "#,##0.0",
    "share": "0.0%",
    "points": "+#,##0.0;-#,##0.0;0.0",
    "time": "dd/mm/yyyy hh:mm",
}
_WIDEST, _NARROWEST = 48, 9


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column: its heading, its meaning, how its cells are written: a `tables.Kind` or "time"."""

    heading: str
    kind: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """What the workbook holds, every word ready to read.

    Attributes
    ----------
    cells
        One column per head, in its order: numbers, text, or nothing where it is unknown. A number
        that is withheld is its word.
    sheets
        Names of the two sheets: the table's, the explanation's.
    about
        Label and value: what it is, of which place, when, by whom.
    """

    title: str
    sheets: tuple[str, str]
    heads: Sequence[Head]
    cells: pd.DataFrame
    about: Sequence[tuple[str, str]]


def table_book(table: Table) -> bytes:
    """Return the table as XLSX; text is always text, so no cell is a formula or a link."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": text(table.title)})
        first, second = sheet_names(table.sheets)
        _write_table(book, book.add_worksheet(first), table)
        _write_about(book, book.add_worksheet(second), table)
    return buffer.getvalue()


def _write_table(book: Any, sheet: Any, table: Table) -> None:  # noqa: ANN401 - xlsxwriter's
    head_form = book.add_format({"bold": True, "text_wrap": True, "bg_color": palette.SOFT})
    plain = book.add_format({"quote_prefix": True})
    right = book.add_format({"quote_prefix": True, "align": "right"})
    for column, head in enumerate(table.heads):
        values = table.cells.iloc[:, column].tolist()
        form = None if head.kind == "text" else book.add_format({"num_format": _FORMATS[head.kind]})
        sheet.set_column(column, column, _width(head, values))
        sheet.write_string(0, column, text(head.heading), head_form)
        for row, value in enumerate(values, 1):
            if isinstance(value, Real) and head.kind != "text" and value == value:  # noqa: PLR0124 - NaN
                sheet.write_number(row, column, float(value), form)
            elif isinstance(value, datetime) and head.kind == "time" and value == value:  # noqa: PLR0124
                sheet.write_datetime(row, column, value, form)
            elif text(value):
                write_text(sheet, row, column, value, plain if head.kind == "text" else right)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.cells), len(table.heads) - 1)


def _write_about(book: Any, sheet: Any, table: Table) -> None:  # noqa: ANN401 - xlsxwriter's
    label = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    value = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, text(table.title), book.add_format({"bold": True, "font_size": 14}))
    columns = [(head.heading, head.meaning) for head in table.heads]
    for row, (name, said) in enumerate([*table.about, ("", ""), *columns], 2):
        write_text(sheet, row, 0, name, label)
        write_text(sheet, row, 1, said, value)


def _width(head: Head, values: Sequence[object]) -> float:
    longest = max((len(text(value)) for value in values), default=0) if head.kind == "text" else 0
    return min(max(longest, len(head.heading) * 0.7, _NARROWEST), _WIDEST) + 2
