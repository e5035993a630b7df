"""The page on QR places."""

import psycopg
import pytest

from dashboard import data, figures
from dashboard.figures.viewpoint import Viewpoint
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

pytestmark = pytest.mark.usefixtures("province")


def test_a_leader_finds_every_silent_place_by_name(open_page):
    page = open_page("qr_places", LEADER)

    assert not page.error
    [table] = page.dataframe
    here = Viewpoint(LEADER, data.feeds.data_time(LEADER.scope))
    silent = figures.platforms.places.total(here)["silent_count"]
    assert len(table.value) == silent > 0
    assert {"Địa điểm", "Quét lần cuối", "Im lặng (ngày)"} <= set(table.value.columns)


def test_an_official_finds_the_places_of_their_district_alone(open_page):
    [table] = open_page("qr_places", OFFICIAL).dataframe

    assert table.value["Huyện, thị xã, thành phố"].nunique() == 1


def case_place(url):
    with psycopg.connect(url) as owner:
        return owner.execute(
            "select place_id, min(case_id), count(*) from operational.check_ins"
            " join operational.cases using (person_id) join operational.places using (place_id)"
            " where scanned_at between '2021-08-10' and isolated_at"
            " group by place_id order by count(*) desc, place_id limit 1"
        ).fetchone()


def test_a_leader_sees_a_places_codes_and_no_cases(open_page, province):
    place_id, *_ = case_place(province)

    page = open_page("qr_places", LEADER, view="place", qr_place=str(place_id))

    assert not page.error
    [codes] = page.dataframe
    assert {"Địa điểm", "Lượt quét 7 ngày"} <= set(codes.value.columns)
    assert not page.get("form")


def test_cases_of_a_place_are_shown_for_a_reason_that_the_ledger_keeps(open_page, own_province):
    place_id, case_id, _ = case_place(own_province)
    page = open_page("qr_places", EPIDEMIOLOGIST, view="place", qr_place=str(place_id))
    assert len(page.dataframe) == 2  # codes, crowd by hour

    show = next(button for button in page.button if button.label == "Xem mã ca")
    page = show.click().run()
    assert len(page.dataframe) == 2
    assert page.warning

    page.text_input(key="qr_place_reason").set_value("Truy vết ổ dịch")
    show = next(button for button in page.button if button.label == "Xem mã ca")
    page = show.click().run()

    assert case_id in page.dataframe[2].value["Mã ca"].tolist()
    with psycopg.connect(own_province) as owner:
        [(question, reason)] = owner.execute(
            "select question, reason from ledger.access_log"
        ).fetchall()
    assert question == f"venue_cases?place={place_id}"
    assert reason == "Truy vết ổ dịch"


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("qr_places")

    assert page.error
    assert not page.title


@pytest.mark.usefixtures("empty_province")
def test_without_data_it_says_so(open_page):
    page = open_page("qr_places", LEADER)

    assert not page.error
    assert any("Chưa có số liệu" in one.value for one in page.markdown)
