"""What every decision on a zone shares: legal bases, heading, extent in words, who executes it.

References
----------
Form: Decree 30/2020/NĐ-CP (see `form`). Legal bases: those of the decision of the steering
committee of Nam Định province of 7 May 2021 on such zones, as printed by Báo Nam Định.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard import clock, words
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.reports.decisions.in_words import Part
from dashboard.reports.form import Heading, Paper
from dashboard.reports.vietnamese import BLANK, number, text

DISEASE = "phòng, chống dịch COVID-19"

KINDS = {
    ZoneStatus.PROPOSED: "establish",
    ZoneStatus.IN_FORCE: "establish",
    ZoneStatus.EXTENDED: "extend",
    ZoneStatus.PARTLY_RELEASED: "release",
    ZoneStatus.ENDED: "end",
}
"""Status of a zone -> the kind of decision that gives it; a proposal still waits for its own."""

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
_PART_TITLES = ("Thôn, khu dân cư", "Từ nhà – đến nhà", "Dài (m)", "Hộ", "Người")
_PART_WIDTHS_MM = (45, 72, 16, 14, 18)


def kind(status: str, starts_at: datetime | None) -> str | None:
    """Return which kind of decision gives a zone this status; None for a proposal turned down.

    Examples
    --------
    >>> kind("extended", datetime(2021, 8, 24)), kind("ended", None)
    ('extend', None)
    """
    if status == ZoneStatus.ENDED and words.is_unknown(starts_at):
        return None
    return KINDS[ZoneStatus(status)]


def heading(zone: Mapping[str, Any], decision_number: str, at: datetime, subject: str) -> Heading:
    """Return the head of a decision about a zone; without a number it is numbered later."""
    local = at.astimezone(clock.TIME_ZONE)
    return Heading(
        parent="ỦY BAN NHÂN DÂN",
        issuer="TỈNH HẢI DƯƠNG",
        number=decision_number or "/QĐ-UBND",
        month=local.month,
        year=local.year,
        kind="QUYẾT ĐỊNH",
        subject=f"{subject} {DISEASE}\ntại {text(zone['zone_name'])}",
    )


def preamble(paper: Paper, *more: str) -> None:
    """Add who decides, on which bases (`more` are those of this zone), at whose request."""
    paper.centred("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HẢI DƯƠNG")
    for basis in (*_BASES, *more):
        paper.paragraph(basis, italic=True)
    paper.paragraph(
        f"Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số {BLANK} ngày {BLANK}.", italic=True
    )
    paper.centred("QUYẾT ĐỊNH:")


def add_parts(paper: Paper, parts: Sequence[Part] | None) -> None:
    """Add the hamlets of a zone as a table with their sum; a blank where that is not known."""
    rows = [
        [
            part.name,
            part.first if part.household_count == 1 else f"từ {part.first} đến {part.last}",
            "" if part.household_count == 1 else number(part.length_m),
            number(part.household_count),
            number(part.resident_count),
        ]
        for part in parts or ()
    ]
    if len(rows) > 1 and parts is not None:
        households, residents = (
            number(sum(getattr(part, f"{name}_count") for part in parts))
            for name in ("household", "resident")
        )
        rows.append(["Cộng", "", "", households, residents])
    unknown = [f"{BLANK} [bổ sung]", f"từ nhà {BLANK} đến nhà {BLANK}", "", "", ""]
    nobody = ["Không có hộ nào", "", "", "0", "0"]
    paper.table(_PART_TITLES, rows or [unknown if parts is None else nobody], _PART_WIDTHS_MM)


def lead(zone: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """Return who leads a zone; the district's committee where the ledger names nobody."""
    return text(zone["lead_agency"]) or f"Ủy ban nhân dân {units['district']}"


def execution(paper: Paper, units: Mapping[str, str], *, article: int) -> None:
    """Add the last article: from when the decision holds, and who carries it out."""
    paper.paragraph(
        "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc"
        " các Sở: Y tế, Giao thông vận tải; Giám đốc Công an tỉnh; Chỉ huy trưởng Bộ Chỉ huy Quân"
        f" sự tỉnh; Chủ tịch Ủy ban nhân dân {units['district']}; Chủ tịch Ủy ban nhân dân"
        f" {units['commune']}; thủ trưởng các cơ quan, đơn vị, hộ gia đình và cá nhân có liên quan"
        " chịu trách nhiệm thi hành Quyết định này./.",
        bold=f"Điều {article}.",
    )
    paper.signed(_recipients(units, article), "CHỦ TỊCH")


def map_appendix(
    paper: Paper, zone: Mapping[str, Any], decision_number: str, picture: bytes
) -> None:
    """Add the map as an appendix of the decision."""
    of = f"Kèm theo Quyết định số {decision_number or BLANK}"
    paper.appendix("PHỤ LỤC", "SƠ ĐỒ VÙNG CÁCH LY Y TẾ", f"({of} ngày {BLANK})")
    paper.picture(picture, f"Vùng cách ly y tế tại {text(zone['zone_name'])}. Hướng Bắc ở trên.")


def _recipients(units: Mapping[str, str], article: int) -> list[str]:
    return [
        f"Như Điều {article}",
        "Thường trực Tỉnh ủy (để b/c)",
        "Chủ tịch, các Phó Chủ tịch UBND tỉnh",
        f"UBND {units['district']}",
        f"UBND {units['commune']}",
        "Cổng Thông tin điện tử tỉnh",
        f"Lưu: VT, {BLANK}",
    ]
