"""A part of a zone set free on the page: by hamlet, by hand, recorded as one, and its papers."""

import io
from datetime import timedelta

import docx
import psycopg
import pytest
import shapely
import streamlit as st

from dashboard import data, words
from dashboard.data.kept import Load
from dashboard.panels import tracing, zones
from dashboard.panels.shared import session
from dashboard.panels.zones.papers_logged import ZonePapers
from dashboard.tracing.zones import shapes
from dashboard.tracing.zones.watch import METRES
from tests.pages.viewers import EPIDEMIOLOGIST
from tests.pages.zones.closed import NOW, close

SCOPE = EPIDEMIOLOGIST.scope
LATER = NOW + timedelta(days=5)


@pytest.fixture
def two_hamlets(own_zones):
    """Put a zone of two hamlets side by side in force, where somebody lives; return its number."""
    case = data.tracing.cases(Load(SCOPE, NOW)).iloc[0]
    home = data.tracing.homes(Load(SCOPE, NOW)).loc[case["person_id"]]
    land = zones.land.communes(Load(SCOPE, NOW))
    cells = zones.land.cells(SCOPE, land, point_of(home).buffer(0.03))
    own = cells[cells.contains(point_of(home))].geometry.iloc[0]
    metres = cells.to_crs(METRES)
    distance = metres.distance(metres[cells.contains(point_of(home))].geometry.iloc[0])
    other = cells.geometry.loc[distance[~cells.contains(point_of(home))].idxmin()]
    shape = shapes.merged([own, other])
    number = close(
        shapes.write(shape),
        ends_at=LATER,
        traced_with=f"preset=moh_2021_08&case={case['case_id']}",
    )
    return number, own, other


def point_of(home):
    return shapely.Point(home["lon"], home["lat"])


