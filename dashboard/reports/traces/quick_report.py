"""The quick report on a trace, in the form of Vietnamese administrative documents (see `form`)."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard import clock
from dashboard.reports import pictures
from dashboard.reports.decisions import zone_table
from dashboard.reports.form import Heading, Paper
from dashboard.reports.lists.found import TIERS, found_as
from dashboard.reports.stamp import Stamp
from dashboard.reports.vietnamese import BLANK, day, moment, number, records, say, text
from dashboard.tracing.ascertainment import Ascertainment, ContactShares
from dashboard.tracing.direction import Direction

MOST_ROWS = 15
"""Of a table; what is left out is counted beneath it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Findings:
    """What a trace found, as the report tells it."""

    direction: Direction
    """Forward, backward or both."""
    cases: pd.DataFrame
    """One row per case: `case_id`, `commune`, `onset_date`, `sampled_at`, `isolated_at`,
    `infectious_from`, `infectious_until`."""
    people: pd.DataFrame
    """One row per person found: see `lists.people_list`, with `commune`."""
    zones: pd.DataFrame
    """The ledger's zones in the communes touched."""
    communes: pd.DataFrame
    """One row per commune of the districts touched: see `pictures.spread_picture`."""
    stay_count: int
    """Stays that traces look at, made of check-ins."""
    set_aside_count: int
    """Check-ins that could not be used: of the future, of unknown people or places."""
    scanning_share: float
    """Share (0..1) of the residents of the communes touched who scanned at all; may be unknown."""
    shares: ContactShares
    """The chance that each of the people could be seen, in their order."""


def quick_report(found: Findings, stamp: Stamp) -> bytes:
    """Return the report on a trace as DOCX; tables of nobody say so."""
    paper = Paper(_heading(found, stamp), stamp)
    paper.addressed_to(
        ["Ban Chỉ đạo phòng, chống dịch COVID-19 tỉnh Hải Dương", "Sở Y tế tỉnh Hải Dương"]
    )
    _cases(paper, found.cases)
    _people(paper, found)
    _places(paper, found.people)
    _zones(paper, found.zones)
    _limits(paper, found)
    paper.section("VI. ĐỀ XUẤT")
    paper.paragraph(
        "Gọi điện, xác minh và cách ly theo danh sách kèm theo, người nguy cơ cao trước;"
        f" {BLANK} [bổ sung đề xuất]./."
    )
    paper.signed(
        ["Như trên", "Trung tâm Y tế các huyện, thị xã, thành phố liên quan", f"Lưu: VT, {BLANK}"],
        "GIÁM ĐỐC",
    )
    return paper.saved()


def _heading(found: Findings, stamp: Stamp) -> Heading:
    local = stamp.data_time.astimezone(clock.TIME_ZONE)
    count = number(len(found.cases))
    return Heading(
        parent="SỞ Y TẾ TỈNH HẢI DƯƠNG",
        issuer="TRUNG TÂM\nKIỂM SOÁT BỆNH TẬT",
        number=f"/BC-{BLANK}",
        month=local.month,
        year=local.year,
        kind="BÁO CÁO NHANH",
        subject=f"Kết quả truy vết tiếp xúc của {count} ca mắc COVID-19"
        f"\n(số liệu đến {moment(stamp.data_time)})",
    )


def _cases(paper: Paper, cases: pd.DataFrame) -> None:
    paper.section("I. CA BỆNH ĐƯỢC TRUY VẾT")
    rows = [
        [
            text(case["case_id"]),
            text(case["commune"]) or BLANK,
            day(case["onset_date"]),
            moment(case["sampled_at"]),
            moment(case["isolated_at"]),
            moment(case["infectious_from"]),
        ]
        for case in records(cases.head(MOST_ROWS))
    ]
    titles = ("Mã ca", "Nơi ở", "Khởi phát", "Lấy mẫu", "Cách ly", "Có thể lây từ")
    paper.table(titles, rows or _nobody(titles), (20, 39, 24, 27, 27, 28))
    _left_out(paper, len(cases), "ca")


