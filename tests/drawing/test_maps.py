"""Maps draw offline, escape what the database says, and class shares honestly."""

import re
from itertools import pairwise

import folium
import pandas as pd

from dashboard.drawing import maps, palette

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[106.2, 20.8], [106.4, 20.8], [106.4, 21.0], [106.2, 21.0], [106.2, 20.8]]],
}


def drawn(shares):
    communes = pd.DataFrame(
        {
            "commune_id": [str(number) for number in range(len(shares))],
            "outline": [SQUARE] * len(shares),
            "share": pd.Series(shares, dtype="float64"),
            "tip": [maps.base.tooltip_html("<script>alert(1)</script>", {"a": "<b>"})]
            * len(shares),
        }
    )
    return maps.base.choropleth(
        communes, value="share", tooltip="tip", limits=palette.breaks(shares)
    )


def scripts_of(chart):
    found = []
    for element in (chart, *chart._children.values()):
        found += [url for _, url in getattr(element, "default_js", [])]
        found += [url for _, url in getattr(element, "default_css", [])]
    return found


def test_scripts_come_from_this_server():
    """A closed network draws the same map."""
    chart = drawn([0.2, 0.5])

    assert scripts_of(chart)
    assert all(url.startswith("/app/static/vendor/") for url in scripts_of(chart))
    written = maps.frame.write(chart)
    for text in (written.html, written.header, written.script):
        assert not re.findall(r"(?:src|href)=[\"']https?://", text)
    assert all(url.startswith("/app/static/vendor/") for url in written.scripts + written.styles)


def test_tiles_only_when_the_server_has_an_address(monkeypatch):
    assert not [c for c in drawn([0.1])._children.values() if isinstance(c, folium.TileLayer)]

    monkeypatch.setenv("TILE_URL", "http://tiles.internal/{z}/{x}/{y}.png")

    assert [c for c in drawn([0.1])._children.values() if isinstance(c, folium.TileLayer)]


def test_names_are_escaped():
    written = maps.frame.write(drawn([0.1]))

    assert "alert(1)" in written.script
    assert "<script>alert(1)" not in written.script + written.html + written.header


def test_nothing_to_draw_shows_the_province():
    empty = drawn([])

    assert empty.get_bounds()
    assert maps.base.bounds_of([]) == maps.base.PROVINCE_BOUNDS


def test_colours_by_class():
    limits = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

    assert [palette.colour(share, limits) for share in (0.0, 0.199, 0.2, 1.0)] == [
        palette.SEQUENCE[0],
        palette.SEQUENCE[0],
        palette.SEQUENCE[1],
        palette.SEQUENCE[-1],
    ]
    assert palette.colour(1.01, limits) == palette.DOUBTFUL
    assert palette.colour(float("nan"), limits) == palette.UNKNOWN


def test_classes_reach_the_highest_share():
    for highest in (0.004, 0.03, 0.11, 0.2, 0.21, 0.5, 0.76, 1.0):
        limits = palette.breaks([highest])
        steps = [round(high - low, 4) for low, high in pairwise(limits)]
        assert limits[-1] >= highest
        assert len(set(steps)) == 1


def test_approximate_unless_official():
    assert maps.base.is_approximate("approximate: nearest point")
    assert maps.base.is_approximate(None)
    assert not maps.base.is_approximate("Department of Natural Resources, 2021")
