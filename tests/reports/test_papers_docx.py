"""Decision and report, reopened: every part of the form, the tables' values, nothing live."""

import io
import re
import zipfile
from functools import cache

import docx
import pandas as pd
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from dashboard.reports.decisions import annex_map, in_words, zone_table
from dashboard.reports.decisions.decision import decision
from dashboard.reports.form import MOTTO, NATION
from dashboard.reports.traces.quick_report import MOST_ROWS, Findings, quick_report
from dashboard.reports.vietnamese import BLANK
from tests.reports import hostile

UNITS = {"district": "huyện Thanh Miện", "commune": "xã Hồng Phong"}
HAMLETS = pd.DataFrame({"hamlet_name": ["$a_1$"], "lon": [106.3005], "lat": [20.9005]})


@cache
def picture():
    return annex_map.zone_picture(hostile.zone(), hostile.communes(), HAMLETS)


def decided(people=None, **changes):
    zone = hostile.zone(**changes)
    parts = in_words.parts(hostile.residents() if people is None else people)
    return decision(zone, parts, UNITS, picture(), hostile.STAMP)


def reported(**changes):
    cases = pd.DataFrame(
        {
            "case_id": ["HD1"],
            "commune": ["Hồng Phong, Thanh Miện"],
            "onset_date": [pd.NaT],
            "sampled_at": [pd.Timestamp("2021-08-20T05:00Z")],
            "isolated_at": [pd.NaT],
            "infectious_from": [pd.Timestamp("2021-08-17T17:00Z")],
        }
    )
    values = {
        "direction": "forward",
        "cases": cases,
        "people": hostile.people(),
        "zones": pd.DataFrame([hostile.zone()]),
        "communes": hostile.communes(),
        "stay_count": 1234,
        "set_aside_count": 5,
        "scanning_share": 0.46,
        "shares": hostile.shares(),
    }
    return quick_report(Findings(**(values | changes)), hostile.STAMP)


def reopened(content):
    return docx.Document(io.BytesIO(content))


def text_of(paper):
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def rows_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("content", "issuer", "number", "kind", "signer"),
    [
        (decided, "TỈNH HẢI DƯƠNG", "/QĐ-UBND", "QUYẾT ĐỊNH", "CHỦ TỊCH"),
        (reported, "KIỂM SOÁT BỆNH TẬT", "/BC-", "BÁO CÁO NHANH", "GIÁM ĐỐC"),
    ],
)
def test_a_paper_has_every_part_of_the_form(content, issuer, number, kind, signer):
    paper = reopened(content())

    left, right = (cell.text for cell in paper.tables[0].rows[0].cells)
    assert issuer in left
    assert re.search(rf"Số: +{number}", left)
    assert "DỰ THẢO" in left
    assert right.startswith(f"{NATION}\n{MOTTO}")
    assert re.search(r"Hải Dương, ngày +tháng 8 năm 2021", right)
    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert lines[0] == kind
    assert "COVID-19" in lines[1]
    signature = next(table for table in paper.tables if "Nơi nhận:" in table.cell(0, 0).text)
    assert "Lưu: VT" in signature.cell(0, 0).text
    assert signature.cell(0, 1).text.startswith(signer)
    assert signature.cell(0, 1).text.endswith("[Họ và tên]")


@pytest.mark.parametrize("content", [decided, reported])
def test_page_and_type_are_those_of_decree_30(content):
    paper = reopened(content())

    page = paper.sections[0]
    sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert paper.styles["Normal"].font.name == "Times New Roman"
    right = paper.tables[0].cell(0, 1).paragraphs
    assert [(p.runs[0].font.size, p.runs[0].bold) for p in right[:2]] == [
        (Pt(12), True),
        (Pt(13), True),
    ]
    assert right[3].runs[0].italic
    body = [p for p in paper.paragraphs if p.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY]
    assert body
    assert {run.font.size for p in body for run in p.runs} == {Pt(14)}
    assert page.different_first_page_header_footer
    assert 'w:instr="PAGE"' in page.header._element.xml
    assert page.first_page_header.paragraphs[0].text == ""


