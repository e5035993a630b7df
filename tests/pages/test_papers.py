"""Papers on the pages: who may take what, what the ledger knows first, and what each file holds."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import openpyxl
import psycopg
import pytest
import streamlit as st

from dashboard import data, figures
from dashboard.data.database import NotSaved
from dashboard.data.kept import Load
from dashboard.figures.tracing.choice import Choice
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels import tracing
from dashboard.panels.tracing.answer.traced_list import Listed
from dashboard.panels.tracing.papers_logged import TracePapers
from dashboard.panels.zones.papers_logged import ZonePapers
from dashboard.reports.bundle import CONTENTS
from dashboard.reports.decisions import annex_map
from dashboard.reports.lists.sheets import ALL_COMMUNES
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)


@pytest.fixture
def zone_of(province):
    """Return a function that puts a zone around a household of the province into the ledger."""
    _delete_zones(province)

    def proposed(district_id=None, **changes):
        homes = data.tracing.homes(Load(EPIDEMIOLOGIST.scope, NOW))
        units = data.units.communes(EPIDEMIOLOGIST.scope).set_index("commune_id")
        if district_id is not None:
            in_district = homes["commune_id"].map(units["district_id"]).eq(district_id)
            homes = homes[in_district.to_numpy()]
        home = homes.dropna().iloc[0]
        lon, lat, reach = home["lon"], home["lat"], 0.0004
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
        ring = [[lon + x * reach, lat + y * reach] for x, y in corners]
        values = {
            "zone_name": "Thôn <b>1</b>",
            "district_id": units["district_id"][home["commune_id"]],
            "commune_id": home["commune_id"],
            "outline": {"type": "Polygon", "coordinates": [ring]},
            "area_m2": 1160.0,
            "resident_count": 3,
            "household_count": 1,
            "f0_count": 1,
            "f1_count": 2,
            "place_count": 0,
            "reason": "Ổ dịch",
            "data_time": NOW,
            "traced_with": "preset=moh_2021_08&case=HD1&minutes=15",
        }
        data.zones.propose_zone(EPIDEMIOLOGIST.scope, data.zones.Proposal(**(values | changes)))
        return data.zones.zones(EPIDEMIOLOGIST.scope).iloc[0].to_dict()

    yield proposed
    _delete_zones(province)


@pytest.fixture
def signed_in(monkeypatch):
    """Return a function that makes a viewer the one of this session."""

    def entered(viewer):
        monkeypatch.setitem(st.session_state, "viewer", viewer)
        return viewer

    return entered


def taken(viewer, zone, reason=""):
    return ZonePapers(viewer, zone, NOW, reason)


def last_looks(url, count=1):
    with psycopg.connect(url) as owner:
        return owner.execute(
            "select viewer, question, reason, person_ids from ledger.access_log"
            " order by access_id desc limit %s",
            (count,),
        ).fetchall()


def rows_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *rows = book.worksheets[1].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_residents_are_named_only_with_a_reason_and_logged_first(zone_of, signed_in, province):
    zone, viewer = zone_of(), signed_in(EPIDEMIOLOGIST)

    unnamed = rows_of(taken(viewer, zone).residents())
    named = rows_of(taken(viewer, zone, "Lập danh sách cách ly").residents())

    second, first = last_looks(province, 2)
    ids = sorted(row["Mã người"] for row in named)
    assert ids
    assert sorted(first[3]) == sorted(second[3]) == ids
    assert "Họ tên" not in unnamed[0]
    assert all(row["Họ tên"] for row in named)
    assert second[:3] == (
        viewer.name, f"zone_residents_xlsx?zone={zone['zone_id']}", "Lập danh sách cách ly",
    )  # fmt: skip
    assert "không có tên người" in first[2]


def test_residents_are_those_whose_household_lives_inside(zone_of):
    zone = zone_of()
    homes = data.tracing.homes(Load(EPIDEMIOLOGIST.scope, NOW))
    door = homes.groupby("household_id")[["lon", "lat"]].transform("mean")
    (west, south), _, (east, north), *_ = zone["outline"]["coordinates"][0]
    inside = door["lon"].between(west, east) & door["lat"].between(south, north)

    people = data.zones.residents(EPIDEMIOLOGIST.scope, zone["outline"])

    assert set(people["person_id"]) == set(homes.index[inside])
    assert len(people) == len(people.drop_duplicates("person_id"))


def test_the_bundle_holds_every_paper_of_the_zone(zone_of, signed_in, province):
    zone, viewer = zone_of(), signed_in(EPIDEMIOLOGIST)

    with zipfile.ZipFile(io.BytesIO(taken(viewer, zone).everything())) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}

    kinds = {name.rpartition(".")[2]: content for name, content in files.items()}
    contents = files[CONTENTS].decode("utf-8-sig")
    assert set(kinds) == {"geojson", "gpx", "docx", "xlsx", "png", "txt"}
    assert len(kinds) == len(files)
    assert all(f"- {name}: " in contents for name in files if name != CONTENTS)
    assert "ĐỀ XUẤT" in contents
    assert "17 giờ 00 ngày 24/08/2021" in contents
    assert "đã sửa: tối thiểu 15 phút" in contents
    assert "đã sửa: tối thiểu 15 phút" in kinds["geojson"].decode()
    assert kinds["png"].startswith(b"\x89PNG")
    assert [look[1].partition("?")[0] for look in reversed(last_looks(province, 5))] == [
        "zone_decision_docx", "zone_residents_xlsx", "zone_map_png", "zone_geojson", "zone_gpx",
    ]  # fmt: skip


def test_an_official_gets_outline_map_and_decision_but_no_resident(zone_of, signed_in, on_drawings):
    zone, viewer = zone_of(district_id="292"), signed_in(OFFICIAL)
    houses = []
    drawn = annex_map.drawn
    on_drawings.setattr(
        annex_map,
        "drawn",
        lambda *land, **more: houses.append(more["houses"]) or drawn(*land, **more),
    )

    with zipfile.ZipFile(io.BytesIO(taken(viewer, zone, "lý do").everything())) as bundle:
        kinds = {name.rpartition(".")[2] for name in bundle.namelist()}

    assert kinds == {"geojson", "gpx", "docx", "png", "txt"}
    assert [len(marked) for marked in houses] == [0, 0]
    assert data.zones.residents(OFFICIAL.scope, zone["outline"]).empty


def test_who_is_ill_is_on_the_guards_map_and_not_in_the_decision(zone_of, signed_in, on_drawings):
    zone, viewer = zone_of(), signed_in(EPIDEMIOLOGIST)
    ill = data.tracing.cases(Load(viewer.scope, NOW))["person_id"]
    home = data.tracing.homes(Load(viewer.scope, NOW)).loc[ill.iloc[0]]
    ring = [[home["lon"] + x, home["lat"] + y] for x, y in ((-1e-4, -1e-4), (1e-4, 0), (0, 1e-4))]
    zone |= {"outline": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
    seen = []
    drawn = annex_map.drawn
    on_drawings.setattr(
        annex_map, "drawn", lambda *land, **more: seen.append(more) or drawn(*land, **more)
    )

    papers = taken(viewer, zone)
    papers.decision()
    papers.map()

    decided, guarded = seen
    assert set(decided["houses"]["kind"]) <= {"inside", "outside"}
    assert "f0" in set(guarded["houses"]["kind"])
    assert annex_map.INTERNAL in guarded["told"]
    assert len(decided["houses"]) == len(guarded["houses"])


def test_nobody_of_another_district_is_in_a_zone_s_papers(zone_of):
    zone = zone_of(district_id="290")
    elsewhere = replace(EPIDEMIOLOGIST, district_ids=("292",))

    assert len(data.zones.residents(EPIDEMIOLOGIST.scope, zone["outline"]))
    assert data.zones.residents(elsewhere.scope, zone["outline"]).empty


def test_no_log_entry_no_file(zone_of, signed_in, monkeypatch):
    zone, viewer = zone_of(), signed_in(EPIDEMIOLOGIST)
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", "postgresql://dashboard@127.0.0.1:1/nowhere")

    with pytest.raises(NotSaved):
        taken(viewer, zone).gpx()


@pytest.mark.parametrize(
    ("viewer", "allowed"),
    [
        (LEADER, set()),
        (OFFICIAL, {"decision", "geojson", "gpx", "all"}),
        (EPIDEMIOLOGIST, {"decision", "residents", "geojson", "gpx", "all"}),
    ],
    ids=lambda value: str(getattr(value, "role", "")),
)
def test_each_role_may_take_what_it_has_the_right_to(open_page, zone_of, viewer, allowed):
    zone_of(district_id="292")
    page = open_page("containment_zones", viewer)

    page.session_state["zone_ledger"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()

    assert not page.exception
    buttons = {
        button.key.rpartition("_")[2]: button.disabled for button in page.get("download_button")
    }
    assert {key for key, is_disabled in buttons.items() if not is_disabled} == allowed
    assert set(buttons) == {"decision", "residents", "geojson", "gpx", "all"}


def test_a_trace_offers_its_papers_below_the_list(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    keys = [button.key for button in page.get("download_button") if button.key]
    assert [key for key in keys if key.startswith("paper_")] == [
        "paper_trace_call_list", "paper_trace_report",
    ]  # fmt: skip
    assert not page.button(key="papers_case").disabled
    assert province


def test_the_call_list_holds_whom_the_list_shows_in_its_order(signed_in, province):
    viewer = signed_in(EPIDEMIOLOGIST)
    base = tracing.question.asking.read(Viewpoint(viewer, NOW))
    for case in base.cases["case_id"]:
        result = figures.tracing.trace.traced(base, Choice(case_ids=(case,)))
        if result.people["commune_id"].nunique() > 1:
            break
    people = result.people[result.people["ring"] == 2]
    listed = Listed(people, ("tracing.ring_2",), "chợ")

    book = openpyxl.load_workbook(io.BytesIO(TracePapers(viewer, base, result, listed).call_list()))

    about = dict(row[:2] for row in book.worksheets[0].iter_rows(values_only=True))
    assert about["Bộ lọc"] == "F2; có chữ “chợ”"
    ids = {}
    for sheet in book.worksheets[1:]:
        head, *rows = sheet.iter_rows(values_only=True)
        for row in rows:
            of = row[0] if sheet.title == ALL_COMMUNES else sheet.title
            ids.setdefault(of, []).append(row[head.index("Mã người")])
    order = {person: place for place, person in enumerate(people["person_id"])}
    assert len(ids) > 1
    assert sorted(chain(*ids.values())) == sorted(order)
    assert all(calls == sorted(calls, key=order.__getitem__) for calls in ids.values())
    assert sorted(last_looks(province)[0][3]) == sorted(order)


def _delete_zones(url):
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("truncate ledger.zones cascade")
