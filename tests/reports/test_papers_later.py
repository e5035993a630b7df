"""Decisions on a zone in force, reopened: longer, a part free, ended; and in another program."""

import io
import shutil
import subprocess

import docx
import pandas as pd
import pytest

from dashboard.reports.decisions import annex_map, decision_parts, in_words
from dashboard.reports.decisions.later_decision import Later, later_decision
from dashboard.reports.vietnamese import BLANK
from tests.reports import hostile

UNITS = {"district": "huyện Thanh Miện", "commune": "xã Hồng Phong"}
HAMLETS = pd.DataFrame({"hamlet_name": ["Thôn 1"], "lon": [106.3005], "lat": [20.9005]})
SINCE = pd.Timestamp("2021-08-30T00:00+07:00")
LONGER = pd.Timestamp("2021-09-14T12:00+07:00")
ORDERED = hostile.state()
EXTENDED = hostile.state("extended", planned_end_at=LONGER) | {"decision_number": "15/QĐ-UBND"}
RELEASED = hostile.state("partly_released", resident_count=9, household_count=2, area_m2=500.0) | {
    "released_outline": hostile.OUTLINE,
    "released_resident_count": 14,
    "released_household_count": 3,
}
ENDED = hostile.state("ended") | {"decision_number": "20/QĐ-UBND"}


def drafted(*states, **changes):
    residents = hostile.residents()
    values = {
        "states": states,
        "zone_name": hostile.zone()["zone_name"],
        "reason": "xét nghiệm âm tính 3 lần.",
        "since": SINCE,
        "released_area_m2": 660.0,
        "released": in_words.parts(residents[residents["household_id"] == 20]),
        "remaining": in_words.parts(residents[residents["household_id"] != 20]),
    }
    return later_decision(Later(**(values | changes)), UNITS, picture(states[-1]), hostile.STAMP)


def picture(state):
    free = state["outline"] if state["status"] == "ended" else state["released_outline"]
    return annex_map.zone_picture(state, hostile.communes(), HAMLETS, free)


def reopened(content):
    return docx.Document(io.BytesIO(content))


def text_of(paper):
    return "\n".join(paragraph.text for paragraph in paper.paragraphs)


def tables_of(paper):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]


KINDS = pytest.mark.parametrize(
    ("states", "subject"),
    [
        ((ORDERED, EXTENDED), "Về việc gia hạn thời gian cách ly y tế"),
        ((ORDERED, RELEASED), "Về việc điều chỉnh phạm vi vùng cách ly y tế"),
        ((ORDERED, ENDED), "Về việc kết thúc thời gian cách ly y tế"),
    ],
    ids=["extend", "release", "end"],
)


@KINDS
def test_each_kind_has_every_part_of_the_form(states, subject):
    paper = reopened(drafted(*states))

    lines = [paragraph.text for paragraph in paper.paragraphs]
    assert lines[0] == "QUYẾT ĐỊNH"
    assert lines[1].startswith(f"{subject} phòng, chống dịch COVID-19")
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HẢI DƯƠNG" in lines
    assert "PHỤ LỤC" in lines
    articles = [line.split(".")[0] for line in lines if line.startswith("Điều ")]
    assert articles == ["Điều 1", "Điều 2", "Điều 3", "Điều 4"]
    text = "\n".join(lines)
    assert "101/2010/NĐ-CP" in text
    assert "Căn cứ Quyết định số 12/QĐ-UBND ngày" in text
    assert "về việc thiết lập vùng cách ly y tế" in text
    assert "Lý do: xét nghiệm âm tính 3 lần" in text
    assert "DỰ THẢO" in paper.tables[0].cell(0, 0).text
    signature = next(table for table in paper.tables if "Nơi nhận:" in table.cell(0, 0).text)
    assert "UBND huyện Thanh Miện" in signature.cell(0, 0).text
    assert signature.cell(0, 1).text.startswith("CHỦ TỊCH")
    assert hostile.IMAGE in text
    assert paper.inline_shapes


def test_an_extension_names_both_ends_and_who_stays():
    paper = reopened(drafted(ORDERED, EXTENDED))

    assert "đến 12 giờ 00 ngày 14/09/2021" in text_of(paper)
    compared, stay = tables_of(paper)[1:3]
    assert compared[2:4] == [
        ["Dự kiến kết thúc", "12 giờ 00 ngày 07/09/2021", "12 giờ 00 ngày 14/09/2021"],
        ["Số ngày kể từ khi bắt đầu", "14 ngày", "21 ngày"],
    ]
    assert stay[1][0] == "Thôn 1, xã Hồng Phong"
    assert "Số: 15/QĐ-UBND" in paper.tables[0].cell(0, 0).text


