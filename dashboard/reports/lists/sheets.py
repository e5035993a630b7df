"""Lists of people as workbooks: what the file is on the first sheet, then a sheet per commune."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard import alphabet, clock, words
from dashboard.drawing import palette
from dashboard.reports.lists.found import CONFIDENCES, TIERS, found_as
from dashboard.reports.stamp import CONFIDENTIAL, Stamp
from dashboard.reports.vietnamese import number, say, text
from dashboard.tracing.direction import Direction

MOST_SHEETS = 30
"""With more communes than this, they follow one another on one sheet."""

ABOUT = "Thông tin"
ALL_COMMUNES = "Các xã, phường"
ELSEWHERE = "Chưa rõ xã"
"""The sheet of people whose commune is unknown."""

_LONGEST_NAME = 31
_LINE_PT, _LINE_LENGTH = 16, 75
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CALLS = (
    "ring", "person_id", "full_name", "phone", "address", "state", "risk", "exposed_at", "minutes",
    "tier", "place_name", "confidence", "contact_count", "isolated_at",
)  # fmt: skip
_RESIDENTS = (
    "household_id", "hamlet_name", "person_id", "full_name", "birth_year", "sex", "phone",
    "address", "state",
)  # fmt: skip
_IDENTITY = ("full_name", "phone", "address")
_TITLES = {
    "household_id": "Số hộ",
    "hamlet_name": "Thôn, khu dân cư",
    "birth_year": "Năm sinh",
    "sex": "Giới",
    "state": "Tình trạng",
}
_WIDTHS = {
    "commune": 28, "ring": 16, "person_id": 10, "full_name": 25, "phone": 14, "address": 52,
    "state": 15, "risk": 9, "exposed_at": 18, "minutes": 9, "tier": 14, "place_name": 30,
    "confidence": 15, "contact_count": 9, "isolated_at": 18, "household_id": 9, "hamlet_name": 20,
    "birth_year": 9, "sex": 7,
}  # fmt: skip


def call_list(
    people: pd.DataFrame,
    stamp: Stamp,
    *,
    direction: Direction = Direction.FORWARD,
    filtered_by: str = "",
    found_count: int | None = None,
) -> bytes:
    """Return whom to call, per commune, in the order of the list, as a workbook.

    Parameters
    ----------
    people
        One row per person, in the order of calls: the columns of `lists.people_list` and
        `commune`; where names were looked at and the look was logged, `full_name`, `phone`,
        `address`.
    direction
        Of the trace: forward, backward or both. Backward, nobody has a risk, and the time is when
        they could infect.
    filtered_by
        What the list was filtered by, in words; "" where nobody was left out.
    found_count
        Everybody whom the trace found; None is those of the list.
    """
    is_home = people["place_kind"].eq("home")  # the minutes of a whole window say nothing
    rows = people.assign(
        ring=found_as(people, direction),
        state=people["isolated_at"].isna().map({True: "chưa cách ly", False: "đã cách ly"}),
        minutes=words.rounded_each(people["minutes"].mask(is_home)),
        tier=people["tier"].astype("str").map(TIERS).mask(is_home, say("tracing.at_home")),
        confidence=people["confidence"].astype("str").map(CONFIDENCES),
    )
    titles = _titles(_CALLS, rows)
    if direction == Direction.BACKWARD:
        del titles["risk"]
        titles["exposed_at"] = say("tracing.column_ready_by")
    waiting = int(people["isolated_at"].isna().sum())
    found = len(rows) if found_count is None else found_count
    about = {
        "Bộ lọc": filtered_by or "không lọc",
        "Thứ tự": "như danh sách trên màn hình, trong từng xã: vòng gần trước, nguy cơ cao trước",
        "Số người": f"{number(len(rows))}, trong {number(found)} người tìm thấy",
        "Chưa cách ly": number(waiting),
    }
    return _workbook("Danh sách gọi điện theo xã, phường", rows, titles, stamp, about)


def residents(people: pd.DataFrame, stamp: Stamp, *, counts: Mapping[str, int]) -> bytes:
    """Return who lives in a zone, per commune, household by household, as a workbook.

    Parameters
    ----------
    people
        One row per resident: `commune`, `hamlet_name`, `household_id`, `person_id`, `birth_year`,
        `sex` (female, male), `is_case`; where names were looked at and the look was logged,
        `full_name`, `phone`, `address`.
    counts
        What else the first sheet counts, such as the residents when the zone was proposed.
    """
    order = ["commune", "hamlet_name", "household_id", "birth_year", "person_id"]
    rows = people.sort_values(order, key=_in_order, ignore_index=True)
    rows = rows.assign(
        state=rows["is_case"].map({True: "F0", False: None}),
        sex=rows["sex"].map({"female": "nữ", "male": "nam"}),
    )
    living = {"Số hộ trong tệp": rows["household_id"].nunique(), "Số người trong tệp": len(rows)}
    titles = _titles(_RESIDENTS, rows)
    title = "Danh sách hộ và người trong vùng"
    about = {label: number(count) for label, count in (living | dict(counts)).items()}
    return _workbook(title, rows, titles, stamp, about)


def _in_order(column: pd.Series) -> pd.Series:
    """Return the sort key of a column: names of communes and hamlets in Vietnamese order."""
    is_name = column.name in {"commune", "hamlet_name"}
    return alphabet.sort_key()(column) if is_name else column


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return a name for each sheet that every spreadsheet takes: short, allowed, all different.

    Examples
    --------
    >>> sheet_names(["Xã A/B", "xã a b", "Thông tin"])
    ['Xã A B', 'xã a b (2)', 'Thông tin (2)']
    """
    taken, found = {ABOUT.casefold(), "history"}, []
    for name in names:
        bare = _FORBIDDEN.sub(" ", text(name)).strip(" '") or ELSEWHERE
        wanted, count = bare[:_LONGEST_NAME].strip(" '"), 1
        while wanted.casefold() in taken:
            count += 1
            end = f" ({count})"
            wanted = bare[: _LONGEST_NAME - len(end)].strip(" '") + end
        taken.add(wanted.casefold())
        found.append(wanted)
    return found


