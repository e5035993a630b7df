"""Drawing by hand on the page: refused, merged, redrawn; the mouse is the browser's test."""

from datetime import timedelta

import pandas as pd
import pytest

from dashboard import data
from dashboard.data.kept import Load
from dashboard.panels import zones as zone_panels
from dashboard.panels.zones.by_hand import Sheet
from dashboard.tracing.zones import shapes
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER
from tests.pages.zones.closed import NOW, close, square

TAB = "Vẽ tay"


def opened(open_page, *picked):
    page = open_page("containment_zones", EPIDEMIOLOGIST)
    page.session_state["zones_view_vi"] = TAB
    page.session_state["draw_from"] = list(picked)
    return page.run()


def save(page, label):
    page.text_input[-1].set_value("Đã xác minh")
    return next(button for button in page.button if button.label == label).click().run()


@pytest.fixture
def home(own_zones):
    """Return a point where somebody lives."""
    return data.tracing.homes(Load(EPIDEMIOLOGIST.scope, NOW)).dropna().iloc[0]


@pytest.mark.usefixtures("own_zones")
def test_an_empty_sheet_offers_nothing_to_save(open_page):
    page = opened(open_page)

    assert not page.exception
    assert not page.error
    assert any("Chưa có vùng nào: hãy vẽ" in warning.value for warning in page.warning)
    assert "Lưu đề xuất" not in [button.label for button in page.button]


@pytest.mark.usefixtures("own_zones")
def test_who_may_not_propose_cannot_draw(open_page):
    page = open_page("containment_zones", LEADER)

    assert TAB not in [tab.label for tab in page.tabs]


def test_two_zones_merge_into_one_proposal_that_counts_nobody_twice(open_page, home):
    one = close(square(home["lon"], home["lat"]), ends_at=NOW + timedelta(days=5))
    other = close(square(home["lon"] + 0.0005, home["lat"]), ends_at=NOW + timedelta(days=5))
    page = opened(open_page, one, other)
    assert not page.exception

    save(page, "Lưu đề xuất")

    zones = data.zones.zones(EPIDEMIOLOGIST.scope)
    merged = zones[zones["status"] == "proposed"].iloc[0]
    homes = data.tracing.homes(Load(EPIDEMIOLOGIST.scope, NOW))
    west, east = home["lon"] - 0.001, home["lon"] + 0.0015
    south, north = home["lat"] - 0.001, home["lat"] + 0.001
    inside = homes[homes["lon"].between(west, east) & homes["lat"].between(south, north)]
    assert merged["resident_count"] == len(inside)
    assert merged["household_count"] == inside["household_id"].nunique()


def test_an_outline_that_did_not_change_is_not_recorded(open_page, home):
    number = close(square(home["lon"], home["lat"]), is_ordered=False)
    page = opened(open_page, number)

    save(page, "Lưu ranh giới mới")

    assert [warning.value for warning in page.warning] == ["Ranh giới chưa thay đổi."]
    assert len(data.zones.zone_events(EPIDEMIOLOGIST.scope, number)) == 1


def test_a_zone_in_force_does_not_grow_by_snapping(open_page, home):
    number = close(square(home["lon"], home["lat"], 0.0002), ends_at=NOW + timedelta(days=5))
    page = opened(open_page, number)
    page.session_state["draw_snap"] = "hamlet"
    page.run()

    assert any("chỉ thu nhỏ được" in info.value for info in page.info)
    hand = next(button for button in page.button if button.label.startswith("Ghi quyết định gỡ"))
    assert hand.disabled
    assert data.zones.zones(EPIDEMIOLOGIST.scope)["status"].tolist() == ["in_force"]


def feature(outline, **properties):
    return {"type": "Feature", "properties": properties, "geometry": outline}


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(("way", "degrees2"), [("add", 6e-6), ("cut", 2e-6)])
def test_new_shapes_join_the_outline_or_are_cut_out(way, degrees2):
    communes = zone_panels.land.communes(Load(EPIDEMIOLOGIST.scope, NOW))
    picked = data.zones.zones(EPIDEMIOLOGIST.scope).head(0)
    sheet = Sheet(None, None, communes, picked, way, "none")
    centre = communes["shape"].iloc[0].representative_point()
    given = feature(square(centre.x, centre.y), is_given=True)
    new = feature(square(centre.x + 0.001, centre.y))

    shape = zone_panels.by_hand._shape(EPIDEMIOLOGIST, sheet, [given, new])

    assert shape.area == pytest.approx(degrees2, rel=1e-6)
    with pytest.raises(shapes.ShapeError):
        zone_panels.by_hand._shape(EPIDEMIOLOGIST, sheet, [feature(square(100, 10))])


@pytest.mark.usefixtures("province")
def test_a_zone_that_already_reaches_out_of_the_land_can_be_cut():
    communes = zone_panels.land.communes(Load(EPIDEMIOLOGIST.scope, NOW))
    outside = square(100, 10)
    picked = pd.DataFrame({"outline": [outside]})
    sheet = Sheet(None, None, communes, picked, "cut", "none")
    given = feature(outside, is_given=True)

    shape = zone_panels.by_hand._shape(EPIDEMIOLOGIST, sheet, [given, feature(square(100.001, 10))])

    assert shape.area == pytest.approx(2e-6, rel=1e-6)
