"""The page for each role, without data, and without a database."""

import io
import re

import openpyxl
import psycopg
import pytest

from dashboard import alphabet
from dashboard.access import Role
from dashboard.panels.adoption import people


@pytest.mark.usefixtures("province")
def test_every_role_sees_it(open_page, viewer):
    page = open_page("app_adoption", viewer)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Tỷ lệ cài đặt ứng dụng"
    assert page.get("html")


@pytest.mark.usefixtures("province")
def test_english_is_a_switch(open_page, leader):
    page = open_page("app_adoption", leader, lang="en")

    assert page.title[0].value == "App adoption"


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("app_adoption")

    assert [error.value for error in page.error] == [
        "Anh/chị chưa đăng nhập. Hãy đăng nhập để xem trang này."
    ]
    assert not page.title
    assert not page.get("html")


@pytest.mark.usefixtures("empty_province")
def test_empty_database_says_so(open_page, leader):
    page = open_page("app_adoption", leader)

    assert not page.exception
    assert not page.error
    assert any("**Chưa có số liệu**" in text.value for text in page.markdown)


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page, leader):
    page = open_page("app_adoption", leader)

    assert not page.exception
    assert page.header[0].value == "Chưa kết nối được cơ sở dữ liệu"
    assert "Thử lại" in [button.label for button in page.button]


@pytest.mark.usefixtures("province")
def test_official_sees_no_commune_of_another_district(open_page, official):
    page = open_page("app_adoption", official, view="communes")

    districts = set(page.dataframe[0].value["Huyện, thị xã, thành phố"])
    assert len(districts) == 1
    assert "Huyện, thị xã, thành phố" not in [box.label for box in page.selectbox]


@pytest.mark.usefixtures("province")
def test_district_of_the_address_bar_filters(open_page, leader):
    everything = open_page("app_adoption", leader, view="communes").dataframe[0].value
    one = open_page("app_adoption", leader, view="communes", district="292").dataframe[0].value

    assert len(everything) == 235
    assert 0 < len(one) < 40


@pytest.mark.usefixtures("province")
def test_unknown_district_in_the_address_is_ignored(open_page, leader):
    page = open_page("app_adoption", leader, view="communes", district="'; drop table")

    assert not page.exception
    assert len(page.dataframe[0].value) == 235


@pytest.mark.usefixtures("province")
def test_only_a_district_official_may_ask_who_is_missing(open_page, viewer):
    page = open_page("app_adoption", viewer)

    heading = "Ai chưa cài đặt" in [part.value for part in page.header]
    assert heading == (viewer.role == Role.DISTRICT_OFFICIAL)


def test_names_need_a_reason_and_are_logged_first(
    open_page, official, province, given, monkeypatch
):
    page = open_page("app_adoption", official)
    show = next(button for button in page.button if button.label == "Ghi nhật ký và hiện")
    page = show.click().run()
    assert "Hãy ghi lý do." in [part.value for part in page.warning]
    assert not _named(page)

    next(box for box in page.text_input if box.label == "Lý do xem").set_value("Gọi nhắc cài")
    show = next(button for button in page.button if button.label == "Ghi nhật ký và hiện")
    page = show.click().run()

    (names,) = _named(page)
    with psycopg.connect(province) as owner:
        question, reason, count = owner.execute(
            "select question, reason, person_count from ledger.access_log"
            " order by access_id desc limit 1"
        ).fetchone()
    assert question.startswith("identities?not_installed&commune=")
    assert (reason, count) == ("Gọi nhắc cài", len(names))
    assert count > 0
    assert (
        _taken(given, "workbook_not_installed", official, monkeypatch) == names["Họ tên"].tolist()
    )
    with psycopg.connect(province) as owner:
        last = "select question from ledger.access_log order by access_id desc limit 1"
        assert owner.execute(last).fetchone()[0].endswith("&xlsx")


def _taken(given, key, viewer, monkeypatch):
    """Return the names in the file that a button gives."""
    monkeypatch.setitem(people.st.session_state, "viewer", viewer)
    sheet = openpyxl.load_workbook(io.BytesIO(given[key]())).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    return [row[heads.index("Họ tên")] for row in rows]


@pytest.mark.usefixtures("province")
def test_both_targets_have_a_forecast(open_page, leader):
    owners = open_page("app_adoption", leader)
    officials = open_page("app_adoption", leader, target="officials")

    for page in (owners, officials):
        assert any("Dự báo đến hết ngày 30/08" in part.value for part in page.get("html"))
    assert _forecast(owners) != _forecast(officials)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("target", ["owners", "officials"])
def test_a_band_held_eight_times_in_ten_or_is_said_not_to_be_given(open_page, leader, target):
    page = open_page("app_adoption", leader, target=target)
    said = "".join(part.value for part in page.get("html"))

    held = re.search(r"Khoảng 80% trúng (\d+)% trong (\d+) lần", said)
    assert (held is None) == ("Không nêu khoảng dự báo" in said)
    assert (held is None) == ("Khoảng 80%: " not in said)
    assert held is None or (75 <= int(held[1]) <= 85 and int(held[2]) >= 12)
    assert "statsmodels" not in said + "".join(text.value for text in page.caption)


def _named(page):
    return [table.value for table in page.dataframe if "Họ tên" in table.value]


def _forecast(page):
    return next(part.value for part in page.get("html") if "30/08" in part.value)


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("view", "name", "heading"),
    [
        ("communes", "adoption_communes", "Xã, phường, thị trấn"),
        ("agencies", "adoption_agencies", "Cơ quan, đơn vị"),
    ],
)
def test_a_league_table_is_searched_without_marks(open_page, leader, view, name, heading):
    page = open_page("app_adoption", leader, view=view)
    wanted = next(unit for unit in league(page, heading) if not unit.isascii())

    page.text_input(key=f"search_{name}").set_value(alphabet.fold(wanted)).run()

    assert {alphabet.fold(unit) for unit in league(page, heading)} == {alphabet.fold(wanted)}


@pytest.mark.usefixtures("province")
def test_a_name_that_nothing_matches_is_said(open_page, leader):
    page = open_page("app_adoption", leader, view="communes")

    page.text_input(key="search_adoption_communes").set_value("xyz").run()

    assert any("Không có tên nào khớp" in text.value for text in page.markdown)


def league(page, heading):
    tables = [table.value for table in page.dataframe if heading in table.value]
    return tables[-1][heading].astype("str").tolist()