def write_text(sheet: Any, row: int, column: int, value: object, form: Any) -> None:  # noqa: ANN401
    """Write a value as text, whatever it looks like: the cell is no formula and no link."""
    if sheet.write_string(row, column, text(value), form):
        msg = f"too long for a cell, or no such cell: {text(value)[:60]!r}"
        raise ValueError(msg)


def _titles(columns: Sequence[str], rows: pd.DataFrame) -> dict[str, str]:
    shown = [name for name in columns if name in rows or name not in _IDENTITY]
    return {name: _TITLES.get(name) or say(f"tracing.column_{name}") for name in shown}


def _workbook(
    title: str,
    rows: pd.DataFrame,
    titles: Mapping[str, str],
    stamp: Stamp,
    more: Mapping[str, str],
) -> bytes:
    rows = rows.assign(commune=rows["commune"].astype("object").fillna(ELSEWHERE))
    parts = {str(name): part for name, part in rows.groupby("commune", sort=False)}
    communes = [(name, parts[name]) for name in alphabet.in_order(parts)]
    about = [*stamp.rows(), *more.items()]
    about.append(("Số xã, phường, thị trấn", number(len(communes))))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title, "author": text(stamp.exporter)})
        _write_about(book, title, about)
        if len(communes) > MOST_SHEETS:
            everybody = pd.concat([part for _, part in communes])
            with_commune = {"commune": say("tracing.column_commune"), **titles}
            _write_sheet(book, ALL_COMMUNES, ALL_COMMUNES, everybody, with_commune)
        else:
            names = sheet_names(name for name, _ in communes)
            for name, (commune, part) in zip(names, communes, strict=True):
                _write_sheet(book, name, commune, part, titles)
    return buffer.getvalue()


