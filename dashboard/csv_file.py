"""Tables to CSV whose cells no spreadsheet takes for formulas: every CSV of this house.

Below everything else, because the command line's tracing writes such files too and knows nothing
of sessions, languages or the database.
"""

import csv
import io
from typing import Final

import pandas as pd

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: pd.DataFrame, *, encoding: str = "utf-8-sig") -> bytes:
    r"""Return a table as CSV that a spreadsheet opens as text, never as a formula.

    Parameters
    ----------
    table
        Its columns' names are the headings.
    encoding
        With the mark by which spreadsheets know UTF-8; programs are served without it.

    Examples
    --------
    >>> csv_of(pd.DataFrame({"A": ["=HYPERLINK(1)"]})).decode("utf-8-sig")
    "A\r\n'=HYPERLINK(1)\r\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(map(harmless_cell, table.columns))
    columns = [table.iloc[:, column].tolist() for column in range(table.shape[1])]
    writer.writerows(map(harmless_cell, row) for row in zip(*columns, strict=True))
    return buffer.getvalue().encode(encoding)


def harmless_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; an unknown value is empty.

    Examples
    --------
    >>> harmless_cell("@SUM(A1)"), harmless_cell("Chợ Sao Đỏ"), harmless_cell(-1)
    ("'@SUM(A1)", 'Chợ Sao Đỏ', -1)
    """
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN and NaT
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