def test_a_release_tells_apart_who_is_free_and_who_stays():
    paper = reopened(drafted(ORDERED, RELEASED))

    text = text_of(paper)
    assert "kể từ 00 giờ 00 ngày 30/08/2021: diện tích khoảng 660\xa0m², gồm 3 hộ với 14" in text
    assert "phần còn lại, diện tích khoảng 500\xa0m², gồm 2 hộ với 9 nhân khẩu" in text
    assert "[kiểm tra" not in text
    free, stay, compared = tables_of(paper)[1:4]
    assert free[1:] == [["Thôn 1, xã Hồng Phong", f"nhà {BLANK}", "", "1", "1"]]
    assert [row[3:] for row in stay[1:]] == [["1", "2"], ["1", "1"], ["2", "3"]]
    assert stay[-1][0] == "Cộng"
    assert compared[2:] == [["Số hộ", "5", "3", "2"], ["Số người", "23", "14", "9"]]
    # It has no number of its own yet: the ledger's is that of the order.
    assert "/QĐ-UBND" in paper.tables[0].cell(0, 0).text
    assert "12/QĐ-UBND" not in paper.tables[0].cell(0, 0).text


def test_counts_that_do_not_add_up_are_pointed_out():
    recounted = RELEASED | {"released_resident_count": 15}

    assert "[kiểm tra: hai phần cộng lại khác" in text_of(reopened(drafted(ORDERED, recounted)))


def test_an_end_says_how_long_it_took_and_what_was_free_before():
    states = (ORDERED, RELEASED, ENDED)

    paper = reopened(drafted(*states, since=pd.Timestamp("2021-09-08T00:00+07:00")))

    text = text_of(paper)
    assert "kể từ 00 giờ 00 ngày 08/09/2021" in text
    assert f"Căn cứ Quyết định số {BLANK} ngày {BLANK}" in text  # the release had no number
    rows = dict(tables_of(paper)[2][1:])
    assert rows["Số ngày đã áp dụng"] == "14 ngày"
    assert rows["Đã gỡ trước, 12 giờ 00 ngày 24/08/2021"] == "3 hộ, 14 người"


def test_what_is_not_known_is_blank():
    unknown = EXTENDED | {"planned_end_at": pd.NaT, "lead_agency": None, "guard_post_count": pd.NA}

    paper = reopened(drafted(ORDERED, unknown, reason=" ", remaining=None))

    assert f"đến {BLANK}. Lý do: {BLANK}" in text_of(paper)
    assert "Giao Ủy ban nhân dân huyện Thanh Miện chủ trì" in text_of(paper)
    compared, stay = tables_of(paper)[1:3]
    assert [row[2] for row in compared[2:]] == [BLANK] * 4
    assert stay[1][1] == f"từ nhà {BLANK} đến nhà {BLANK}"


def test_where_nobody_lives_is_not_a_blank():
    paper = reopened(drafted(ORDERED, RELEASED, remaining=[]))

    assert tables_of(paper)[2][1:] == [["Không có hộ nào", "", "", "0", "0"]]


@pytest.mark.parametrize(
    "states",
    [(ORDERED, ORDERED), (ORDERED, ENDED | {"starts_at": pd.NaT})],
    ids=["set up", "never in force"],
)
def test_a_zone_that_takes_no_later_decision_is_refused(states):
    with pytest.raises(ValueError, match=states[-1]["status"]):
        drafted(*states)


def test_a_proposal_turned_down_takes_no_decision():
    assert decision_parts.kind("ended", pd.NaT) is None
    assert decision_parts.kind("ended", ORDERED["starts_at"]) == "end"
    assert decision_parts.kind("proposed", pd.NaT) == "establish"


def test_the_map_tells_the_free_part_from_the_closed_one():
    closed, released, ended = (
        picture(state) for state in (ORDERED, RELEASED, hostile.state("ended"))
    )

    assert len({closed, released, ended}) == 3


@KINDS
def test_each_opens_in_libreoffice_with_its_letters(states, subject, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    file = tmp_path / "paper.docx"
    file.write_bytes(drafted(*states))

    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    subprocess.run([*command, "--outdir", tmp_path, file], check=True, capture_output=True)

    said = (tmp_path / "paper.txt").read_text("utf-8-sig")
    assert f"{subject} phòng, chống dịch COVID-19" in said
    assert "Nơi nhận:" in said