def _write_about(book: Any, title: str, about: Sequence[tuple[str, str]]) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(ABOUT)
    label = book.add_format({"bold": True, "valign": "top"})
    value = book.add_format({"text_wrap": True, "valign": "top"})
    warning = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 84)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 15}))
    for row, (name, said) in enumerate(about, start=2):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, text(said), value)
        sheet.set_row(row, _LINE_PT * (1 + len(said) // _LINE_LENGTH))
    last = len(about) + 3
    sheet.write_string(last, 0, "Ai được xem", label)
    sheet.write_string(last, 1, CONFIDENTIAL, warning)
    sheet.set_row(last, _LINE_PT * (1 + len(CONFIDENTIAL) // _LINE_LENGTH))
    _on_paper(sheet, title)
    sheet.set_portrait()


def _write_sheet(
    book: Any,  # noqa: ANN401
    name: str,
    commune: str,
    rows: pd.DataFrame,
    titles: Mapping[str, str],
) -> None:
    sheet = book.add_worksheet(name)
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
    head_format = book.add_format(head | {"bg_color": palette.SOFT})
    for column, (key, title) in enumerate(titles.items()):
        sheet.set_column(column, column, _WIDTHS[key])
        sheet.write_string(0, column, title, head_format)
    forms = [_Forms.of(book, background) for background in (None, palette.BACKGROUND)]
    for row, (values, band) in enumerate(
        zip(rows[list(titles)].itertuples(index=False, name=None), _bands(rows), strict=True), 1
    ):
        for column, (key, value) in enumerate(zip(titles, values, strict=True)):
            _write_cell(sheet, row, column, value, forms[band], is_share=key == "risk")
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, list(titles).index("person_id") + 1)
    sheet.autofilter(0, 0, len(rows), len(titles) - 1)
    sheet.repeat_rows(0)
    _on_paper(sheet, commune)


def _bands(rows: pd.DataFrame) -> list[int]:
    """Return 0 or 1 for each row, changing with the household where there is one."""
    if "household_id" not in rows:
        return [0] * len(rows)
    return [int(household) % 2 for household in pd.factorize(rows["household_id"])[0]]


def _on_paper(sheet: Any, title: str) -> None:  # noqa: ANN401
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    safe = text(title).replace("&", "&&")[:120]
    sheet.set_header(f"&L{safe}&RTrang &P/&N")
    sheet.set_footer("&L&8Chỉ giao cho người trực tiếp điều tra, gọi điện, cách ly")


@dataclass(frozen=True)
class _Forms:
    """How text, counts, shares and times look on one background."""

    text: Any
    count: Any
    share: Any
    time: Any

    @classmethod
    def of(cls, book: Any, background: str | None) -> "_Forms":  # noqa: ANN401
        base = {"border": 1, "border_color": palette.LINE, "valign": "top"}
        if background:
            base["bg_color"] = background
        return cls(
            # The mark that Excel keeps for "this is text", even after somebody edits the cell.
            text=book.add_format(base | {"text_wrap": True, "quote_prefix": True}),
            count=book.add_format(base | {"num_format": "0", "align": "center"}),
            share=book.add_format(base | {"num_format": "0%", "align": "center"}),
            time=book.add_format(base | {"num_format": "hh:mm dd/mm/yyyy", "align": "left"}),
        )


def _write_cell(
    sheet: Any,  # noqa: ANN401
    row: int,
    column: int,
    value: object,
    forms: _Forms,
    *,
    is_share: bool,
) -> None:
    """Write a value by its type, and text always as text: no cell is ever a formula or a link."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN and NaT
        sheet.write_blank(row, column, None, forms.text)
    elif isinstance(value, datetime):
        local = value.astimezone(clock.TIME_ZONE).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, forms.time)
    elif isinstance(value, Real):
        sheet.write_number(row, column, value, forms.share if is_share else forms.count)
    else:
        write_text(sheet, row, column, value, forms.text)
