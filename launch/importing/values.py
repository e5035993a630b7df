"""From what files write to what a column keeps, a column at a time.

A value that cannot be read is left empty, and why is said beside it: nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from dashboard.clock import TIME_ZONE
from launch.importing import kinds
from launch.importing.catalogue import Column

Texts = pd.Series
_WHOLE: Final = r"[+-]?\d{1,18}"
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:[.,  ]\d{3})+")
_CUT: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+\d+")
"""What a spreadsheet leaves of a long number: 1,2E+11."""
_SERIAL: Final = r"[34]\d{4}(?:\.\d+)?"
"""Days as workbooks count them: of the years 1982 to 2036."""
_ZONED: Final = r"\d{4}-\d{2}-\d{2}[T ].*(?:[zZ]|[+-]\d{2}(?::?\d{2})?)"
_TRUE: Final = frozenset({"co", "x", "true", "yes", "1", "dung", "t", "y", "da", "dat", "roi"})
_FALSE: Final = frozenset({"khong", "false", "no", "0", "sai", "f", "n", "chua", "khong dat"})
_EMPTY: Final = frozenset({"", "-", "–", "null", "none", "nan", "n/a", "na", "không rõ", "\\n"})
_UNIT: Final = re.compile(
    r"(?P<kind>thành phố|thị xã|thị trấn|huyện|phường|xã|tp|tx|tt|p|x|h)(?:\.\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
"""A unit's kind before its name; with its marks, as Phượng Kỳ is no ward."""
_UNIT_NAMES: Final = ("district_name", "commune_name")
_NO_TIME: Final = frozenset({"không", "không có", "chưa", "chưa có"})
"""What stands for a day that there was not: no onset, not released."""
_UNIX: Final = r"1\d{9}(?:\d{3})?"
"""Seconds, or thousandths, since 1970: of the years 2001 to 2033."""
_HALVES: Final = {r"\bSA$": "AM", r"\bCH$": "PM"}
_COUNTED: Final = r"(?i)^(?:mũi|lần|số|thứ)(?:\s+(?:thứ|số))?\s*(?=\d)"
_SMALL_DAYS: Final = re.compile(r"(?<=[\d\s])d\b")
"""Days as people write them, which pandas is to take no more."""
_DAYS: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d")
_TIMES: Final = ("", " %H:%M:%S", " %H:%M", " %H:%M:%S.%f", " %Hh%M", " %I:%M:%S %p", " %I:%M %p")
_TIMES_FIRST: Final = ("%H:%M ", "%H:%M:%S ", "%Hh%M ")


class Read(NamedTuple):
    """Values of a column, empty where unknown, and why a text could not be read: "" if it could."""

    values: pd.Series
    reasons: pd.Series


def read(texts: Texts, column: Column, words: Mapping[str, str], dates: str = "") -> Read:
    """Return what the texts of a column say.

    Parameters
    ----------
    texts
        As `str`; trimmed.
    words
        The file's words for ours, folded; before the usual ones.
    dates
        How the file writes days; empty for day before month.
    """
    given = texts.mask(texts.str.lower().isin(_EMPTY))
    if column.words or column.type == "boolean":
        return _each(given, lambda text: _word(text, column, words), "word")
    if column.type == "text[]":
        return _each(given, lambda text: _words(text, column, words), "word")
    if column.name == "birth_year":
        return _whole(_years(given))
    if column.type in {"date", "timestamp with time zone"}:
        given = given.mask(given.str.lower().isin(_NO_TIME))
        return (_days if column.type == "date" else _moments)(given, dates)
    return _BY_TYPE.get(column.type, _text)(given, column)


def read_id(texts: Texts) -> Read:
    """Return numbers and codes as they stand, as text: "12,0" is 12, "0912" a code."""
    given = texts.mask(texts.str.lower().isin(_EMPTY))
    plain = given.str.replace(r"^(\d+)[.,]0+$", r"\1", regex=True)
    is_cut = plain.str.fullmatch(_CUT.pattern).fillna(value=False).astype(bool)
    reasons = pd.Series(np.where(is_cut, "cut", ""), index=texts.index)
    return Read(plain.mask(is_cut), reasons)


def _each(texts: Texts, reading: Callable[[str], object], reason: str) -> Read:
    """Read each different text once; what `reading` returns None for cannot be read."""
    known = {text: reading(str(text)) for text in texts.dropna().unique()}
    values = texts.astype("object").map(known)
    return Read(values, _reason(texts, values, reason))


def _reason(texts: Texts, values: pd.Series, reason: str) -> pd.Series:
    return pd.Series(np.where(texts.notna() & values.isna(), reason, ""), index=texts.index)