@pytest.mark.parametrize("content", [decided, reported])
def test_a_paper_is_stamped_and_is_a_draft(content):
    paper = reopened(content())

    stamp = dict(rows_of(paper.tables[-1])[1:])
    assert stamp["Số liệu đến"] == hostile.STAMPED[0]
    assert stamp["Quy tắc đã dùng"] == hostile.STAMPED[1]
    assert stamp["Người xuất"] == hostile.STAMP.exporter
    for foot in (paper.sections[0].footer, paper.sections[0].first_page_footer):
        assert foot.paragraphs[0].text.startswith("BẢN NHÁP · Số liệu đến 17 giờ 00")


def test_a_decision_names_length_area_households_and_people():
    text = text_of(reopened(decided(hostile.residents(full_name=["A", "Bà Hai", "Ông Ba", "C"]))))

    assert "diện tích khoảng 1.160\xa0m², gồm 5 hộ với 23 nhân khẩu" in text
    assert (
        "- Thôn 1, xã Hồng Phong: từ nhà ông Ông Ba đến nhà bà Bà Hai, dài khoảng 104 m,"
        " gồm 2 hộ, 3 người;"
    ) in text
    assert f"- {BLANK}, xã Hồng Phong: nhà ông C, gồm 1 hộ, 1 người;" in text
    assert "Tối thiểu 14 ngày, kể từ 12 giờ 00 ngày 24/08/2021" in text
    assert "Giao Ủy ban nhân dân huyện Thanh Miện chủ trì" in text
    assert "101/2010/NĐ-CP" in text
    assert "[bổ sung căn cứ" in text


def test_a_decision_names_commune_and_district_in_full():
    """As an order does: "thôn", "xã" and "huyện", in the subject, the first article, the map."""
    lines = [line for line in text_of(reopened(decided())).splitlines() if hostile.IMAGE in line]

    assert len(lines) > 2
    assert all(f"thôn {hostile.IMAGE}, xã Hồng Phong, huyện Thanh Miện" in line for line in lines)


def test_without_names_or_homes_a_house_is_a_blank_and_never_a_number_of_ours():
    text = text_of(reopened(decided()))
    assert f"từ nhà {BLANK} đến nhà {BLANK}" in text
    assert not re.search(r"hộ số|số 20", text)
    nobody = hostile.residents().head(0)
    assert f"từ nhà {BLANK} đến nhà {BLANK}" in text_of(reopened(decided(nobody)))


def test_what_the_ledger_knows_of_a_decision_stands_in_it():
    ordered = decided(decision_number="12/QĐ-UBND", lead_agency="UBND thị trấn")

    paper = reopened(ordered)

    assert "Số: 12/QĐ-UBND" in paper.tables[0].cell(0, 0).text
    assert ["Cơ quan chủ trì", "UBND thị trấn"] in rows_of(paper.tables[1])
    assert ["Số hộ", "5 hộ"] in rows_of(paper.tables[1])


def test_unknown_times_are_blanks():
    rows = dict(zone_table.facts(hostile.zone(starts_at=pd.NaT, planned_end_at=pd.NaT)))

    assert (rows["Bắt đầu"], rows["Dự kiến kết thúc"]) == (BLANK, BLANK)
    assert f"Tối thiểu {BLANK} ngày" in text_of(reopened(decided(starts_at=pd.NaT)))


def test_a_decision_lists_the_guard_posts_at_crossings_with_roads():
    posts = pd.DataFrame({"road_name": ["Đường 391", ""], "lon": [106.3, 106.301], "lat": 20.9005})
    made = decision(hostile.zone(), [], UNITS, picture(), hostile.STAMP, posts=posts)
    said = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs)
    assert "Dự kiến 2 chốt, tại nơi ranh giới vùng cắt đường" in said
    assert "- Chốt 1: Đường 391 (20.90050, 106.30000);" in said
    assert "- Chốt 2: đường chưa có tên trong dữ liệu (20.90050, 106.30100);" in said
    without = docx.Document(io.BytesIO(decided())).paragraphs
    assert not any("Chốt 1" in paragraph.text for paragraph in without)


def test_a_zone_that_ended_takes_another_decision():
    with pytest.raises(ValueError, match="ended"):
        decided(status="ended")


