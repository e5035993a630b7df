"""The draft decision that sets up a zone, in the form of Vietnamese administrative documents.

References
----------
Form: Decree 30/2020/NĐ-CP (see `form`). Legal bases: those of the decision of the steering
committee of Nam Định province of 7 May 2021 on such zones, as printed by Báo Nam Định. Wording of
the articles: decisions of Hải Dương province of August 2020 and February 2021, as reported by Báo
Tài nguyên và Môi trường (24/08/2020), Tuổi trẻ Thủ đô and Ngày mới online (25/02/2021).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard import words
from dashboard.reports import zone_table
from dashboard.reports.form import Heading, Paper
from dashboard.reports.in_words import Part
from dashboard.reports.stamp import Stamp
from dashboard.reports.vietnamese import BLANK, area, moment, number, text

DRAFTABLE = ("proposed", "in_force")
"""The statuses of a zone that this decision sets up; later ones take another decision."""

_DISEASE = "phòng, chống dịch COVID-19"
_BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 [bổ sung luật sửa đổi];",
    "Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;",
    (
        "Căn cứ Nghị định số 101/2010/NĐ-CP ngày 30 tháng 9 năm 2010 của Chính phủ quy định chi"
        " tiết thi hành một số điều của Luật Phòng, chống bệnh truyền nhiễm về áp dụng biện pháp"
        " cách ly y tế, cưỡng chế cách ly y tế và chống dịch đặc thù trong thời gian có dịch;"
    ),
    (
        "Căn cứ Quyết định số 3986/QĐ-BYT [xác nhận số] ngày 16 tháng 9 năm 2020 của Bộ Y tế về"
        " việc ban hành “Sổ tay hướng dẫn tổ chức thực hiện cách ly y tế vùng có dịch COVID-19”;"
    ),
    "[bổ sung căn cứ: văn bản công bố dịch và chỉ đạo của tỉnh đang có hiệu lực];",
)


def decision(
    zone: Mapping[str, Any],
    parts: Sequence[Part],
    units: Mapping[str, str],
    picture: bytes,
    stamp: Stamp,
) -> bytes:
    """Return the draft decision on a zone as DOCX.

    Parameters
    ----------
    zone
        A row of the zone ledger, its `status` one of `DRAFTABLE`.
    parts
        The zone in words; none where the viewer may not see who lives there.
    units
        `district` and `commune`: their names with their kind, such as "huyện Thanh Miện".
    picture
        PNG of the map.

    Raises
    ------
    ValueError
        If the zone's status takes another kind of decision.
    """
    if zone["status"] not in DRAFTABLE:
        msg = f"a decision that sets up a zone does not fit its status: {zone['status']}"
        raise ValueError(msg)
    paper = Paper(_heading(zone, stamp.data_time), stamp)
    paper.centred("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HẢI DƯƠNG")
    for basis in _BASES:
        paper.paragraph(basis, italic=True)
    paper.paragraph(
        f"Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số {BLANK} ngày {BLANK}.", italic=True
    )
    paper.centred("QUYẾT ĐỊNH:")
    _extent(paper, zone, parts)
    _duration(paper, zone)
    _execution(paper, zone, units)
    paper.signed(_recipients(units), "CHỦ TỊCH")
    number = f"Kèm theo Quyết định số {text(zone['decision_number']) or BLANK}"
    paper.appendix("PHỤ LỤC", "SƠ ĐỒ VÙNG CÁCH LY Y TẾ", f"({number} ngày {BLANK})")
    paper.picture(picture, f"Vùng cách ly y tế tại {text(zone['zone_name'])}. Hướng Bắc ở trên.")
    return paper.saved()


def _heading(zone: Mapping[str, Any], at: datetime) -> Heading:
    local = at.astimezone(words.ZONE)
    return Heading(
        parent="ỦY BAN NHÂN DÂN",
        issuer="TỈNH HẢI DƯƠNG",
        number=text(zone["decision_number"]) or "/QĐ-UBND",
        month=local.month,
        year=local.year,
        kind="QUYẾT ĐỊNH",
        subject=f"Về việc thiết lập vùng cách ly y tế {_DISEASE}\ntại {text(zone['zone_name'])}",
    )


def _extent(paper: Paper, zone: Mapping[str, Any], parts: Sequence[Part]) -> None:
    paper.paragraph(
        f"Thiết lập vùng cách ly y tế {_DISEASE} đối với khu vực thuộc"
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


def _execution(paper: Paper, zone: Mapping[str, Any], units: Mapping[str, str]) -> None:
    lead = text(zone["lead_agency"]) or f"Ủy ban nhân dân {units['district']}"
    paper.paragraph(
        f"Giao {lead} chủ trì, phối hợp với Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh, Sở Giao thông"
        " vận tải, Sở Y tế thiết lập ngay chốt kiểm soát và kiểm soát 24/24 giờ toàn bộ vùng nêu"
        " tại Điều 1; thực hiện cách ly y tế theo đúng quy định hiện hành; bảo đảm an ninh trật"
        " tự, an toàn và an sinh xã hội trong vùng.",
        bold="Điều 3.",
    )
    paper.paragraph(
        "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc"
        " các Sở: Y tế, Giao thông vận tải; Giám đốc Công an tỉnh; Chỉ huy trưởng Bộ Chỉ huy Quân"
        f" sự tỉnh; Chủ tịch Ủy ban nhân dân {units['district']}; Chủ tịch Ủy ban nhân dân"
        f" {units['commune']}; thủ trưởng các cơ quan, đơn vị, hộ gia đình và cá nhân có liên quan"
        " chịu trách nhiệm thi hành Quyết định này./.",
        bold="Điều 4.",
    )


def _recipients(units: Mapping[str, str]) -> list[str]:
    return [
        "Như Điều 4",
        "Thường trực Tỉnh ủy (để b/c)",
        "Chủ tịch, các Phó Chủ tịch UBND tỉnh",
        f"UBND {units['district']}",
        f"UBND {units['commune']}",
        "Cổng Thông tin điện tử tỉnh",
        f"Lưu: VT, {BLANK}",
    ]