def _word(text: str, column: Column, words: Mapping[str, str]) -> object:
    key = kinds.word_key(text)
    if column.type == "boolean":
        said = words.get(key, key)
        return {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}.get(said)
    usual = kinds.words(column.name) | {kinds.word_key(word): word for word in column.words}
    found = words.get(key) or usual.get(key)
    if found is None and (unit := _UNIT.match(text)):  # of a name, where no column says it
        found = usual.get(kinds.word_key(unit["kind"]))
    return found if found in column.words else None


def _words(text: str, column: Column, words: Mapping[str, str]) -> object:
    """Return several words as PostgreSQL writes an array; a word that is not known stays itself."""
    usual = kinds.words(column.name)
    keys = [kinds.word_key(part) for part in re.split(r"[,;{}]", text) if part.strip()]
    found = [words.get(key) or usual.get(key) or key.replace(" ", "_") for key in keys]
    return "{" + ",".join(dict.fromkeys(word for word in found if word != "none")) + "}"


def _years(texts: Texts) -> Texts:
    """Return the years of dates of birth: "05/08/1980", "05081980", "1980"."""
    return texts.str.extract(r"(?:^|\D|^\d{4})((?:18|19|20)\d{2})(?:\D|$)", expand=False).fillna(
        texts
    )


def _whole(texts: Texts, _column: Column | None = None) -> Read:
    """Read whole numbers: "1.234" is thousands, "12,0" is twelve; a cut one is not read."""
    cleaned = texts.str.replace(_COUNTED, "", regex=True).str.replace(r"[   ]", "", regex=True)
    is_plain = cleaned.str.fullmatch(_WHOLE).fillna(value=False).astype(bool)
    values = pd.Series(pd.NA, index=texts.index, dtype="Int64")
    if is_plain.any():
        values[is_plain] = cleaned[is_plain].astype("int64").to_numpy()
    others = cleaned[~is_plain & cleaned.notna()]
    known = {text: _whole_of(str(text)) for text in others.unique()}
    for text, value in known.items():
        if value is not None:
            values[others.index[others == text]] = value
    is_cut = others.map(lambda text: _CUT.fullmatch(text) is not None)
    reasons = _reason(texts, values, "number")
    reasons[others.index[is_cut.astype(bool)]] = "cut"
    return Read(values, reasons)


def _whole_of(text: str) -> int | None:
    if _CUT.fullmatch(text):
        return None
    if _THOUSANDS.fullmatch(text):
        return int(re.sub(r"[.,]", "", text))
    value = re.fullmatch(r"([+-]?\d{1,18})[.,]0+", text)
    return int(value[1]) if value else None


def _decimal(texts: Texts, _column: Column) -> Read:
    """Read numbers with a decimal comma or a point; where both stand, the last is the decimals'."""
    cleaned = texts.str.replace(r"[   %°]", "", regex=True)
    is_comma_last = (cleaned.str.rfind(",") > cleaned.str.rfind(".")).fillna(value=False)
    swapped = cleaned.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    plain = cleaned.mask(is_comma_last.astype(bool), swapped).str.replace(",", "", regex=False)
    values = pd.to_numeric(plain, errors="coerce").astype("Float64")
    return Read(values, _reason(texts, values, "number"))


def _moments(texts: Texts, dates: str) -> Read:
    """Read moments: with a zone as it says, without one as Vietnam's."""
    zoned, local = _zoned(texts), _local(texts.where(~_has_zone(texts)), dates)
    # No hour is skipped or twice in Vietnam's time since 1975.
    placed = local.dt.tz_localize(TIME_ZONE, ambiguous="NaT", nonexistent="NaT")
    values = zoned.fillna(placed.dt.tz_convert("UTC"))
    return Read(values, _time_reason(texts, values, dates))


def _days(texts: Texts, dates: str) -> Read:
    """Read Vietnamese days; an hour behind the day is left out."""
    here = _zoned(texts).dt.tz_convert(TIME_ZONE).dt.tz_localize(None)
    values = here.fillna(_local(texts.where(~_has_zone(texts)), dates))
    days = values.dt.strftime("%Y-%m-%d").where(values.notna())
    return Read(days, _time_reason(texts, days, dates))


def _has_zone(texts: Texts) -> "pd.Series[bool]":
    return texts.str.fullmatch(f"{_ZONED}|{_UNIX}").fillna(value=False).astype(bool)


