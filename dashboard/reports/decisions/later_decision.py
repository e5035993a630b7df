"""The draft decisions on a zone in force: confine it longer, set a part of it free, or end it.

References
----------
Wording: Decision 2751/QĐ-UBND of Hải Dương of 12 September 2020 on ending the time of isolation,
as reported by Tạp chí Nhân đạo (nhandaoonline.vn); zones ended on 18 March 2021 and the reason
given, Sức khỏe và Đời sống (suckhoedoisong.vn/…169188373.htm); an extension of August 2020, VOV
(vov.vn/…1089098.vov); a part that goes on beside a part set free, decision of Thừa Thiên Huế of
November 2021 (Tạp chí Sông Hương, n30886). Form and legal bases: see `decision_parts`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from dashboard import words
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.reports.decisions import decision_parts
from dashboard.reports.decisions.decision_parts import DISEASE
from dashboard.reports.decisions.in_words import Part, in_full
from dashboard.reports.form import Paper
from dashboard.reports.stamp import Stamp
from dashboard.reports.vietnamese import BLANK, area, moment, number, text

_ABOUT = {
    ZoneStatus.IN_FORCE: "thiết lập vùng cách ly y tế",
    ZoneStatus.EXTENDED: "gia hạn thời gian cách ly y tế",
    ZoneStatus.PARTLY_RELEASED: "điều chỉnh phạm vi vùng cách ly y tế",
}
_SUBJECTS = {
    "extend": "Về việc gia hạn thời gian cách ly y tế",
    "release": "Về việc điều chỉnh phạm vi vùng cách ly y tế",
    "end": "Về việc kết thúc thời gian cách ly y tế",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Later:
    """A decision on a zone that an earlier one closed. States are as `data.zones.zone_events`."""

    states: Sequence[Mapping[str, Any]]
    """The zone after each decision, the oldest first; the last is the one to be decided."""
    zone_name: str
    reason: str
    since: datetime | None
    """From when on it holds."""
    released_area_m2: float | None
    """Of the part set free."""
    released: Sequence[Part] | None
    """Who is set free, in words; None where the viewer may not see who lives there."""
    remaining: Sequence[Part] | None
    """Who stays confined."""

    @property
    def kind(self) -> str:
        """Extend, release or end."""
        return decision_parts.KINDS[self.after["status"]]

    @property
    def before(self) -> Mapping[str, Any]:
        """The zone as it was."""
        return self.states[-2]

    @property
    def after(self) -> Mapping[str, Any]:
        """The zone as it will be."""
        return self.states[-1]

    @property
    def numbers(self) -> list[str]:
        """The number of each decision; "" where a state only kept the number before it."""
        known = ["", *(text(state["decision_number"]) for state in self.states)]
        return [new if new != old else "" for old, new in pairwise(known)]


def later_decision(later: Later, units: Mapping[str, str], picture: bytes, stamp: Stamp) -> bytes:
    """Return the draft decision as DOCX.

    Parameters
    ----------
    units
        `district` and `commune`: their names with their kind, such as "huyện Thanh Miện".
    picture
        PNG of the map, the part set free in its own colour.

    Raises
    ------
    ValueError
        If the zone was never in force, or its new status takes another kind of decision.
    """
    if later.kind not in _ARTICLES or words.is_unknown(later.after["starts_at"]):
        msg = f"no later decision gives a zone this status: {later.after['status']}"
        raise ValueError(msg)
    later = replace(later, zone_name=in_full(later.zone_name, units))
    zone = {**later.after, "zone_name": later.zone_name}
    own_number = later.numbers[-1]
    subject = _SUBJECTS[later.kind]
    paper = Paper(decision_parts.heading(zone, own_number, stamp.data_time, subject), stamp)
    decision_parts.preamble(paper, *_earlier(later))
    _ARTICLES[later.kind](paper, later, units)
    decision_parts.execution(paper, units, article=4)
    decision_parts.map_appendix(paper, zone, own_number, picture)
    return paper.saved()


def _earlier(later: Later) -> list[str]:
    """Return the decisions on this zone so far, as bases."""
    return [
        f"Căn cứ Quyết định số {own or BLANK} ngày {BLANK} của Chủ tịch Ủy ban nhân dân tỉnh về"
        f" việc {_ABOUT[state['status']]} {DISEASE} tại {text(later.zone_name)};"
        for state, own in zip(later.states[:-1], later.numbers, strict=False)
    ]


def _extend(paper: Paper, later: Later, units: Mapping[str, str]) -> None:
    before, after = later.before, later.after
    paper.paragraph(
        f"Gia hạn thời gian cách ly y tế đối với {_zone(later)}, {_size(after)}, đến"
        f" {moment(after['planned_end_at'])}. Lý do: {_reason(later)}.",
        bold="Điều 1.",
    )
    paper.table(
        ("Nội dung", "Trước gia hạn", "Sau gia hạn"),
        [
            ["Bắt đầu", moment(before["starts_at"]), moment(after["starts_at"])],
            *(
                [label, *(said(state) for state in (before, after))]
                for label, said in (
                    ("Dự kiến kết thúc", lambda state: moment(state["planned_end_at"])),
                    ("Số ngày kể từ khi bắt đầu", _planned_days),
                    ("Cơ quan chủ trì", lambda state: text(state["lead_agency"]) or BLANK),
                    ("Số chốt trực 24/24 giờ", lambda state: number(state["guard_post_count"])),
                )
            ),
        ],
        (55, 55, 55),
    )
    paper.paragraph("Phạm vi vùng giữ nguyên, gồm:", bold="Điều 2.")
    decision_parts.add_parts(paper, later.remaining)
    paper.paragraph(
        f"Giao {decision_parts.lead(after, units)} chủ trì, phối hợp với Công an tỉnh, Bộ Chỉ huy"
        " Quân sự tỉnh, Sở Y tế tiếp tục kiểm soát 24/24 giờ toàn bộ vùng; lấy mẫu xét nghiệm theo"
        f" lịch {BLANK} [bổ sung]; bảo đảm an ninh trật tự, an toàn và an sinh xã hội trong vùng."
        " Các nội dung khác của các Quyết định đã ban hành đối với vùng này giữ nguyên hiệu lực.",
        bold="Điều 3.",
    )


def _release(paper: Paper, later: Later, units: Mapping[str, str]) -> None:
    before, after = later.before, later.after
    freed = [after[f"released_{name}_count"] for name in ("household", "resident")]
    paper.paragraph(
        f"Kết thúc cách ly y tế đối với một phần của {_zone(later)}, kể từ {moment(later.since)}:"
        f" diện tích khoảng {_area(later.released_area_m2)}, gồm {number(freed[0])} hộ với"
        f" {number(freed[1])} nhân khẩu. Lý do: {_reason(later)}.",
        bold="Điều 1.",
    )
    decision_parts.add_parts(paper, later.released)
    paper.paragraph(
        f"Tiếp tục cách ly y tế đối với phần còn lại, {_size(after)}, đến"
        f" {moment(after['planned_end_at'])}. Ranh giới hai phần theo sơ đồ tại Phụ lục kèm theo"
        " Quyết định này.",
        bold="Điều 2.",
    )
    decision_parts.add_parts(paper, later.remaining)
    paper.table(
        ("Nội dung", "Trước điều chỉnh", "Phần được gỡ", "Phần còn lại"),
        [
            [
                "Diện tích",
                area(before["area_m2"]),
                _area(later.released_area_m2),
                area(after["area_m2"]),
            ],
            *(
                [
                    label,
                    number(before[f"{name}_count"]),
                    number(after[f"released_{name}_count"]),
                    number(after[f"{name}_count"]),
                ]
                for label, name in (("Số hộ", "household"), ("Số người", "resident"))
            ),
        ],
        (45, 40, 40, 40),
    )
    if before["resident_count"] != freed[1] + after["resident_count"]:
        paper.paragraph(
            "[kiểm tra: hai phần cộng lại khác số người trước điều chỉnh, vì dân cư được đếm lại"
            " khi gỡ]",
            italic=True,
        )
    paper.paragraph(
        f"Giao {decision_parts.lead(after, units)} chủ trì, phối hợp với Công an tỉnh, Bộ Chỉ huy"
        " Quân sự tỉnh, Sở Y tế di chuyển chốt kiểm soát theo ranh giới mới và kiểm soát 24/24 giờ"
        " phần còn lại; theo dõi sức khỏe người trong phần được gỡ:"
        f" {BLANK} [bổ sung biện pháp, số ngày].",
        bold="Điều 3.",
    )


def _end(paper: Paper, later: Later, units: Mapping[str, str]) -> None:
    after = later.after
    paper.paragraph(
        f"Kết thúc cách ly y tế đối với {_zone(later)}, {_size(after)}, kể từ"
        f" {moment(later.since)}. Lý do: {_reason(later)}; {BLANK} [xác nhận: số ngày không phát"
        " sinh ca bệnh trong vùng, kết quả xét nghiệm lần cuối].",
        bold="Điều 1.",
    )
    decision_parts.add_parts(paper, later.released)
    paper.table(
        ("Nội dung", "Chi tiết"),
        [
            ["Bắt đầu", moment(after["starts_at"])],
            ["Dự kiến kết thúc", moment(later.before["planned_end_at"])],
            ["Kết thúc", moment(later.since)],
            ["Số ngày đã áp dụng", _days(after["starts_at"], later.since)],
            *(_freed_before(state) for state in later.states[:-1] if _is_release(state)),
        ],
        (50, 115),
    )
    paper.paragraph(
        "Các Quyết định đã ban hành đối với vùng này hết hiệu lực kể từ thời điểm nêu tại Điều 1"
        " [xác nhận].",
        bold="Điều 2.",
    )
    paper.paragraph(
        f"Giao {decision_parts.lead(after, units)} chủ trì, phối hợp với Công an tỉnh, Bộ Chỉ huy"
        " Quân sự tỉnh, Sở Y tế tháo dỡ chốt kiểm soát, khử khuẩn và bàn giao khu vực; theo dõi"
        f" sức khỏe người trong vùng sau khi kết thúc: {BLANK} [bổ sung biện pháp, số ngày].",
        bold="Điều 3.",
    )


_ARTICLES: Mapping[str, Callable[[Paper, Later, Mapping[str, str]], None]] = {
    "extend": _extend,
    "release": _release,
    "end": _end,
}


def _is_release(state: Mapping[str, Any]) -> bool:
    return bool(state["status"] == ZoneStatus.PARTLY_RELEASED)


def _freed_before(state: Mapping[str, Any]) -> list[str]:
    households, residents = (
        number(state[f"released_{name}_count"]) for name in ("household", "resident")
    )
    return [f"Đã gỡ trước, {moment(state['valid_from'])}", f"{households} hộ, {residents} người"]


def _zone(later: Later) -> str:
    return f"vùng cách ly y tế {DISEASE} tại {text(later.zone_name)}"


def _size(zone: Mapping[str, Any]) -> str:
    return (
        f"diện tích khoảng {area(zone['area_m2'])}, gồm {number(zone['household_count'])} hộ với"
        f" {number(zone['resident_count'])} nhân khẩu"
    )


def _area(area_m2: float | None) -> str:
    return BLANK if area_m2 is None else area(area_m2)


def _reason(later: Later) -> str:
    return text(later.reason).strip().rstrip(".") or f"{BLANK} [bổ sung]"


def _planned_days(state: Mapping[str, Any]) -> str:
    return _days(state["starts_at"], state["planned_end_at"])


def _days(begins: datetime | None, ends: datetime | None) -> str:
    if begins is None or ends is None or words.is_unknown(begins) or words.is_unknown(ends):
        return BLANK
    return f"{number((ends - begins).days)} ngày"
