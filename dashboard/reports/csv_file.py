"""Tables to CSV whose cells no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Mapping

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(rows: pd.DataFrame, titles: Mapping[str, str]) -> bytes:
    r"""Return rows as CSV that a spreadsheet opens as text, never as a formula.

    Parameters
    ----------
    titles
        Column -> its title; only these columns, in this order.

    Examples
    --------
    >>> csv_of(pd.DataFrame({"a": ["=HYPERLINK(1)"]}), {"a": "A"}).decode("utf-8-sig")
    "A\r\n'=HYPERLINK(1)\r\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(map(harmless_cell, titles.values()))
    columns = [rows[column].tolist() for column in titles]
    writer.writerows(map(harmless_cell, row) for row in zip(*columns, strict=True))
    return buffer.getvalue().encode("utf-8-sig")


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
