"""Containment zones per role and state: read by all, proposed and decided by who may."""

from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest

from dashboard import data
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.panels.zones.changes import NEXT, problems
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL, many_cases

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)


def propose(district_id="292", name="Thôn <b>1</b>", **changes):
    values = {
        "zone_name": name,
        "district_id": district_id,
        "commune_id": "10720",
        "outline": {
            "type": "Polygon",
            "coordinates": [[[106.3, 20.9], [106.301, 20.9], [106.301, 20.901], [106.3, 20.9]]],
        },
        "area_m2": 1160.0,
        "resident_count": 23,
        "household_count": 5,
        "f0_count": 1,
        "f1_count": 2,
        "place_count": 0,
        "reason": "Ổ dịch chợ",
        "data_time": NOW,
        "traced_with": "preset=moh_2021_08&case=HD1",
    }
    return data.zones.propose_zone(EPIDEMIOLOGIST.scope, data.zones.Proposal(**(values | changes)))


@pytest.mark.usefixtures("province")
def test_stranger_sees_only_the_refusal(open_alone):
    page = open_alone("containment_zones")

    assert len(page.error) == 1
    assert not page.title
    assert not page.dataframe


@pytest.mark.usefixtures("own_zones")
def test_every_role_sees_an_empty_ledger(open_page, viewer):
    page = open_page("containment_zones", viewer)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Vùng phong tỏa"
    assert any("Chưa có vùng nào trong sổ" in text.value for text in page.markdown)


@pytest.mark.usefixtures("own_zones")
@pytest.mark.parametrize("viewer", [LEADER, OFFICIAL], ids=lambda viewer: str(viewer.role))
def test_who_may_not_propose_only_reads(open_page, viewer):
    propose()

    page = open_page("containment_zones", viewer)

    assert page.dataframe[0].value["zone_name"].tolist() == ["Thôn <b>1</b>"]
    assert [tab.label for tab in page.tabs] == ["Sổ vùng phong tỏa", "Mức độ nguy cơ"]
    assert not page.multiselect
    assert not page.text_input
    assert "person_id" not in page.dataframe[0].value


@pytest.mark.usefixtures("own_zones")
def test_official_does_not_see_another_district_s_zone(open_page):
    propose(district_id="290", name="Nơi khác")

    page = open_page("containment_zones", OFFICIAL)

    assert not page.dataframe
    assert any("Chưa có vùng nào" in text.value for text in page.markdown)


@pytest.mark.usefixtures("own_zones")
def test_epidemiologist_is_offered_narrow_zones(open_page):
    page = open_page("containment_zones", EPIDEMIOLOGIST)

    page.session_state["zones_view_vi"] = "Đề xuất vùng mới"
    page.run()

    assert not page.exception
    assert not page.error
    drafts = page.dataframe[0].value
    assert len(drafts)
    assert drafts["residents"].sum() < 3_000
    assert any("các chuỗi lây chưa ai biết" in text.value for text in page.caption)
    save = next(button for button in page.button if button.label == "Lưu đề xuất")
    save.click().run()
    assert any("Hãy chọn ít nhất một vùng" in warning.value for warning in page.warning)
    assert data.zones.zones(EPIDEMIOLOGIST.scope).empty


def roads_across(url, west, east, lat):
    """Import one road, as an administrator would; the caller removes it."""
    line = f'{{"type": "LineString", "coordinates": [[{west}, {lat}], [{east}, {lat}]]}}'
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(
            "insert into ledger.roads values (1, 'Đường 391', %s::jsonb, %s, %s, %s, %s, 'test')",
            (line, west, lat, east, lat),
        )


