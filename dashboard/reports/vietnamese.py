"""The forms of `dashboard.words`, in Vietnamese whatever the session's language."""

import re
from datetime import date, datetime
from typing import Any

import pandas as pd
from babel import numbers

from dashboard import clock, words

BLANK = "…………"
"""What stands in a paper where somebody has to fill in; never a guess."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HECTARE_M2 = 10_000


def say(key: str, /, **blanks: object) -> str:
    """Return a sentence of the Vietnamese screen.

    Examples
    --------
    >>> say("tracing.column_phone")
    'Điện thoại'
    """
    return words.sentences("vi")[key].format(**blanks)


def text(value: object) -> str:
    r"""Return a value as text that XML can hold; "" where it is unknown.

    Examples
    --------
    >>> text("Chợ\x00 Sao Đỏ"), text(pd.NA), text(12)
    ('Chợ� Sao Đỏ', '', '12')
    """
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN and NaT
        return ""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, by column name."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def number(value: float, decimals: int = 0) -> str:
    """Write a number; `BLANK` where it is unknown.

    Examples
    --------
    >>> number(1533), number(61.25, 1), number(float("nan"))
    ('1.533', '61,3', '…………')
    """
    if words.is_unknown(value):
        return BLANK
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    exact = words.rounded(value, decimals)
    return str(numbers.format_decimal(exact, format=pattern, locale="vi")).replace("-", words.MINUS)


def area(area_m2: float) -> str:
    r"""Write an area the way orders do: square metres, or hectares from one on.

    Examples
    --------
    >>> area(1160), area(106000)
    ('1.160\xa0m²', '10,6\xa0ha')
    """
    if area_m2 < _HECTARE_M2:
        return f"{number(area_m2)}\N{NO-BREAK SPACE}m²"
    return f"{number(area_m2 / _HECTARE_M2, 1)}\N{NO-BREAK SPACE}ha"


def day(value: date | None) -> str:
    """Write a day; `BLANK` where it is unknown.

    Examples
    --------
    >>> day(date(2021, 8, 31)), day(None)
    ('31/08/2021', '…………')
    """
    return BLANK if words.is_unknown(value) or value is None else f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """Write a time as orders do, in Vietnam's time; `BLANK` where it is unknown.

    Examples
    --------
    >>> moment(datetime.fromisoformat("2021-08-24T05:30+00:00")), moment(None)
    ('12 giờ 30 ngày 24/08/2021', '…………')
    """
    if words.is_unknown(value) or value is None:
        return BLANK
    if value.tzinfo is None:
        msg = f"a time without a zone: {value!r}"
        raise ValueError(msg)
    return f"{value.astimezone(clock.TIME_ZONE):%H giờ %M ngày %d/%m/%Y}"
