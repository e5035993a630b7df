"""The ledger on the page: time left, past days, a count that starts again, overlaps and gaps."""

import re
from datetime import timedelta

import pandas as pd
import pytest

from dashboard import data
from dashboard.data.kept import Load
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL
from tests.pages.zones.closed import NOW, START, close, square


@pytest.fixture
def latest_case(own_zones):
    """Return the latest case who was found at large, with the point of its home."""
    scope = EPIDEMIOLOGIST.scope
    cases = data.tracing.cases(Load(scope, NOW))
    at_large = ~(cases["isolated_at"] < cases["confirmed_at"] - timedelta(days=1))
    case = cases[at_large].iloc[0]
    return case, data.tracing.homes(Load(scope, NOW)).loc[case["person_id"]]


@pytest.mark.usefixtures("own_zones")
def test_every_zone_in_force_says_how_late_it_is_and_how_many_posts_guard_it(open_page):
    close(square(106.1, 20.7))

    row = open_page("containment_zones", LEADER).dataframe[0].value.iloc[0]

    assert row["left"].startswith("quá hạn 6 ngày")
    assert row["guard_posts"] == 2


def test_a_new_case_inside_restarts_the_count_with_one_click(open_page, latest_case):
    case, home = latest_case
    starts = case["confirmed_at"].to_pydatetime() - timedelta(days=5)
    close(square(home["lon"], home["lat"]), starts_at=starts, ends_at=starts + timedelta(days=14))

    page = open_page("containment_zones", EPIDEMIOLOGIST)
    assert not page.exception
    assert case["case_id"].replace("-", "\\-") in page.warning[0].value
    next(button for button in page.button if button.label.startswith("Ghi gia hạn")).click().run()

    zone = data.zones.zones(EPIDEMIOLOGIST.scope).iloc[0]
    counted = case["reported_at"] if pd.isna(case["isolated_at"]) else case["isolated_at"]
    assert zone["status"] == "extended"
    assert zone["planned_end_at"] == counted + timedelta(days=14)
    reason = data.zones.zone_events(EPIDEMIOLOGIST.scope, int(zone["zone_id"]))["reason"].iloc[0]
    assert case["case_id"] in reason
    assert not page.warning


def test_who_lives_in_two_zones_is_counted_once_on_every_role_s_page(open_page, latest_case):
    """Leaders and officials may not know who lives where, and read the same total."""
    _, home = latest_case
    shapes = [square(home["lon"] + east, home["lat"], 0.0003) for east in (0, 0.0001)]
    for number, outline in enumerate(shapes):
        close(outline, name=f"Ngõ {number}", starts_at=NOW, ends_at=NOW + timedelta(days=14))
    inside = [data.zones.residents(EPIDEMIOLOGIST.scope, shape)["person_id"] for shape in shapes]
    shared = len(set(inside[0]) & set(inside[1]))
    assert 0 < shared < 23

    said = {
        viewer.role: re.sub(r"<[^>]+>", " ", confined_tile(open_page("containment_zones", viewer)))
        for viewer in (EPIDEMIOLOGIST, LEADER, OFFICIAL)
    }

    once = f"{shared} người ở trong hai vùng trở lên, tính một lần"
    total = rf"\b{2 * 23 - shared}\b"
    assert [role for role, text in said.items() if once not in text] == []
    assert [role for role, text in said.items() if not re.search(total, text)] == []


def confined_tile(page):
    """Return the tile of the people confined."""
    html = " ".join(part.proto.body for part in page.get("html"))
    tiles = re.findall(r"<section class=.tile.*?</section>", html, flags=re.DOTALL)
    return next(tile for tile in tiles if "Người đang bị phong tỏa" in tile)


def test_a_leader_is_told_of_overlaps_and_of_no_case(open_page, latest_case):
    _, home = latest_case
    close(square(home["lon"], home["lat"]), starts_at=NOW - timedelta(days=30))
    close(square(home["lon"] + 0.0015, home["lat"]), name="Ngõ 2")

    page = open_page("containment_zones", LEADER)

    assert not page.exception
    assert not page.warning
    alerts = [text.value for text in page.markdown if "chồng lên nhau" in text.value]
    assert len(alerts) == 1
    assert "HD-" not in alerts[0]


@pytest.mark.usefixtures("own_zones")
def test_a_past_day_shows_the_zones_as_they_were_and_changes_nothing(open_page):
    close(square(106.1, 20.7))
    page = open_page("containment_zones", EPIDEMIOLOGIST)

    page.slider(key="zone_day").set_value((START - timedelta(days=1)).date()).run()

    assert not page.exception
    assert page.dataframe[0].value["status"].tolist() == ["Đề xuất"]
    assert any("cuối ngày 03/08/2021" in info.value for info in page.info)
    assert not page.text_input
    page.slider(key="zone_day").set_value(START.date()).run()
    assert page.dataframe[0].value["status"].tolist() == ["Đang phong tỏa"]