def test_guard_posts_need_a_road_layer_and_the_page_says_so(open_page, own_province):
    propose()
    page = open_page("containment_zones", LEADER)
    page.session_state["zone_ledger"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    assert any("vị trí chốt cần lớp dữ liệu đường" in text.value for text in page.caption)

    roads_across(own_province, 106.29, 106.31, 20.9002)
    page.run()

    assert not page.exception
    told = [text.value for text in page.caption if "Chốt trực:" in text.value]
    assert len(told) == 1
    assert "cắt đường tại 2 nơi" in told[0]


@pytest.mark.usefixtures("own_zones")
def test_covering_more_of_the_risk_confines_more_people(open_page):
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    page.session_state["zones_view_vi"] = "Đề xuất vùng mới"
    page.session_state["zone_share"] = 30
    page.run()
    few = page.dataframe[0].value["residents"].sum()
    assert any("Phương án này" in text.value for text in page.caption)

    page.select_slider[0].set_value(80).run()

    assert not page.exception
    many = page.dataframe[0].value["residents"].sum()
    assert many > few > 0


@pytest.mark.usefixtures("own_zones")
def test_whole_hamlets_confine_more_people_than_hexagons(open_page):
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    page.session_state["zones_view_vi"] = "Đề xuất vùng mới"
    page.run()
    cells = page.dataframe[0].value["residents"].sum()

    page.session_state["zone_unit"] = "hamlet"
    page.run()

    assert page.dataframe[0].value["residents"].sum() > cells


def proposing(open_page, **chosen):
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    page.session_state["zones_view_vi"] = "Đề xuất vùng mới"
    for key, value in chosen.items():
        page.session_state[key] = value
    return page.run()


def test_a_zone_without_homes_is_named_after_its_place_and_comes_first(open_page, own_province):
    with psycopg.connect(own_province) as owner:
        owner.execute(
            "update operational.people set home_lat = home_lat + 0.01 from operational.places"
            " where places.commune_id = people.commune_id and abs(home_lon - lon) < 0.004"
            " and abs(home_lat - lat) < 0.004 and place_kind in ('factory', 'school', 'market')"
        )
    page = proposing(partial(open_page, case=many_cases()), zone_share=95)

    drafts = page.dataframe[0].value
    is_place = drafts["residents"] == 0
    only_places = drafts[is_place]
    assert len(only_places)
    assert is_place.tolist() == sorted(is_place, reverse=True)
    assert (only_places[["met_f0", "met_f1"]].sum(axis="columns") > 0).all()
    assert (only_places["zone_name"].str.count(", ") >= 2).all()  # place, commune, district


@pytest.mark.usefixtures("own_zones")
def test_the_most_risk_per_resident_comes_first_with_running_totals(open_page):
    page = proposing(open_page, zone_share=80)

    drafts = page.dataframe[0].value
    assert drafts["residents_per_risk"].is_monotonic_increasing
    inhabited = drafts[drafts["residents"] > 0]
    expected = inhabited["residents"] / inhabited["residents_per_risk"]
    assert inhabited["risk"].tolist() == pytest.approx(expected.tolist(), rel=0.1, abs=0.02)
    assert drafts["total_residents"].iloc[-1] == drafts["residents"].sum()
    assert drafts["total_risk"].iloc[-1] == pytest.approx(drafts["risk_share"].sum())
    assert drafts["total_risk"].iloc[-1] >= 0.8


@pytest.mark.usefixtures("own_zones")
def test_the_first_n_are_picked_and_saved_with_one_number(open_page):
    page = proposing(open_page, zone_share=95)
    names = page.dataframe[0].value["zone_name"].tolist()

    page.number_input(key="zone_first").set_value(2).run()

    assert not page.exception
    assert any("Đang chọn: **2** vùng" in text.value for text in page.markdown)
    page.text_input[-1].set_value("Ổ dịch")
    next(button for button in page.button if button.label == "Lưu đề xuất").click().run()
    assert sorted(data.zones.zones(EPIDEMIOLOGIST.scope)["zone_name"]) == sorted(names[:2])
    assert any("Đã lưu 2 đề xuất" in text.value for text in page.success)

    next(button for button in page.button if button.label == "Lưu đề xuất").click().run()

    assert any("Hãy chọn ít nhất một vùng" in warning.value for warning in page.warning)
    assert len(data.zones.zones(EPIDEMIOLOGIST.scope)) == 2
    page.number_input(key="zone_first").set_value(3).run()
    page.text_input[-1].set_value("Ổ dịch")
    next(button for button in page.button if button.label == "Lưu đề xuất").click().run()
    assert any("Đã lưu 1 đề xuất" in text.value for text in page.success)
    assert any("2 đề xuất đã có sẵn" in text.value for text in page.info)
    assert len(data.zones.zones(EPIDEMIOLOGIST.scope)) == 3


@pytest.mark.usefixtures("own_zones")
def test_small_zones_are_left_out_and_said(open_page):
    page = proposing(open_page, zone_share=95)
    every = page.dataframe[0].value

    page.session_state["zone_least"] = 0.05
    page.run()

    few = page.dataframe[0].value
    assert 0 < len(few) < len(every)
    assert (few["risk_share"] >= 0.05).all()
    left_out = len(every) - len(few)
    assert any(f"Đã bỏ {left_out} vùng nhỏ" in text.value for text in page.caption)


@pytest.mark.usefixtures("own_zones")
def test_english_is_a_switch(open_page, leader):
    propose()

    page = open_page("containment_zones", leader, lang="en")

    assert page.title[0].value == "Containment zones"
    assert page.dataframe[0].value["status"].tolist() == ["Proposed"]


@pytest.mark.usefixtures("no_database")
def test_database_down_has_its_own_state(open_page, leader):
    page = open_page("containment_zones", leader)

    assert not page.exception
    assert page.header[0].value == "Chưa kết nối được cơ sở dữ liệu"


def change(**values):
    complete = {
        "zone_id": 1,
        "seen_status": "proposed",
        "status": "in_force",
        "reason": "QĐ",
        "valid_from": NOW,
        "decision_number": "12",
        "lead_agency": "UBND",
        "starts_at": NOW,
        "planned_end_at": NOW + timedelta(days=14),
    }
    return data.zones.Change(**(complete | values))


@pytest.mark.parametrize(
    ("values", "lacking"),
    [
        ({}, []),
        ({"reason": "  "}, ["zones.needs_reason"]),
        ({"decision_number": None}, ["zones.needs_decision"]),
        ({"lead_agency": None}, ["zones.needs_agency"]),
        ({"starts_at": None}, ["zones.needs_dates"]),
        ({"planned_end_at": NOW}, ["zones.needs_order"]),
        ({"valid_from": NOW - timedelta(seconds=1)}, ["zones.needs_proposal"]),
        ({"status": "extended", "planned_end_at": None}, ["zones.needs_end"]),
        ({"status": "ended", "decision_number": None, "lead_agency": None}, []),
    ],
)
def test_a_decision_says_what_it_lacks(values, lacking):
    assert problems(change(**values), NOW) == lacking


def test_an_ended_zone_stays_ended():
    assert NEXT["ended"] == ()
    assert set(NEXT) == set(ZoneStatus)
