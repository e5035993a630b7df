"""The page on the two test systems."""

import psycopg
import pytest

from dashboard import data, words
from dashboard.data.ledger import Difference
from dashboard.panels.shared import grids
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_every_role_reads_how_the_systems_differ(open_page, viewer):
    page = open_page("test_systems", viewer)

    assert not page.exception
    assert not page.error
    [table] = page.dataframe
    assert "Chỉ nền tảng quốc gia có" in table.value["Loại sai lệch"].tolist()
    assert any("Thử quy tắc này trên" in text.value for text in page.caption)


def test_a_leader_is_offered_no_single_result(open_page):
    page = open_page("test_systems", LEADER, view="work")

    assert "Việc cần giải quyết" not in [tab.label for tab in page.tabs]
    assert "Mã mẫu" not in page.dataframe[0].value


@pytest.mark.parametrize("viewer", [EPIDEMIOLOGIST, OFFICIAL], ids=["province", "district"])
def test_single_results_come_with_positives_first_and_the_look_is_logged(
    open_page, viewer, own_province
):
    page = open_page("test_systems", viewer, view="work")

    assert not page.error
    table = page.dataframe[0].value
    said = table["Phần mềm tỉnh"] + table["Nền tảng quốc gia"]
    is_positive = said.str.contains("Dương tính").tolist()
    assert is_positive == sorted(is_positive, reverse=True)
    assert "Họ tên" not in table
    with psycopg.connect(own_province) as owner:
        [count] = owner.execute(
            "select person_count from ledger.access_log where question = 'system_differences'"
        ).fetchone()
    assert count > 0


@pytest.fixture
def picked(monkeypatch):
    """Pick the first row of the list, whatever is clicked."""
    through = grids.show

    def with_first_row(rows, *, key, **rest):
        answer = through(rows, key=key, **rest)
        return {"selection": {"rows": [0]}} if key == "system_differences_list" else answer

    monkeypatch.setattr(grids, "show", with_first_row)


def test_a_difference_is_taken_settled_with_a_reason_and_kept(open_page, picked, own_province):
    page = open_page("test_systems", OFFICIAL, view="work")
    code = page.dataframe[0].value["Mã mẫu"].iloc[0]

    page = page.button(key="systems_taken").click().run()
    assert f"Bạn đã nhận mẫu {words.plain(code)}." in [one.value for one in page.success]
    page = open_page("test_systems", OFFICIAL, view="work", state="taken")
    assert page.dataframe[0].value["Mã mẫu"].tolist() == [code]
    assert page.dataframe[0].value["Ai, khi nào, thế nào"].iloc[0].startswith("Cán bộ, ")

    page = page.button(key="systems_settled").click().run()
    assert [one.value for one in page.warning] == ["Hãy ghi đã giải quyết thế nào."]
    page.text_input(key=_box(page)).set_value("Theo phiếu 12").run()
    page = page.button(key="systems_settled").click().run()
    assert f"Đã ghi: mẫu {words.plain(code)} đã giải quyết." in [one.value for one in page.success]

    with psycopg.connect(own_province) as owner:
        lines = owner.execute(
            "select state, reason, recorded_by, district_id from ledger.difference_events"
            " order by event_id"
        ).fetchall()
    assert lines == [("taken", "", "Cán bộ", "292"), ("settled", "Theo phiếu 12", "Cán bộ", "292")]


def _box(page):
    [key] = [box.key for box in page.text_input if str(box.key).startswith("difference_how_")]
    return key


def test_of_two_who_take_a_difference_the_slower_is_told(open_page, picked, own_province):
    page = open_page("test_systems", OFFICIAL, view="work")
    code = page.dataframe[0].value["Mã mẫu"].iloc[0]
    rows = data.platforms.system_differences(OFFICIAL.scope, data.feeds.data_time(OFFICIAL.scope))
    kind = rows.loc[rows["sample_code"] == code, "kind"].iloc[0]
    faster = Difference(
        sample_code=code, kind=kind, district_id="292", state="taken", reason="", follows_id=None
    )
    assert data.ledger.record_difference(EPIDEMIOLOGIST.scope, faster)
    assert not data.ledger.record_difference(OFFICIAL.scope, faster)

    page = page.button(key="systems_taken").click().run()

    assert any("Người khác vừa ghi trước" in one.value for one in page.warning)


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("test_systems")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("test_systems", LEADER)

    assert not page.error