def releasing(open_page, status="in_force"):
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    number = int(data.zones.zones(SCOPE)["zone_id"].iloc[0])
    page.session_state["zone_ledger"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.session_state[f"zone_status_{number}_{status}"] = "partly_released"
    return page.run()


def click(page, label):
    return next(button for button in page.button if button.label == label).click().run()


def fill(page, label, value):
    next(box for box in page.text_input if box.label == label).set_value(value)


def test_a_part_is_released_with_its_outline_counts_and_decision(open_page, two_hamlets):
    number, own, _ = two_hamlets
    page = releasing(open_page)
    assert not page.exception
    before = data.zones.zones(SCOPE).iloc[0]

    choice = page.multiselect[0]
    assert len(choice.options) == 2
    choice.set_value([0]).run()
    fill(page, "Số quyết định", "15/QĐ")
    fill(page, "Lý do", "Âm tính 3 lần")
    click(page, "Ghi vào sổ")

    assert not page.exception
    zone, events = data.zones.zones(SCOPE).iloc[0], data.zones.zone_events(SCOPE, number)
    released = events.iloc[0]
    assert (zone["status"], released["decision_number"]) == ("partly_released", "15/QĐ")
    whole, rest, free = (
        shapes.read(shape)
        for shape in (before["outline"], zone["outline"], released["released_outline"])
    )
    assert rest.area + free.area == pytest.approx(whole.area, rel=1e-4)
    assert rest.intersection(free).area == pytest.approx(0, abs=1e-10)
    for shape, people in (
        (zone["outline"], zone["resident_count"]),
        (released["released_outline"], released["released_resident_count"]),
    ):
        assert people == len(data.zones.residents(SCOPE, shape))
    # The case's home stands in one of both.
    assert (zone["f0_count"] >= 1) == rest.intersects(own.representative_point())


def test_nothing_is_released_before_the_part_is_said(open_page, two_hamlets):
    page = releasing(open_page)
    fill(page, "Lý do", "Âm tính 3 lần")

    click(page, "Ghi vào sổ")

    assert page.warning[-1].value == "Hãy chọn phần được gỡ."
    click(page, "Soạn dự thảo quyết định")
    assert page.warning[-1].value == "Hãy chọn phần được gỡ."
    assert data.zones.zones(SCOPE)["status"].tolist() == ["in_force"]


def test_the_whole_zone_is_no_part(open_page, two_hamlets):
    page = releasing(open_page)

    page.multiselect[0].set_value([0, 1]).run()

    assert any("Đây là cả vùng" in warning.value for warning in page.warning)


def test_without_its_trace_a_zone_is_not_counted_anew(open_page, own_zones):
    home = data.tracing.homes(Load(SCOPE, NOW)).dropna().iloc[0]
    square = shapely.box(*point_of(home).buffer(0.002).bounds)
    close(shapes.write(square), ends_at=LATER)

    page = releasing(open_page)

    assert any("không còn ca HD1" in warning.value for warning in page.warning)


def test_what_is_cut_by_hand_is_decided_in_the_ledger(open_page, two_hamlets, monkeypatch):
    number, own, _ = two_hamlets
    page = releasing(open_page)
    click(page, "Vẽ phần được gỡ")
    assert page.session_state["draw_from"] == [number]
    assert page.session_state["draw_way"] == "cut"
    hand = next(button for button in page.button if button.label.startswith("Ghi quyết định gỡ"))
    assert hand.disabled  # nothing is cut out yet

    piece = {
        "type": "Feature",
        "properties": {},
        "geometry": shapes.write(own),
    }
    whole = data.zones.zones(SCOPE)["outline"].iloc[0]
    given = {"type": "Feature", "properties": {"is_given": True}, "geometry": whole}
    monkeypatch.setattr("dashboard.panels.zones.by_hand._draw", lambda *_: [given, piece])
    page.run()
    click(page, "Ghi quyết định gỡ phần đã cắt")
    assert not page.exception
    assert any("đã vẽ tay" in text.value for text in page.markdown)
    fill(page, "Lý do", "Âm tính")
    click(page, "Ghi vào sổ")

    zone = data.zones.zones(SCOPE).iloc[0]
    assert zone["status"] == "partly_released"
    rest = shapes.read(zone["outline"])
    assert rest.intersection(own).area == pytest.approx(0, abs=1e-9)
    assert zone["resident_count"] == len(data.zones.residents(SCOPE, zone["outline"]))


def test_what_was_cut_by_hand_can_be_thrown_away(open_page, two_hamlets):
    number, own, _ = two_hamlets
    revision = int(data.zones.zones(SCOPE)["revision"].iloc[0])
    page = releasing(open_page)
    page.session_state["zone_drawn_rest"] = {(number, revision): own}
    page.run()
    assert any("đã vẽ tay" in text.value for text in page.markdown)

    click(page, "Bỏ nét vẽ, chọn theo thôn")

    assert not page.exception
    assert not any("đã vẽ tay" in text.value for text in page.markdown)


def test_a_past_day_shows_the_outline_of_then_and_its_counts(open_page, two_hamlets):
    number, _, other = two_hamlets
    before = data.zones.zones(SCOPE).iloc[0]
    rest = shapes.write(other)
    assert data.zones.change_zone(SCOPE, released(number, rest, before["outline"], NOW))

    yesterday = data.zones.zones_as_of(SCOPE, NOW - timedelta(days=1)).iloc[0]
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    today = page.dataframe[0].value.iloc[0]
    page.slider(key="zone_day").set_value((NOW - timedelta(days=1)).date()).run()
    then = page.dataframe[0].value.iloc[0]

    assert yesterday["outline"] == before["outline"]
    assert (today["f0"], today["decision"], today["residents"]) == (0, "15/QĐ", 9)
    assert (then["f0"], then["decision"], then["residents"]) == (1, "12/QĐ", 23)


def released(number, outline, free, at, **changes):
    values = {
        "zone_id": number,
        "seen_status": "in_force",
        "status": "partly_released",
        "reason": "Âm tính 3 lần",
        "valid_from": at,
        "decision_number": "15/QĐ",
        "outline": outline,
        "released_outline": free,
        "released_resident_count": 14,
        "released_household_count": 3,
        "area_m2": 500.0,
        "resident_count": 9,
        "household_count": 2,
        "f0_count": 0,
        "f1_count": 1,
    }
    return data.zones.Change(**(values | changes))


@pytest.fixture
def papers(two_hamlets, monkeypatch):
    """Return a function that gives the papers of the zone as the ledger has it now."""
    monkeypatch.setitem(st.session_state, "viewer", EPIDEMIOLOGIST)

    def taken():
        return ZonePapers(EPIDEMIOLOGIST, data.zones.zones(SCOPE).iloc[0].to_dict(), NOW, "")

    return taken


def text_of(content):
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_a_draft_is_made_of_the_row_and_the_chosen_change_and_records_nothing(papers, two_hamlets):
    number, own, other = two_hamlets
    whole = data.zones.zones(SCOPE)["outline"].iloc[0]
    rest, free = (shapes.write(side) for side in (other, own))
    counts = len(data.zones.residents(SCOPE, free)), len(data.zones.residents(SCOPE, rest))
    change = released(number, rest, free, NOW, area_m2=500.0)

    text = text_of(papers().draft(change))

    assert "Về việc điều chỉnh phạm vi vùng cách ly y tế" in text
    assert "Số: 15/QĐ" in text
    assert "Căn cứ Quyết định số 12/QĐ" in text
    assert "gồm 3 hộ với 14 nhân khẩu. Lý do: Âm tính 3 lần." in text
    assert sum(counts) == len(data.zones.residents(SCOPE, whole))
    assert data.zones.zones(SCOPE)["status"].tolist() == ["in_force"]


def test_what_was_free_before_is_no_part_of_the_next_decision(papers, two_hamlets, province):
    number, own, other = two_hamlets
    rest, free = (shapes.write(side) for side in (other, own))
    assert data.zones.change_zone(SCOPE, released(number, rest, free, NOW))
    longer = data.zones.Change(
        zone_id=number,
        seen_status="partly_released",
        status="extended",
        reason="Thêm ca",
        valid_from=NOW,
        planned_end_at=LATER + timedelta(days=7),
    )

    text = text_of(papers().draft(longer))

    assert "Căn cứ Quyết định số 15/QĐ" in text
    with psycopg.connect(province) as owner:
        (looked_at,) = owner.execute(
            "select person_ids from ledger.access_log order by access_id desc limit 1"
        ).fetchone()
    assert sorted(looked_at) == sorted(data.zones.residents(SCOPE, rest)["person_id"])


@pytest.mark.parametrize(
    ("status", "said"),
    [("extended", "gia hạn thời gian cách ly"), ("ended", "kết thúc thời gian cách ly")],
)
def test_a_recorded_change_has_its_own_decision(papers, two_hamlets, status, said):
    number, *_ = two_hamlets
    change = data.zones.Change(
        zone_id=number,
        seen_status="in_force",
        status=status,
        reason="Theo xét nghiệm",
        valid_from=NOW,
        planned_end_at=LATER + timedelta(days=7) if status == "extended" else None,
    )
    assert data.zones.change_zone(SCOPE, change)

    text = text_of(papers().decision())

    assert f"Về việc {said}" in text
    assert "Lý do: Theo xét nghiệm" in text
    assert words.moment(LATER).split(" ")[-1] in text
    assert "Số:          /QĐ-UBND" in text


def test_a_proposal_turned_down_offers_no_decision(open_page, own_zones):
    case = data.tracing.cases(Load(SCOPE, NOW)).iloc[0]
    number = close(
        square_around(case),
        traced_with=f"preset=moh_2021_08&case={case['case_id']}",
        is_ordered=False,
    )
    change = data.zones.Change(
        zone_id=number, seen_status="proposed", status="ended", reason="Không cần", valid_from=NOW
    )
    assert data.zones.change_zone(SCOPE, change)
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    page.session_state["zone_ledger"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()

    buttons = {one.key: one.disabled for one in page.get("download_button") if one.key}
    assert buttons[f"paper_zone_{number}_decision"]
    assert any("không được chấp thuận" in text.value for text in page.caption)


def square_around(case):
    home = data.tracing.homes(Load(SCOPE, NOW)).loc[case["person_id"]]
    return shapes.write(shapely.box(*point_of(home).buffer(0.001).bounds))


def test_a_click_on_a_home_selects_the_person_and_one_beside_it_nobody(monkeypatch):
    selected = []
    monkeypatch.setattr(tracing.person.selection, "select", selected.append)
    for properties in ({"person_id": 7}, {"person_id": 9}, {"unit_id": "c1"}):
        clicked = {"last_active_drawing": {"properties": properties}}
        monkeypatch.setitem(st.session_state, session.TRACE_MAP.key, clicked)
        tracing.answer.trace_map._follow_click({7, 8})

    assert selected == [7]


def test_a_click_on_the_map_picks_the_zone_and_one_beside_it_nothing(monkeypatch):
    monkeypatch.setitem(
        st.session_state,
        session.LEDGER_MAP.key,
        {"last_active_drawing": {"properties": {"zone_id": 7}}},
    )
    zones.ledger._follow_click([9, 7])
    assert session.LEDGER.picked == [1]

    for elsewhere in ({"properties": {"unit_id": "c1"}}, None):
        st.session_state[session.LEDGER_MAP.key] = {"last_active_drawing": elsewhere}
        zones.ledger._follow_click([7, 9])
    assert session.LEDGER.picked == [1]
    del st.session_state[session.LEDGER.key]