def _zoned(texts: Texts) -> pd.Series:
    zoned = texts.where(texts.str.fullmatch(_ZONED).fillna(value=False).astype(bool))
    values = pd.to_datetime(zoned, format="ISO8601", errors="coerce", utc=True)
    counted = texts.where(texts.str.fullmatch(_UNIX).fillna(value=False).astype(bool))
    thousandths = pd.to_numeric(counted.str.pad(13, "right", "0"), errors="coerce")
    since_1970 = pd.to_datetime(thousandths, unit="ms", utc=True)
    found = since_1970.astype("datetime64[us, UTC]")
    return values.astype("datetime64[us, UTC]").fillna(found)


def _local(texts: Texts, dates: str) -> pd.Series:
    """Return the times of a clock in Vietnam, in whichever form each stands."""
    left = texts.str.replace("T", " ", regex=False).str.replace(r"\s+", " ", regex=True)
    for spoken, written in _HALVES.items():
        left = left.str.replace(spoken, written, regex=True)
    values = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    days = (dates,) if dates else _DAYS
    forms = [f"{day}{time}" for day in days for time in _TIMES]
    for form in [*forms, *(f"{time}{day}" for time in _TIMES_FIRST for day in days)]:
        if left.isna().all():
            return values
        found = pd.to_datetime(left, format=form, errors="coerce").astype("datetime64[us]")
        values = values.fillna(found)
        left = left.where(found.isna())
    serial = pd.to_numeric(
        left.where(left.str.fullmatch(_SERIAL).fillna(value=False).astype(bool)), errors="coerce"
    )
    counted = pd.to_datetime(serial, unit="D", origin="1899-12-30").dt.round("s")
    return values.fillna(counted.astype("datetime64[us]"))


def _time_reason(texts: Texts, values: pd.Series, dates: str) -> pd.Series:
    """Say why a time cannot be read: of two digits' year, of month before day, or at all."""
    reasons = _reason(texts, values, "time")
    unread = texts[reasons.ne("")]
    if unread.empty:
        return reasons
    short = unread.str.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?:\D.*)?").astype(bool)
    reasons[unread.index[short]] = "short_year"
    turned = unread.map(lambda text: not dates and _is_month_first(str(text))).astype(bool)
    reasons[unread.index[turned]] = "month_first"
    return reasons


def _is_month_first(text: str) -> bool:
    found = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    try:
        return found is not None and bool(
            datetime(int(found[3]), int(found[1]), int(found[2]))  # noqa: DTZ001 - a day
        )
    except ValueError:
        return False


def _hours(texts: Texts, _column: Column) -> Read:
    spoken = texts.str.replace(r"\s*(?:giờ|h|g)\s*", ":", regex=True).str.replace(
        r":$", ":00", regex=True
    )
    values = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    for form in ("%H:%M:%S", "%H:%M", "%Y-%m-%dT%H:%M:%S"):
        found = pd.to_datetime(spoken, format=form, errors="coerce").astype("datetime64[us]")
        values = values.fillna(found)
    hours = values.dt.strftime("%H:%M:%S").where(values.notna())
    return Read(hours, _reason(texts, hours, "time"))


def _lengths(texts: Texts, _column: Column) -> Read:
    return _each(texts, _length, "length")


def _length(text: str) -> str | None:
    try:
        return str(pd.Timedelta(_SMALL_DAYS.sub("D", text)))
    except ValueError:
        return None


def _text(texts: Texts, column: Column) -> Read:
    """Keep a text; a number that a spreadsheet cut is none, and a telephone is its digits."""
    values = texts.str.normalize("NFC")
    if column.name in _UNIT_NAMES:
        values = values.str.replace(_UNIT, "", n=1, regex=True)
    if column.name == "phone":
        digits = values.str.replace(r"[\s.()-]", "", regex=True)
        values = digits.str.replace(r"^(?:\+|00)?84(?=\d{9}$)", "0", regex=True)
        values = values.str.replace(r"^(?=[35789]\d{8}$)", "0", regex=True)
    if column.name == "card_number":
        # Spreadsheets drop the zeros in front.
        values = values.str.replace(r"\s", "", regex=True)
        values = values.mask(values.str.fullmatch(r"\d{10,11}"), values.str.zfill(12))
    is_cut = values.str.fullmatch(_CUT.pattern).fillna(value=False).astype(bool)
    reasons = pd.Series(np.where(is_cut, "cut", ""), index=texts.index)
    return Read(values.mask(is_cut), reasons)


_BY_TYPE: Final[Mapping[str, Callable[[Texts, Column], Read]]] = {
    **dict.fromkeys(("smallint", "integer", "bigint"), _whole),
    "double precision": _decimal,
    "time without time zone": _hours,
    "interval": _lengths,
}
