"""Outlines, reopened by other libraries: where they lie, which way round, what they say."""

import io
import json
from xml.etree import ElementTree as ET

import geopandas as gpd
import gpxpy
import pytest
from shapely.geometry import shape

from dashboard.reports.decisions import outline
from tests.reports import hostile

HOLED = {
    "type": "MultiPolygon",
    "coordinates": [
        [
            [[106.3, 20.9], [106.31, 20.9], [106.31, 20.91], [106.3, 20.91], [106.3, 20.9]],
            [[106.302, 20.902], [106.304, 20.902], [106.304, 20.904], [106.302, 20.902]],
        ],
        [[[106.4, 20.9], [106.41, 20.9], [106.41, 20.91], [106.4, 20.9]]],
    ],
}


def test_geojson_reopens_as_the_same_land_with_its_counts_and_stamp(tmp_path):
    file = tmp_path / "zone.geojson"
    file.write_bytes(outline.geojson(hostile.zone(), hostile.STAMP))

    rows = gpd.read_file(file)

    assert rows.crs == "EPSG:4326"
    assert rows.geometry[0].equals(shape(hostile.OUTLINE))
    assert rows.loc[0, ["resident_count", "household_count", "f0_count"]].tolist() == [23, 5, 1]
    assert rows["name"][0] == hostile.zone()["zone_name"]
    assert rows["status_vi"][0] == "Đang phong tỏa"
    properties = json.loads(file.read_text("utf-8"))["features"][0]["properties"]
    assert properties["starts_at"] == "2021-08-24T12:00:00+07:00"
    assert properties["data_time"] == "2021-08-24T10:00:00+00:00"
    assert properties["rules"] == list(hostile.STAMP.rules)
    assert properties["exported_by"] == hostile.STAMP.exporter
    assert properties["decision_number"] is None


@pytest.mark.parametrize("land", [hostile.OUTLINE, HOLED])
def test_geojson_goes_round_as_rfc_7946_asks(land):
    feature = json.loads(outline.geojson(hostile.zone(outline=land), hostile.STAMP))["features"][0]

    polygon = shape(feature["geometry"])
    parts = getattr(polygon, "geoms", [polygon])
    assert all(part.exterior.is_ccw for part in parts)
    assert not any(hole.is_ccw for part in parts for hole in part.interiors)
    assert feature["bbox"] == list(polygon.bounds)


def test_gpx_reopens_as_a_closed_track_with_its_name():
    content = outline.gpx(hostile.zone(), hostile.STAMP)

    found = gpxpy.parse(content.decode())

    assert found.version == "1.1"
    assert found.tracks[0].name == hostile.zone()["zone_name"]
    points = [(point.longitude, point.latitude) for point in found.tracks[0].segments[0].points]
    assert points[0] == points[-1]
    assert set(points) == {tuple(point) for point in hostile.OUTLINE["coordinates"][0]}
    assert found.time == hostile.STAMP.exported_at
    assert all(said in found.description for said in hostile.STAMPED)
    assert "1.160\xa0m², 5 hộ, 23 người" in found.tracks[0].description


GPX_ORDER = {
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
}
"""Order of elements in the schema of GPX 1.1 (topografix.com/GPX/1/1/gpx.xsd)."""


@pytest.mark.parametrize("land", [hostile.OUTLINE, HOLED])
def test_gpx_keeps_to_the_order_and_the_types_of_its_schema(land):
    root = ET.fromstring(outline.gpx(hostile.zone(outline=land), hostile.STAMP))  # noqa: S314 - ours

    assert root.tag == "{http://www.topografix.com/GPX/1/1}gpx"
    assert root.attrib["version"] == "1.1"
    assert root.attrib["creator"]
    names = [child.tag.rpartition("}")[2] for child in root]
    rings = 3 if land is HOLED else 1
    assert names == ["metadata", *["trk"] * rings]
    for part, name in zip(root, names, strict=True):
        order = [GPX_ORDER[name].index(child.tag.rpartition("}")[2]) for child in part]
        assert order == sorted(order)
    for point in root.iter("{http://www.topografix.com/GPX/1/1}trkpt"):
        assert set(point.attrib) == {"lat", "lon"}
        assert abs(float(point.attrib["lat"])) <= 90
        assert -180 <= float(point.attrib["lon"]) < 180


def test_gpx_opens_in_gdal_ring_by_ring(tmp_path):
    file = tmp_path / "zone.gpx"
    file.write_bytes(outline.gpx(hostile.zone(outline=HOLED), hostile.STAMP))

    tracks = gpd.read_file(file, layer="tracks")

    assert [len(track.geoms) for track in tracks.geometry] == [1, 1, 1]
    assert tracks["name"].str.contains(r" \([123]/3\)$").all()
    assert tracks.crs == "EPSG:4326"


def test_hostile_names_do_not_break_the_files():
    name = f'{hostile.IMAGE}{hostile.CONTROL}"</name>'

    found = gpxpy.parse(outline.gpx(hostile.zone(zone_name=name), hostile.STAMP).decode())
    read = json.load(io.BytesIO(outline.geojson(hostile.zone(zone_name=name), hostile.STAMP)))

    shown = name.replace("\x00", "\N{REPLACEMENT CHARACTER}").replace(
        "\x0b", "\N{REPLACEMENT CHARACTER}"
    )
    assert found.tracks[0].name == shown
    assert read["features"][0]["properties"]["name"] == shown


def test_what_is_not_known_is_a_blank_and_never_a_zero():
    import pandas as pd  # noqa: PLC0415 - this test alone

    unknown = hostile.zone(resident_count=pd.NA, starts_at=pd.NaT)

    feature = json.loads(outline.geojson(unknown, hostile.STAMP))["features"][0]

    assert feature["properties"]["resident_count"] is None
    assert feature["properties"]["starts_at"] is None
    assert "………… người; từ …………" in outline.gpx(unknown, hostile.STAMP).decode()
