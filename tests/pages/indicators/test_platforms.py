"""Every platform's page: each role, each platform, its district kept, and one too slow."""

import psycopg
import pytest
import streamlit as st

from dashboard import data, figures, words
from dashboard.data.database import AnswerTookTooLong
from tests.pages.folded import unfolded

pytestmark = pytest.mark.usefixtures("province")


def shown(page):
    return " ".join(html.proto.body for html in page.get("html"))


def test_every_role_sees_it(open_page, viewer):
    page = open_page("platforms", viewer)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Các nền tảng"


@pytest.mark.parametrize("name", figures.platforms.districts.NAMES)
def test_every_platform_draws(open_page, leader, name):
    page = open_page("platforms", leader, platform=name)

    assert not page.exception
    assert not page.error
    assert page.selectbox(key="choice_platform").value == name
    is_of_province = name in figures.platforms.districts.OF_PROVINCE
    has_communes = name == "health_records"  # which have no page of their own
    assert len(page.dataframe) == (0 if is_of_province else 1 + has_communes)
    if not is_of_province:
        assert len(page.dataframe[0].value) == 12


def test_health_records_are_listed_by_commune_the_fewest_first(open_page, official):
    page = open_page("platforms", official, platform="health_records")

    communes = page.dataframe[1].value
    assert len(communes) > 1
    assert communes["Đã liên kết"].dropna().is_monotonic_increasing
    whole = communes["Người đã liên kết"] + communes["Chưa liên kết"]
    assert whole.tolist() == communes["Dân trong danh sách"].tolist()


def test_a_district_of_the_address_is_kept(open_page, leader):
    page = open_page("platforms", leader, platform="readiness", district="292")

    assert page.dataframe[0].value["Huyện, thị xã, thành phố"].tolist() == ["Thị xã Kinh Môn"]


def test_a_slow_answer_is_unknown_not_zero(open_page, leader, monkeypatch):
    def too_long(*_, **__):
        raise AnswerTookTooLong

    monkeypatch.setattr(data.platforms, "platform", too_long)

    page = unfolded(open_page("overview", leader))

    assert not page.error
    assert "Chưa tính kịp số liệu này" in shown(page)


def test_a_slow_platform_leaves_the_others_to_choose(open_page, leader, monkeypatch):
    asked = []

    def too_long(*question):
        asked.append(question[2])
        raise AnswerTookTooLong

    monkeypatch.setattr(data.platforms, "platform", too_long)

    page = open_page("platforms", leader)

    assert asked.count("declarations") == 1  # each asking costs the whole time limit
    assert "mất quá nhiều thời gian" in page.error[0].value
    assert page.selectbox(key="choice_platform").options


def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("platforms")

    assert page.error
    assert not page.title


def test_more_working_than_installed_is_told_on_the_tile(open_page, leader, monkeypatch):
    answer = data.platforms.platform

    def contradicting(scope, data_time, name):
        rows = answer(scope, data_time, name)
        more = 1000 if name == "equipment_working" else 0
        return rows.assign(done_count=rows["done_count"] + more)

    assert "Số đang chạy nhiều hơn" not in shown(
        open_page("platforms", leader, platform="equipment_working")
    )
    monkeypatch.setattr(data.platforms, "platform", contradicting)
    st.cache_resource.clear()

    assert "Số đang chạy nhiều hơn số đã lắp (" in shown(
        open_page("platforms", leader, platform="equipment_working")
    )


def test_a_result_on_paper_was_told_and_is_no_electronic_return(open_page, leader, province):
    with psycopg.connect(province) as owner:
        electronic, told = owner.execute("""
            select
                avg(coalesce(
                    returned_at <= loaded.at and channel in ('app', 'portal'), false
                )::integer),
                avg(coalesce(returned_at <= loaded.at, false)::integer)
            from operational.provincial_samples
            cross join (select max(last_loaded_at) as at from operational.feeds) as loaded
            where
                resulted_at <= loaded.at
                and (resulted_at at time zone 'Asia/Ho_Chi_Minh')::date > date '2021-08-17'
        """).fetchone()

    overview = shown(unfolded(open_page("overview", leader)))

    assert electronic < 0.5
    assert told > 0.8
    for name, share in (("results_electronic", electronic), ("results_told", told)):
        assert words.percent(float(share)) in overview
        assert words.percent(float(share)) in shown(open_page("platforms", leader, platform=name))


def test_the_change_of_a_share_is_in_points(open_page, leader):
    table = open_page("platforms", leader, platform="results_told").dataframe[0]
    heading = "So với tuần trước (điểm %)"

    known = table.value[heading].dropna()
    assert known.abs().max() > 1  # points, not a share of one
    assert "So với tuần trước" not in table.value
