"""Tables to CSV as a spreadsheet opens them: numbers as numbers, text as text, nothing runs.

Below everything else, because the command line's tracing writes such files too and knows nothing
of sessions, languages or the database.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral, Real
from typing import Final

import pandas as pd

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"\d[\d.,:/\-\s]*(e[+-]?\d+)?\s*%?", re.IGNORECASE)
"""What spreadsheets take for a number, a day or a time: telephone numbers, codes, ids."""
_TEXT_MARK: Final = "\t"
"""Before such text. Spreadsheets keep it, in a cell of text, and whatever trims text drops it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of reader expects a CSV file.

    Attributes
    ----------
    encoding
        With the mark by which spreadsheets know UTF-8; programs are served without it.
    is_for_people
        Whether every cell is quoted, which keeps it whole under any separator a spreadsheet may
        guess, and text that looks like a number is marked as text.
    """

    separator: str
    decimal_mark: str
    time_format: str
    encoding: str = "utf-8-sig"
    is_for_people: bool = True


VIETNAMESE: Final = Style(";", ",", "%d/%m/%Y %H:%M")
ENGLISH: Final = Style(",", ".", "%Y-%m-%d %H:%M")
PLAIN: Final = Style(",", ".", "%Y-%m-%dT%H:%M:%S", encoding="utf-8", is_for_people=False)
"""For programs."""
STYLES: Final = {"vi": VIETNAMESE, "en": ENGLISH}
"""Of the interface's languages."""


def csv_of(
    table: pd.DataFrame, *, style: Style = VIETNAMESE, decimals: Mapping[str, int] | None = None
) -> bytes:
    r"""Return a table as CSV that a spreadsheet opens as it is meant, never as a formula.

    Parameters
    ----------
    table
        Its columns' names are the headings; equal ones are kept apart.
    decimals
        Heading -> decimals of its numbers; halves are rounded away from zero, as spreadsheets do.
        Others are written in full, whole ones without a point.

    Examples
    --------
    >>> rows = pd.DataFrame({"Xã": ["=1+1"], "Tỷ lệ": [0.6825], "Số": [1234.0], "Mã": ["0912"]})
    >>> csv_of(rows, decimals={"Tỷ lệ": 3}).decode("utf-8-sig").splitlines()[1]
    '"\'=1+1";"0,683";"1234";"\t0912"'
    >>> csv_of(rows, style=PLAIN).decode().splitlines()[1]
    "'=1+1,0.6825,1234,0912"
    """
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=style.separator,
        quoting=csv.QUOTE_ALL if style.is_for_people else csv.QUOTE_MINIMAL,
    )
    writer.writerow(_cell(name, style, None) for name in table.columns)
    places = decimals or {}
    columns = [
        [_cell(value, style, places.get(str(name))) for value in table.iloc[:, number].tolist()]
        for number, name in enumerate(table.columns)
    ]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue().encode(style.encoding)


def _cell(value: object, style: Style, places: int | None) -> str:
    """Return a cell's text; an unknown value is empty."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN and NaT
        return ""
    if isinstance(value, datetime):
        return value.strftime(style.time_format)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Real):
        return _number(value, places).replace(".", style.decimal_mark)
    return _harmless(str(value), style)


def _number(value: Real, places: int | None) -> str:
    exact = Decimal(int(value)) if isinstance(value, Integral) else Decimal(repr(float(value)))
    if places is not None:
        kept = Decimal(f"{value:.15g}")  # the digits that a spreadsheet keeps
        exact = kept.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.to_integral_value()
    return f"{exact:f}" if exact else f"{abs(exact):f}"


def _harmless(text: str, style: Style) -> str:
    """Return text that no spreadsheet takes for a formula or a number."""
    if text.startswith(_FORMULA):
        return f"'{text}"
    if style.is_for_people and _NUMBER.fullmatch(text.strip()):
        return f"{_TEXT_MARK}{text}"
    return text
