"""A zone's outline for maps and hand-held receivers: GeoJSON and GPX."""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry import shape

from dashboard.geojson import DECIMALS
from dashboard.geojson import geometry as geojson_of
from dashboard.reports.stamp import Stamp
from dashboard.reports.vietnamese import area, moment, number, say, text

_GPX = "http://www.topografix.com/GPX/1/1"
_COUNTS = ("resident_count", "household_count", "f0_count", "f1_count", "place_count")


def geojson(zone: Mapping[str, Any], stamp: Stamp) -> bytes:
    """Return a zone as GeoJSON (RFC 7946): one feature, its counts and its stamp as properties.

    Parameters
    ----------
    zone
        A row of the zone ledger: `zone_id`, `zone_name`, `status`, `outline` (GeoJSON geometry,
        WGS84), `area_m2`, counts, `decision_number`, `lead_agency`, `starts_at`, `planned_end_at`.
    """
    polygon = _polygon(zone)
    feature = {
        "type": "Feature",
        "id": int(zone["zone_id"]),
        "bbox": list(polygon.bounds),
        "geometry": geojson_of(polygon),
        "properties": {
            "name": text(zone["zone_name"]),
            "status": str(zone["status"]),
            "status_vi": say(f"zones.status_{zone['status']}"),
            "area_m2": float(zone["area_m2"]),
            **{name: _whole(zone[name]) for name in _COUNTS},
            "decision_number": text(zone["decision_number"]) or None,
            "lead_agency": text(zone["lead_agency"]) or None,
            **{name: _iso(zone[name]) for name in ("starts_at", "planned_end_at")},
            "data_time": stamp.data_time.isoformat(),
            "rules": list(stamp.rules),
            "exported_by": text(stamp.exporter),
            "exported_at": stamp.exported_at.isoformat(),
        },
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


def gpx(zone: Mapping[str, Any], stamp: Stamp) -> bytes:
    """Return a zone's outline as a GPX 1.1 track that a telephone or receiver can follow.

    One closed track per ring of the outline; parameters as for `geojson`. Segments of one track
    would be joined by receivers: GPSBabel's Garmin formats draw a line from each to the next,
    a border straight through the land between two parts of a zone.
    """
    polygon = _polygon(zone)
    root = ET.Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": "Smart Hải Dương"})
    metadata = ET.SubElement(root, "metadata")
    _add(metadata, "name", zone["zone_name"])
    _add(metadata, "desc", "; ".join(f"{label}: {said}" for label, said in stamp.rows()))
    _add(metadata, "time", stamp.exported_at.isoformat(timespec="seconds"))
    rings = _rings(polygon)
    for part_number, ring in enumerate(rings, 1):
        track = ET.SubElement(root, "trk")
        part = f" ({part_number}/{len(rings)})" if len(rings) > 1 else ""
        _add(track, "name", f"{text(zone['zone_name'])}{part}")
        _add(track, "desc", _described(zone))
        _add(track, "type", say(f"zones.status_{zone['status']}"))
        segment = ET.SubElement(track, "trkseg")
        for lon, lat in ring:
            point = {"lat": f"{lat:.{DECIMALS}f}", "lon": f"{lon:.{DECIMALS}f}"}
            ET.SubElement(segment, "trkpt", point)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _polygon(zone: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a polygon, or several
    """Return the outline with outer rings counter-clockwise, as RFC 7946 asks, and rounded."""
    polygon = shapely.orient_polygons(shape(dict(zone["outline"])))
    return shapely.transform(polygon, lambda points: points.round(DECIMALS))


def _rings(polygon: Any) -> list[list[tuple[float, float]]]:  # noqa: ANN401
    return [
        list(ring.coords)
        for part in shapely.get_parts(polygon)
        for ring in (part.exterior, *part.interiors)
    ]


def _described(zone: Mapping[str, Any]) -> str:
    return (
        f"{area(zone['area_m2'])}, {number(zone['household_count'])} hộ,"
        f" {number(zone['resident_count'])} người;"
        f" từ {moment(zone['starts_at'])} đến {moment(zone['planned_end_at'])}"
    )


def _add(parent: ET.Element, tag: str, value: object) -> None:
    ET.SubElement(parent, tag).text = text(value)


def _whole(value: Any) -> int | None:  # noqa: ANN401 - a count or missing
    return None if text(value) == "" else int(value)


def _iso(value: Any) -> str | None:  # noqa: ANN401 - a time or missing
    return None if text(value) == "" else str(value.isoformat())