def _people(paper: Paper, found: Findings) -> None:
    people = found.people.assign(found=found_as(found.people, found.direction))
    isolated = number(int(people["isolated_at"].notna().sum()))
    paper.section("II. KẾT QUẢ TRUY VẾT")
    paper.paragraph(
        f"Hướng truy vết: {say(f'tracing.direction_{found.direction}').lower()}. Tìm thấy"
        f" {number(len(people))} người tại {number(people['commune'].nunique())} xã, phường, thị"
        f" trấn; {isolated} người đã cách ly. {_seen(found.shares.ascertained())}."
    )
    tiers = [*TIERS]
    rows = [
        [
            str(name),
            number(len(part)),
            *(number(int((part["tier"].astype("str") == tier).sum())) for tier in tiers),
            *_isolation(part),
            _range(found.shares.ascertained(people["found"].eq(name).to_numpy())),
        ]
        for name, part in people.groupby("found", sort=True)
    ]
    titles = ("Nhóm", "Số người", *TIERS.values(), "Đã cách ly", "Chưa cách ly", "Ước thấy")
    paper.table(titles, rows or _nobody(titles), (33, 18, 19, 19, 19, 19, 19, 19))
    _communes(paper, people)
    counts = people["commune_id"].astype("str").value_counts()
    spread = found.communes.assign(
        person_count=found.communes["commune_id"].map(counts).fillna(0).astype("int64")
    )
    if spread["person_count"].sum():
        paper.picture(
            pictures.spread_picture(spread),
            "Số người được tìm thấy theo xã nơi ở. Hướng Bắc ở trên.",
        )


def _communes(paper: Paper, people: pd.DataFrame) -> None:
    ranked = people["commune"].value_counts()
    rows = [
        [text(commune), number(count), *_isolation(people[people["commune"] == commune])]
        for commune, count in ranked.head(MOST_ROWS).items()
    ]
    titles = ("Xã, phường, thị trấn", "Số người", "Đã cách ly", "Chưa cách ly")
    paper.table(titles, rows or _nobody(titles), (75, 30, 30, 30))
    _left_out(paper, len(ranked), "xã, phường, thị trấn")


def _places(paper: Paper, people: pd.DataFrame) -> None:
    ranked = people["place_name"].value_counts()
    paper.section("III. ĐỊA ĐIỂM TIẾP XÚC CHÍNH")
    rows = [[text(place), number(count)] for place, count in ranked.head(MOST_ROWS).items()]
    titles = ("Địa điểm (của lần tiếp xúc dài nhất)", "Số người")
    paper.table(titles, rows or _nobody(titles), (130, 35))
    _left_out(paper, len(ranked), "địa điểm")


def _zones(paper: Paper, zones: pd.DataFrame) -> None:
    paper.section("IV. VÙNG CÁCH LY Y TẾ TẠI CÁC XÃ LIÊN QUAN")
    rows = zone_table.rows(records(zones))
    paper.table(zone_table.TITLES, rows or _nobody(zone_table.TITLES), zone_table.WIDTHS_MM)


def _limits(paper: Paper, found: Findings) -> None:
    scanning = number(100 * found.scanning_share, 0)
    paper.section("V. HẠN CHẾ CỦA KẾT QUẢ")
    paper.paragraph(
        "Truy vết chỉ thấy người có quét mã QR: tại các xã liên quan, khoảng"
        f" {scanning}% người dân có lượt quét trong thời gian xem xét. Giờ rời địa điểm phần lớn là"
        f" ước tính. Đã đọc {number(found.stay_count)} lượt lưu trú, để riêng"
        f" {number(found.set_aside_count)} lượt quét không dùng được."
        " Phải kết hợp điều tra thực địa."
    )


def _seen(ascertainment: Ascertainment) -> str:
    """Return the share of contacts that a count is, in words; unknown is said, not left out."""
    if not ascertainment.known_count:
        return say("blind_spot.line_unknown")
    if ascertainment.unseen_count < 1:
        return say("blind_spot.line", range=_range(ascertainment))
    missed = number(ascertainment.unseen_count)
    return say("blind_spot.line_least", range=_range(ascertainment), count=missed)


def _range(ascertainment: Ascertainment) -> str:
    """Return the interval of the share seen; one number where both ends read the same."""
    if not ascertainment.known_count:
        return BLANK
    low, high = _points(ascertainment.low), _points(ascertainment.high)
    return f"{low}%" if low == high else f"{low}–{high}%"


def _points(share: float) -> str:
    """Write a share with as many decimals as a small one needs, never as 0 %."""
    return number(100 * share, 0 if share >= 0.01 else 1 if share >= 0.001 else 2)  # noqa: PLR2004


def _isolation(people: pd.DataFrame) -> list[str]:
    isolated = int(people["isolated_at"].notna().sum())
    return [number(isolated), number(len(people) - isolated)]


def _nobody(titles: Iterable[str]) -> list[list[str]]:
    return [["Không có", *("" for _ in list(titles)[1:])]]


def _left_out(paper: Paper, count: int, what: str) -> None:
    if count > MOST_ROWS:
        more = number(count - MOST_ROWS)
        paper.paragraph(f"Và {more} {what} khác, xem danh sách kèm theo.", italic=True)