def test_a_report_counts_what_the_list_holds():
    paper = reopened(reported())

    _, cases, rings, communes, places, zones, *_ = (rows_of(table) for table in paper.tables)
    assert cases[1] == [
        "HD1", "Hồng Phong, Thanh Miện", BLANK, "12 giờ 00 ngày 20/08/2021", BLANK,
        "00 giờ 00 ngày 18/08/2021",
    ]  # fmt: skip
    assert rings[1:] == [["F1", "3", "0", "0", "3", "1", "2", seen_range()]]
    assert communes[1:] == [["Xã Một, huyện A", "3", "1", "2"]]
    assert places[1:] == [[hostile.IMAGE, "3"]]
    assert zones[1][1:5] == ["23", "5", "1", "2"]
    text = text_of(paper)
    assert "Tìm thấy 3 người tại 1 xã, phường, thị trấn; 1 người đã cách ly" in text
    assert "khoảng 46% người dân" in text
    assert "1.234 lượt lưu trú, để riêng 5 lượt quét" in text


def seen_range():
    ascertainment = hostile.shares().ascertained()
    return f"{100 * ascertainment.low:.0f}–{100 * ascertainment.high:.0f}%"


def test_a_report_says_beside_its_counts_which_share_of_contacts_they_are():
    few = reported(shares=hostile.shares(scanned_count=(8, 10, 9)))
    unknown = reported(shares=hostile.shares(scanned_count=()))

    missed = round(hostile.shares().ascertained().unseen_count)
    assert f"Thấy {seen_range()} số tiếp xúc; sót ít nhất {missed}." in text_of(
        reopened(reported())
    )
    assert re.search(r"Thấy 0,2–2% số tiếp xúc; sót ít nhất 16", text_of(reopened(few)))
    paper = reopened(unknown)
    assert "Chưa rõ thấy được bao nhiêu phần tiếp xúc." in text_of(paper)
    assert rows_of(paper.tables[2])[1][-1] == BLANK


def test_a_long_table_says_what_it_leaves_out():
    people = pd.concat([hostile.people(1, commune=f"Xã {n}") for n in range(MOST_ROWS + 2)])

    paper = reopened(reported(people=people, shares=hostile.shares(len(people))))

    assert len(paper.tables[3].rows) == MOST_ROWS + 1
    assert "Và 2 xã, phường, thị trấn khác" in text_of(paper)


def test_a_report_of_nobody_says_so_and_draws_no_map():
    paper = reopened(
        reported(people=hostile.people().head(0), zones=pd.DataFrame(), shares=hostile.shares(0))
    )

    assert [rows_of(table)[1][0] for table in paper.tables[2:6]] == ["Không có"] * 4
    assert not paper.inline_shapes
    assert reopened(reported()).inline_shapes


@pytest.mark.parametrize("content", [decided, reported])
def test_hostile_names_are_text_and_nothing_in_the_file_is_live(content):
    paper = reopened(content())

    assert hostile.IMAGE in text_of(paper)
    with zipfile.ZipFile(io.BytesIO(content())) as parts:
        document = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert "<img" not in document
    assert set(re.findall(r'w:instr="([^"]*)"', document)) <= {"PAGE"}
    assert "External" not in links


def test_a_name_with_a_control_character_does_not_stop_a_paper():
    people = hostile.residents(full_name=[hostile.CONTROL] * 4)

    assert "Chợ��" in text_of(reopened(decided(people)))


@pytest.mark.parametrize("shift", [0.0, 0.02])
def test_the_map_is_a_picture_of_the_zone_and_of_no_home(shift):
    """The picture takes zone, communes and hamlets: a home cannot get in. It follows the zone."""
    moved = [[[lon + shift, lat] for lon, lat in hostile.OUTLINE["coordinates"][0]]]
    zone = hostile.zone(outline={"type": "Polygon", "coordinates": moved})

    png = annex_map.zone_picture(zone, hostile.communes(), HAMLETS)

    assert png.startswith(b"\x89PNG")
    assert (png == picture()) is (shift == 0)


def test_a_picture_keeps_to_the_margins_in_libreoffice_too():
    picture = reopened(decided()).inline_shapes[0]._inline

    assert [picture.get(f"dist{side}") for side in "TBLR"] == ["0"] * 4


def test_outlines_that_are_official_are_not_called_approximate():
    official = hostile.communes(outline_source=["official", "official"])

    assert picture() != annex_map.zone_picture(hostile.zone(), official, HAMLETS)
