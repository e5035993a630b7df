"""The page for each role, without data, and without a database."""

import re

import pytest

from dashboard import data
from dashboard.data.database import AnswerTookTooLong
from tests.pages.folded import unfolded


@pytest.mark.usefixtures("province")
def test_every_role_sees_it(open_page, viewer):
    page = open_page("overview", viewer)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Tổng quan"
    assert page.get("html")


@pytest.mark.usefixtures("province")
def test_english_is_a_switch(open_page, leader):
    page = open_page("overview", leader, lang="en")

    assert page.title[0].value == "Overview"


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("overview")

    assert [error.value for error in page.error] == [
        "Anh/chị chưa đăng nhập. Hãy đăng nhập để xem trang này."
    ]
    assert not page.title
    assert not page.get("html")


@pytest.mark.usefixtures("empty_province")
def test_empty_database_says_so(open_page, leader):
    page = open_page("overview", leader)

    assert not page.exception
    assert not page.error
    assert any("**Chưa có số liệu**" in text.value for text in page.markdown)


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page, leader):
    page = open_page("overview", leader)

    assert not page.exception
    assert page.header[0].value == "Chưa kết nối được cơ sở dữ liệu"
    assert "Thử lại" in [button.label for button in page.button]


@pytest.mark.usefixtures("province")
def test_one_slow_figure_does_not_cost_the_page(open_page, leader, monkeypatch):
    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(data.platforms, "daily_venues", too_long)

    page = open_page("overview", leader)

    assert not page.error
    assert any("Chưa tính kịp" in html.proto.body for html in page.get("html"))


def links(page):
    """Return what every link with a filter opens: page, filter."""
    found = {(link.proto.page, link.proto.query_string) for link in page.get("page_link")}
    return {(name, query) for name, query in found if query}


@pytest.mark.usefixtures("province")
def test_a_chosen_district_is_kept_by_every_tile(open_page, leader):
    page = unfolded(open_page("overview", leader, district="292"))

    opened = links(page)
    assert ("app_adoption", "district=292") in opened
    assert ("vaccination_coverage", "district=292") in opened
    assert ("platforms", "platform=readiness&district=292") in opened


@pytest.mark.usefixtures("province")
def test_the_ranking_opens_each_district(open_page, leader):
    opened = {
        query
        for name, query in links(open_page("overview", leader))
        if name == "app_adoption" and query.startswith("district=")
    }

    assert {"district=288", "district=300"} <= opened
    assert len(opened) == 12


@pytest.mark.usefixtures("province")
def test_one_sentence_answers_first(open_page, viewer):
    page = open_page("overview", viewer)

    [said] = [html.proto.body for html in page.get("html") if 'class="headline"' in html.proto.body]
    sentence = said.partition('class="sentence">')[2].partition("<")[0]
    assert re.fullmatch(
        r"Giữ nhịp 7 ngày qua, đến hết 30/08 đạt [\d,]+% người có điện thoại thông minh, "
        r"còn thiếu [\d.]+ người, riêng (\D+, ){2}\D+ chiếm \d+% phần thiếu; "
        r"\d+ ca mới trong 7 ngày, \d+ ca đã có trong danh sách từ trước\.",
        sentence,
    )


@pytest.mark.usefixtures("province")
def test_a_leader_reads_how_many_new_cases_were_on_a_list_as_an_epidemiologist_does(
    open_page, leader, epidemiologist
):
    said = [
        next(
            h.proto.body
            for h in open_page("overview", who).get("html")
            if "sentence" in h.proto.body
        )
        for who in (leader, epidemiologist)
    ]

    assert said[0] == said[1]


@pytest.mark.usefixtures("province")
def test_districts_are_told_apart_by_distance_and_pace(open_page, leader):
    page = open_page("overview", leader)

    bodies = [html.proto.body for html in page.get("html")]
    notes = [re.findall(r'bar-note">([^<]*)<', body) for body in bodies if 'class="bar"' in body]
    assert len(notes) == len({*map(tuple, notes)}) == 12
    assert all(re.fullmatch(r"Thiếu [\d.]+ · \d+/ngày, cần \d+|Đã đủ", note) for [note] in notes)


@pytest.mark.usefixtures("province")
def test_eight_tiles_and_the_rest_is_one_tap_away(open_page, leader):
    page = open_page("overview", leader)

    def tiles():
        return [html for html in page.get("html") if 'class="tile ' in html.proto.body]

    assert len(tiles()) == 8
    page = unfolded(page)
    assert len(tiles()) > 15


@pytest.mark.usefixtures("province")
def test_what_is_due_and_the_levels_of_risk_lead_to_the_zones(open_page, leader):
    page = open_page("overview", leader)

    headings = [heading.value for heading in page.header]
    assert headings[1:4] == [
        "Cần quyết định hôm nay",
        "Xã theo mức nguy cơ",
        "Thay đổi so với hôm qua",
    ]
    assert ("containment_zones", "view=risk") in links(page)


@pytest.mark.usefixtures("province")
def test_an_official_ranks_their_own_communes(open_page, official):
    page = open_page("overview", official)

    opened = {
        query for name, query in links(page) if name == "app_adoption" and "from=" not in query
    }
    assert opened == {"district=292"}


@pytest.mark.usefixtures("province")
def test_the_presentation_is_one_screen_with_everything(open_page, leader):
    page = open_page("overview", leader, present="1")

    assert not page.error
    bodies = [html.proto.body for html in page.get("html")]
    [stage] = [body for body in bodies if 'class="stage"' in body]
    assert "Tỉnh Hải Dương" in stage
    assert "Dữ liệu mô phỏng" in stage
    assert stage.count('class="tile ') == 8
    assert stage.count('class="bar"') == 12
    assert stage.count("<tr") == 12
    assert not page.header  # nothing of the page is drawn beneath it


@pytest.mark.usefixtures("province")
def test_the_presentation_begins_and_ends_with_the_district_kept(open_page, leader):
    page = open_page("overview", leader, district="292")

    page.button(key="present_start").click().run()
    assert set(page.query_params) == {"district", "present"}
    assert any('class="stage"' in html.proto.body for html in page.get("html"))

    page.button(key="present_end").click().run()
    assert set(page.query_params) == {"district"}
    assert not any('class="stage"' in html.proto.body for html in page.get("html"))


@pytest.mark.usefixtures("province")
def test_the_page_is_offered_on_paper(open_page, viewer):
    page = open_page("overview", viewer)

    labels = [button.proto.label for button in page.get("download_button")]
    assert {"Tải một trang (DOCX)", "Tải một trang (PDF)"} <= set(labels)
