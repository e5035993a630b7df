"""The draft decision that sets up a zone, in the form of Vietnamese administrative documents.

References
----------
Wording of the articles: decisions of Hải Dương province of August 2020 and February 2021, as
reported by Báo Tài nguyên và Môi trường (24/08/2020), Tuổi trẻ Thủ đô and Ngày mới online
(25/02/2021). Form and legal bases: see `decision_parts`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.reports.decisions import decision_parts, zone_table
from dashboard.reports.decisions.decision_parts import DISEASE
from dashboard.reports.decisions.in_words import Part, in_full
from dashboard.reports.form import Paper
from dashboard.reports.stamp import Stamp
from dashboard.reports.vietnamese import BLANK, area, moment, number, text


def decision(
    zone: Mapping[str, Any],
    parts: Sequence[Part],
    units: Mapping[str, str],
    picture: bytes,
    stamp: Stamp,
    *,
    posts: pd.DataFrame | None = None,
) -> bytes:
    """Return the draft decision on a zone as DOCX.

    Parameters
    ----------
    zone
        A row of the zone ledger, proposed or in force.
    parts
        The zone in words; none where the viewer may not see who lives there.
    units
        `district` and `commune`: their names with their kind, such as "huyện Thanh Miện".
    picture
        PNG of the map.
    posts
        Where roads cross the zone's edge: `road_name`, `lon`, `lat`; None without a road layer.

    Raises
    ------
    ValueError
        If the zone's status takes another kind of decision.
    """
    if decision_parts.KINDS[zone["status"]] != "establish":
        msg = f"a decision that sets up a zone does not fit its status: {zone['status']}"
        raise ValueError(msg)
    zone = {**zone, "zone_name": in_full(zone["zone_name"], units)}
    decision_number = text(zone["decision_number"])
    subject = "Về việc thiết lập vùng cách ly y tế"
    paper = Paper(decision_parts.heading(zone, decision_number, stamp.data_time, subject), stamp)
    decision_parts.preamble(paper)
    _extent(paper, zone, parts)
    _duration(paper, zone)
    _guarding(paper, zone, units, posts)
    decision_parts.execution(paper, units, article=4)
    decision_parts.map_appendix(paper, zone, decision_number, picture)
    return paper.saved()


def _extent(paper: Paper, zone: Mapping[str, Any], parts: Sequence[Part]) -> None:
    paper.paragraph(
        f"Thiết lập vùng cách ly y tế {DISEASE} đối với khu vực thuộc"
        f" {text(zone['zone_name'])}, diện tích khoảng {area(zone['area_m2'])}, gồm"
        f" {number(zone['household_count'])} hộ với {number(zone['resident_count'])} nhân khẩu:",
        bold="Điều 1.",
    )
    for part in parts:
        paper.paragraph(f"- {part.sentence()};")
    if not parts:
        paper.paragraph(f"- từ nhà {BLANK} đến nhà {BLANK}, dài {BLANK} m [bổ sung];")
    paper.paragraph("Ranh giới cụ thể theo sơ đồ tại Phụ lục kèm theo Quyết định này.")
    rows = [[label, said] for label, said in zone_table.facts(zone)]
    paper.table(("Nội dung", "Chi tiết"), rows, (50, 115))


def _duration(paper: Paper, zone: Mapping[str, Any]) -> None:
    starts, ends = zone["starts_at"], zone["planned_end_at"]
    days = BLANK
    if not (words.is_unknown(starts) or words.is_unknown(ends)):
        days = number((ends - starts).days)
    paper.paragraph(
        f"Tối thiểu {days} ngày, kể từ {moment(starts)}; dự kiến kết thúc {moment(ends)}.",
        bold="Điều 2. Thời gian áp dụng:",
    )


def _guarding(
    paper: Paper,
    zone: Mapping[str, Any],
    units: Mapping[str, str],
    posts: pd.DataFrame | None,
) -> None:
    paper.paragraph(
        f"Giao {decision_parts.lead(zone, units)} chủ trì, phối hợp với Công an tỉnh, Bộ Chỉ huy"
        " Quân sự tỉnh, Sở Giao thông vận tải, Sở Y tế thiết lập ngay chốt kiểm soát và kiểm soát"
        " 24/24 giờ toàn bộ vùng nêu tại Điều 1; thực hiện cách ly y tế theo đúng quy định hiện"
        " hành; bảo đảm an ninh trật tự, an toàn và an sinh xã hội trong vùng.",
        bold="Điều 3.",
    )
    if posts is None:
        return
    paper.paragraph(
        f"Dự kiến {number(len(posts))} chốt, tại nơi ranh giới vùng cắt đường (theo lớp dữ liệu"
        " đường đã nạp; lối mòn không có trong dữ liệu phải rà soát tại thực địa):"
    )
    for place, post in enumerate(posts.to_dict("records"), 1):
        road = text(post["road_name"]) or "đường chưa có tên trong dữ liệu"
        paper.paragraph(f"- Chốt {place}: {road} ({post['lat']:.5f}, {post['lon']:.5f});")
