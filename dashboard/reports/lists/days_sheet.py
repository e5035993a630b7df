"""A team's day on paper: people, second doses, checkpoints, zones, with room to tick off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import clock
from dashboard.reports.form import Heading, Paper
from dashboard.reports.stamp import CONFIDENTIAL, Stamp
from dashboard.reports.vietnamese import BLANK, day, moment, number, records, say, text

MOST_ROWS = 200
"""Of a table; what is left out is counted beneath it."""

_PEOPLE = ("Việc, hạn", "Số người", "Họ tên, điện thoại, nơi ở", "Người gọi", "Xong")
_DOSES = ("Vắc xin", "Đến hạn từ", "Số người", "Họ tên, điện thoại, nơi ở", "Xong")
_ITEMS = ("Chốt", "Xã, phường", "Thiết bị", "Chưa lắp", "Hỏng", "Xong")
_ZONES = ("Vùng", "Xã, phường", "Chốt trực", "Dự kiến hết", "Chủ trì", "Xong")


@dataclass(frozen=True, kw_only=True, eq=False)
class Day:
    """What a team has to do on one day.

    Attributes
    ----------
    area
        The commune or district.
    people
        One row per person: `action`, `due_at`, `is_overdue`, `person_id`, `commune`, `caller`;
        where names were looked at and the look was logged, `full_name`, `phone`, `address`.
    doses
        One row per person listed: `vaccine`, `due_date`, `is_late`, `person_id`, `commune`, and
        names as above.
    dose_count
        Everybody whose second dose is due.
    items
        One row per checkpoint and kind: see `days_work.lacking`, with `commune`.
    zones
        One row per zone in force, with `commune`.
    """

    area: str
    now: datetime
    people: pd.DataFrame
    doses: pd.DataFrame
    dose_count: int
    items: pd.DataFrame
    zones: pd.DataFrame


def days_sheet(work: Day, stamp: Stamp) -> bytes:
    """Return the day's work as DOCX; tables of nothing say so."""
    paper = Paper(_heading(work), stamp)
    paper.paragraph(CONFIDENTIAL, italic=True)
    _people(paper, work)
    _doses(paper, work)
    _items(paper, work)
    _zones(paper, work)
    paper.signed([f"Lưu: {BLANK}"], "NGƯỜI GIAO VIỆC")
    return paper.saved()


def _heading(work: Day) -> Heading:
    local = work.now.astimezone(clock.TIME_ZONE)
    return Heading(
        parent="BAN CHỈ ĐẠO PHÒNG, CHỐNG\nDỊCH COVID-19",
        issuer=work.area.upper(),
        number=f"/PGV-{BLANK}",
        month=local.month,
        year=local.year,
        kind="PHIẾU GIAO VIỆC",
        subject=f"Việc trong ngày {local:%d/%m/%Y}",
    )


def _people(paper: Paper, work: Day) -> None:
    count = number(len(work.people))
    paper.section(f"I. NGƯỜI CẦN GỌI, CÁCH LY, LẤY MẪU, BÁO KẾT QUẢ, CHO VỀ: {count}")
    rows = [
        [
            _task(row),
            str(row["person_id"]),
            _who(row),
            text(row["caller"]),
            "",
        ]
        for row in records(work.people.head(MOST_ROWS))
    ]
    paper.table(_PEOPLE, rows or _nothing(_PEOPLE), (44, 18, 60, 27, 16))
    _left_out(paper, len(work.people), "người")


def _doses(paper: Paper, work: Day) -> None:
    paper.section(f"II. NGƯỜI ĐẾN HẠN TIÊM MŨI 2: {number(work.dose_count)}")
    rows = [
        [
            text(row["vaccine"]),
            day(row["due_date"]) + (" (quá hạn)" if row["is_late"] else ""),
            str(row["person_id"]),
            _who(row),
            "",
        ]
        for row in records(work.doses.head(MOST_ROWS))
    ]
    paper.table(_DOSES, rows or _nothing(_DOSES), (30, 32, 20, 67, 16))
    _left_out(paper, work.dose_count, "người")


def _items(paper: Paper, work: Day) -> None:
    count = number(int(work.items["lacking_count"].sum()))
    paper.section(f"III. THIẾT BỊ CHỐT KIỂM DỊCH CÒN THIẾU: {count}")
    rows = [
        [
            text(row["checkpoint_name"]),
            text(row["commune"]),
            say(f"today.kind_{row['equipment_kind']}"),
            number(row["absent_count"]),
            number(row["broken_count"]),
            "",
        ]
        for row in records(work.items.head(MOST_ROWS))
    ]
    paper.table(_ITEMS, rows or _nothing(_ITEMS), (50, 34, 30, 18, 17, 16))
    _left_out(paper, len(work.items), "dòng")


def _zones(paper: Paper, work: Day) -> None:
    paper.section(f"IV. VÙNG ĐANG PHONG TỎA, ĐỔI CA CHỐT TRỰC: {number(len(work.zones))}")
    rows = [
        [
            text(row["zone_name"]),
            text(row["commune"]),
            number(row["guard_post_count"]),
            moment(row["planned_end_at"]),
            text(row["lead_agency"]) or BLANK,
            "",
        ]
        for row in records(work.zones.head(MOST_ROWS))
    ]
    paper.table(_ZONES, rows or _nothing(_ZONES), (44, 30, 17, 30, 28, 16))
    _left_out(paper, len(work.zones), "vùng")


def _task(row: Mapping[str, Any]) -> str:
    action = row["action"]
    late = " (quá hạn)" if row["is_overdue"] else ""
    return f"{say(f'follow_up.action_{action}')}, {moment(row['due_at'])}{late}"


def _who(row: Mapping[str, Any]) -> str:
    known = [text(row.get(name)) for name in ("full_name", "phone")]
    return ", ".join(filter(None, [*known, text(row.get("address")) or text(row["commune"])]))


def _nothing(titles: Sequence[str]) -> list[list[str]]:
    return [["Không có", *("" for _ in titles[1:])]]


def _left_out(paper: Paper, count: int, what: str) -> None:
    if count > MOST_ROWS:
        paper.paragraph(f"Và {number(count - MOST_ROWS)} {what} khác, xem trên trang.", italic=True)
