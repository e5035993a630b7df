"""Every sentence a user reads, and Vietnamese forms of numbers, days and times.

Sentences live in `assets/locale/<language>.po` under keys such as "adoption.title".
A missing key or a forgotten blank raises: a page never shows a half-sentence.
"""

import re
from collections.abc import Hashable, Iterable
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from babel import dates, numbers
from babel.messages.pofile import read_po

from dashboard.clock import TIME_ZONE

Thing = TypeVar("Thing", bound=Hashable)

LANGUAGES = ("vi", "en")
LANGUAGE_KEY = "lang"
"""Name of the language in the address bar."""
MINUS = "−"
"""The one minus sign of pages and papers; files of numbers keep the hyphen that programs read."""
UNKNOWN = "–"
"""What stands where a number is not known. Never a zero."""

WITHHELD = float("nan")
"""A number that is known and not shown to this viewer: written as a word. Itself, not its like."""

_SETTLED: ContextVar[str | None] = ContextVar("language of this run", default=None)
_CATALOGUES = Path(__file__).parent.parent / "assets" / "locale"
_DAY_PATTERNS = {"vi": "dd/MM/y", "en": "d MMM y"}
_SHORT_DAY_PATTERNS = {"vi": "dd/MM", "en": "d MMM"}


def say(key: str, /, **blanks: object) -> str:
    """Return the sentence `key` in the session's language, its blanks filled.

    Examples
    --------
    >>> say("status.on_course")
    'Đúng tiến độ'
    """
    return sentences(language())[key].format(**blanks)


def say_each(key: str, /, **blanks: Iterable[object]) -> list[str]:
    """Return the sentence `key` once for each row of its blanks, columns of equal length.

    Examples
    --------
    >>> say_each("map.class", low=["0", "20"], high=["20", "40"])
    ['0–20%', '20–40%']
    """
    sentence = sentences(language())[key]
    rows = zip(*blanks.values(), strict=True)
    return [sentence.format(**dict(zip(blanks, row, strict=True))) for row in rows]


def names(prefix: str, things: Iterable[Thing]) -> dict[Thing, str]:
    """Return what each of these is called: thing -> the sentence `<prefix><thing>`.

    Examples
    --------
    >>> names("tracing.ring_", [1, 2])
    {1: 'F1', 2: 'F2'}
    """
    said = sentences(language())
    return {thing: said[f"{prefix}{thing}"] for thing in things}


def language() -> str:
    """Return the language: the address bar's, else the session's, else Vietnamese."""
    return _SETTLED.get() or _chosen_language()


def settle_language(tongue: str | None = None) -> None:
    """Look up the language once for the whole run: its tables ask for that of every number.

    What is written for readers who are not there, such as e-mail, says in which `tongue`.
    """
    _SETTLED.set(tongue or _chosen_language())


def _chosen_language() -> str:
    known = (st.query_params.get(LANGUAGE_KEY), st.session_state.get(f"kept_{LANGUAGE_KEY}"))
    return next((str(chosen) for chosen in known if chosen in LANGUAGES), LANGUAGES[0])


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number the way its readers do.

    Examples
    --------
    >>> number(1916800), number(3.14159, decimals=1), number(None), number(WITHHELD)
    ('1.916.800', '3,1', '–', 'ẩn')
    >>> number(2.5), number(-2.5), number(-0.4)
    ('3', '−3', '0')
    """
    if value is None or is_unknown(value):
        return _missing(value)
    return _formatted(float(value), decimals, language())


def percent(share: float | None, decimals: int = 1) -> str:
    """Write a share (0..1) as a percentage.

    Examples
    --------
    >>> percent(0.683), percent(1.24, decimals=0), percent(None)
    ('68,3%', '124%', '–')
    >>> percent(0.285, decimals=0), percent(0.0625)
    ('29%', '6,3%')
    """
    if share is None or is_unknown(share):
        return _missing(share)
    return _formatted(float(share), decimals, language(), "%")


def fine_percent(share: float) -> str:
    """Write a share with as many decimals as a small one needs, never as 0 %.

    Examples
    --------
    >>> fine_percent(0.13), fine_percent(0.004), fine_percent(0.0004)
    ('13%', '0,4%', '0,04%')
    """
    return percent(share, 0 if share >= 0.01 else 1 if share >= 0.001 else 2)  # noqa: PLR2004


@lru_cache(maxsize=2**16)
def _formatted(value: float, decimals: int, locale: str, sign: str = "") -> str:
    """Write a number once: pages draw the same ones again and again."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + sign
    exact = _rounded(value, decimals + 2 if sign else decimals)
    written = str(numbers.format_decimal(exact, format=pattern, locale=locale))
    return written.replace("-", MINUS)


def change(value: float | None, decimals: int = 0) -> str:
    """Write a difference with its sign.

    Examples
    --------
    >>> change(1200), change(-3), change(0), change(-0.04, decimals=1)
    ('+1.200', '−3', '0', '0,0')
    """
    if value is None or is_unknown(value):
        return _missing(value)
    written = number(value, decimals)
    return f"+{written}" if rounded(value, decimals) > 0 else written


def rounded(value: float, decimals: int = 0) -> float:
    """Round as a spreadsheet does: halves away from zero, by the 15 digits that it keeps.

    Examples
    --------
    >>> rounded(2.5), rounded(-2.5), rounded(0.285, 2), rounded(1.005, 2), rounded(-0.2)
    (3.0, -3.0, 0.29, 1.01, 0.0)
    """
    return float(_rounded(value, decimals))


def rounded_each(values: "pd.Series[Any]", decimals: int = 0) -> "pd.Series[float]":
    """Round a column as `rounded` does; what is unknown stays so.

    Examples
    --------
    >>> rounded_each(pd.Series([0.5, 2.5, -2.5, None])).tolist()
    [1.0, 3.0, -3.0, nan]
    """
    exact = values.astype("float64")
    return exact.map(lambda value: rounded(value, decimals), na_action="ignore").astype("float64")


def _rounded(value: float, decimals: int) -> Decimal:
    exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return exact or abs(exact)


def day(value: date | None, *, short: bool = False) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2021, 8, 31)), day(date(2021, 8, 31), short=True)
    ('31/08/2021', '31/08')
    """
    if value is None or is_unknown(value):
        return UNKNOWN
    patterns = _SHORT_DAY_PATTERNS if short else _DAY_PATTERNS
    return str(dates.format_date(value, patterns[language()], locale=language()))


def week(value: date) -> str:
    """Write the ISO week of a day, which begins on a Monday.

    Babel's Vietnamese counts from 1 January, Monday or not: it calls this one 36.

    Examples
    --------
    >>> week(date(2021, 8, 31)), week(date(2021, 1, 3))
    ('Tuần 35, từ 30/08/2021', 'Tuần 53, từ 28/12/2020')
    """
    monday = value - timedelta(days=value.weekday())
    return say("words.week", number=value.isocalendar().week, day=day(monday))


def moment(value: datetime | None) -> str:
    """Write a time-zone-aware time as it reads in Vietnam.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment(datetime(2021, 8, 24, 1, 5, tzinfo=UTC))
    '08:05 ngày 24/08/2021'
    """
    if value is None or is_unknown(value):
        return UNKNOWN
    if value.tzinfo is None:
        msg = f"a time without a zone: {value!r}"
        raise ValueError(msg)
    local = value.astimezone(TIME_ZONE)
    return say("words.moment", time=f"{local:%H:%M}", day=day(local.date()))


def moments(times: "pd.Series[pd.Timestamp]") -> list[str]:
    """Write times as `moment` does, a column at once.

    Examples
    --------
    >>> moments(pd.to_datetime(pd.Series(["2021-08-24T01:05Z", None])))
    ['08:05 ngày 24/08/2021', '–']
    """
    local = times.dt.tz_convert(TIME_ZONE)
    days = {on_day: day(on_day) for on_day in local.dropna().dt.date.unique()}
    sentence = sentences(language())["words.moment"]
    return [
        UNKNOWN if is_unknown(at) else sentence.format(time=f"{at:%H:%M}", day=days[at.date()])
        for at in local
    ]


def unit(kind: str, name: str) -> str:
    """Write a commune or district with its kind, once.

    Examples
    --------
    >>> unit("xã", "Ngũ Hùng"), unit("thành phố", "Thành phố Hải Dương")
    ('Xã Ngũ Hùng', 'Thành phố Hải Dương')
    """
    return name if name.lower().startswith(f"{kind} ") else f"{kind.capitalize()} {name}"


def short_unit(kind: str, name: str) -> str:
    """Write a district the way letters shorten it, for a narrow line.

    Examples
    --------
    >>> short_unit("thành phố", "Hải Dương"), short_unit("huyện", "Huyện Kim Thành")
    ('TP Hải Dương', 'Kim Thành')
    """
    bare = unit(kind, name)[len(kind) + 1 :]
    short = {"thành phố": "TP ", "thị xã": "TX "}.get(kind, "")
    return short + bare


def of_data(text: str) -> str:
    """Return a text of the data in the reader's language where it is known, such as a source.

    Known are the sentences under "data." and "role."; a province's own texts stay as they are.

    Examples
    --------
    >>> of_data("Danh sách ca bệnh (CDC tỉnh)"), of_data("Sổ của huyện")
    ('Danh sách ca bệnh (CDC tỉnh)', 'Sổ của huyện')
    """
    for key, pattern in _texts_of_data():
        if found := pattern.fullmatch(text):
            return say(key, **found.groupdict())
    return text


@cache
def _texts_of_data() -> list[tuple[str, re.Pattern[str]]]:
    known = sentences(LANGUAGES[0]).items()
    return [
        (key, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text))))
        for key, text in known
        if key.startswith(("data.", "role."))
    ]


def is_unknown(value: float | date | None) -> bool:
    """Tell whether a value is missing: None, NaN or NaT."""
    return value is None or bool(pd.isna(value))


def _missing(value: float | None) -> str:
    return say("table.withheld") if value is WITHHELD else UNKNOWN


@cache
def sentences(tongue: str) -> dict[str, str]:
    """Read the catalogue of one language: key -> sentence."""
    with (_CATALOGUES / f"{tongue}.po").open("rb") as file:
        catalogue = read_po(file, locale=tongue)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string
    }


def plain(text: str) -> str:
    r"""Return text from outside so that Streamlit's markdown shows it as it is.

    Examples
    --------
    >>> plain("a*b :red[c]")
    'a\\*b \\:red\\[c\\]'
    """
    return re.sub(r"([\\`*_{}\[\]()<>#+\-!|~$:])", r"\\\1", text)
