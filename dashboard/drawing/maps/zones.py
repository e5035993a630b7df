"""Containment zones to a map: outlines by status, each with a mark that is seen from afar."""

from collections.abc import Hashable
from html import escape
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping, shape

from dashboard import words
from dashboard.drawing import escaped, palette
from dashboard.drawing import marks as tracing_marks
from dashboard.drawing.maps import base, tracing
from dashboard.drawing.maps.frame import GeoJson
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.tracing.zones.guard_posts import Guarded

STATUS_COLOURS = {
    "draft": palette.PRIMARY,
    ZoneStatus.PROPOSED: palette.SECOND,
    ZoneStatus.IN_FORCE: palette.RINGS[0],
    ZoneStatus.EXTENDED: palette.DOUBTFUL,
    ZoneStatus.PARTLY_RELEASED: palette.STATUS["on_course"],
    ZoneStatus.ENDED: palette.RINGS[3],
}
"""A draft is what the page proposes and nobody has saved."""

STATUS_MARKS = {
    "draft": "▲",
    ZoneStatus.PROPOSED: "▲",
    ZoneStatus.IN_FORCE: "■",
    ZoneStatus.EXTENDED: "◆",
    ZoneStatus.PARTLY_RELEASED: "◐",
    ZoneStatus.ENDED: "○",
}

_LABEL_STYLE = (
    f"white-space:nowrap;font:12px 'Be Vietnam Pro',sans-serif;color:{palette.MUTED};"
    "text-shadow:0 0 2px #fff,0 0 2px #fff"
)
_NAMED_DEGREES = 0.03
_MOST_HAMLETS = 20
_MOST_COMMUNES = 12
_COMMUNE_STYLE = (
    f"white-space:nowrap;font:italic 600 13px 'Be Vietnam Pro',sans-serif;color:{palette.INK};"
    "opacity:.75;text-shadow:0 0 3px #fff,0 0 3px #fff"
)
_ROAD_COLOUR = "#B89B6B"
"""As in a decision's annex: apart from the grey borders of communes, in print too."""

Row = dict[Hashable, Any]


def zone_map(  # noqa: PLR0913 - what the map shows, one table each
    zones: pd.DataFrame,
    communes: pd.DataFrame,
    hamlets: pd.DataFrame,
    homes: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    *,
    cases: pd.DataFrame | None = None,
    guarded: Guarded | None = None,
) -> folium.Map:
    """Draw zones over their communes.

    Parameters
    ----------
    zones
        One row per zone: `zone_name`, `status` (a key of `STATUS_COLOURS`), `outline` (GeoJSON
        geometry), `resident_count`, `household_count`, `f0_count`, `f1_count`, `area_m2`, and
        `is_focus`: the map opens on these, or on all if there are none; `zone_id`, where there is
        one, comes back with a click.
    communes
        One row per commune: `commune_name`, `outline`.
    hamlets
        One row per hamlet near them: `hamlet_name`, `lon`, `lat`.
    homes
        For who may see them: one row per traced person, `ring`, `person_id`, `minutes`,
        `place_kind`, `lon`, `lat`.
    marks
        One row per place that needs a look: `sentence`, `lon`, `lat`.
    cases
        For who may see them: one row per case, `name`, `lon`, `lat` of the home.
    guarded
        Roads and guard posts of the zones in focus.
    """
    focus = zones[zones["is_focus"]] if zones["is_focus"].any() else zones
    chart = base.base_map(_bounds(focus, communes))
    tracing.add_communes(chart, communes)
    if guarded is not None:
        _add_roads(chart, guarded.roads)
    _add_names(chart, _communes_around(focus, communes), _COMMUNE_STYLE)
    _add_names(chart, _around(focus, hamlets), _LABEL_STYLE)
    if homes is not None and len(homes):
        layer = folium.FeatureGroup(name=escape(words.say("zones.homes_layer")), show=False)
        layer.add_to(chart)
        tracing.add_homes(layer, homes)
        folium.LayerControl(collapsed=True).add_to(chart)
    rows = zones.to_dict("records")
    if rows:
        _add_outlines(chart, rows)
        _add_marks(chart, rows)
    if cases is not None and len(cases):
        tracing.add_cases(chart, cases)
    if guarded is not None and len(guarded.posts):
        _add_posts(chart, _rows(guarded.posts))
    if marks is not None and len(marks):
        _add_alerts(chart, _rows(marks))
    return chart


def drawing_map(
    zones: pd.DataFrame,
    communes: pd.DataFrame,
    hamlets: pd.DataFrame,
    homes: pd.DataFrame,
    outline: dict[str, Any] | None,
) -> folium.Map:
    """Draw a map to draw on: zones for orientation, traced homes, and an outline to edit.

    Parameters
    ----------
    zones
        As for `zone_map`, without the zones whose outline is edited.
    communes
        As for `zone_map`, and `is_focus`: the map opens on these.
    hamlets, homes
        As for `zone_map`.
    outline
        GeoJSON polygon or multipolygon to edit; None starts with an empty sheet.
    """
    focus = communes[communes["is_focus"]]["outline"].dropna()
    chart = base.base_map(base.bounds_of([outline] if outline else focus))
    tracing.add_communes(chart, communes)
    _add_names(chart, _called(hamlets), _LABEL_STYLE)
    if len(homes):
        layer = folium.FeatureGroup(control=False)
        layer.add_to(chart)
        tracing.add_homes(layer, homes)
    if len(zones):
        _add_outlines(chart, zones.to_dict("records"))
    base.add_drawing(chart, _parts(outline), colour=palette.PRIMARY)
    return chart


def _parts(outline: dict[str, Any] | None) -> list[Any]:
    if outline is None:
        return []
    shape = outline["coordinates"]
    return [shape] if outline["type"] == "Polygon" else list(shape)


def legend(statuses: list[str], *, has_cases: bool = False) -> str:
    """Return the legend of the statuses on the map, as HTML, and of the homes of cases."""
    entries = [
        (STATUS_COLOURS[status], STATUS_MARKS[status], words.say(f"zones.status_{status}"))
        for status in STATUS_COLOURS
        if status in statuses
    ]
    return tracing_marks.mark_legend_html([*entries, *([tracing.case_entry()] * has_cases)])


def area(area_m2: float) -> str:
    """Write an area the way orders do: square metres, or hectares from one on.

    Examples
    --------
    >>> area(1160), area(106000)
    ('1.160 m²', '10,6 ha')
    """
    if area_m2 < 10_000:  # noqa: PLR2004 - one hectare
        return f"{words.number(area_m2)} m²"
    return f"{words.number(area_m2 / 10_000, 1)} ha"


def _bounds(zones: pd.DataFrame, communes: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    shapes = zones["outline"] if len(zones) else communes["outline"].dropna()
    (south, west), (north, east) = base.bounds_of(shapes)
    # About 200 m at least: the houses around, and room between the posts of one house.
    margin = max(0.002, 0.08 * (north - south), 0.08 * (east - west)) if len(zones) else 0
    return (south - margin, west - margin), (north + margin, east + margin)


def _around(zones: pd.DataFrame, hamlets: pd.DataFrame) -> pd.DataFrame:
    """Return the hamlets nearest to the zones; none where the map shows too much to name them."""
    if zones.empty or hamlets.empty:
        return _called(hamlets.head(0))
    (south, west), (north, east) = base.bounds_of(zones["outline"])
    if max(north - south, east - west) > _NAMED_DEGREES:
        return _called(hamlets.head(0))
    distance = np.hypot(hamlets["lon"] - (west + east) / 2, hamlets["lat"] - (south + north) / 2)
    return _called(hamlets.iloc[distance.argsort()[:_MOST_HAMLETS]])


def _called(hamlets: pd.DataFrame) -> pd.DataFrame:
    """Return hamlets with what stands beside their point."""
    return hamlets.assign(called="· " + hamlets["hamlet_name"].astype("str"))


def _communes_around(zones: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return a name within view for each commune around the zones, their own among them."""
    known = communes.dropna(subset=["outline"])
    nothing = pd.DataFrame({"called": pd.Series(dtype="str"), "lon": [], "lat": []})
    if zones.empty or known.empty:
        return nothing
    (south, west), (north, east) = _bounds(zones, communes)
    view = shapely.box(west, south, east, north)
    seen = [
        (str(name), land.intersection(view))
        for name, outline in zip(known["commune_name"], known["outline"], strict=True)
        if (land := shape(outline)).intersects(view)
    ]
    if len(seen) > _MOST_COMMUNES:
        return nothing
    points = [(name, part.representative_point()) for name, part in seen]
    return pd.DataFrame(
        [(name, point.x, point.y) for name, point in points], columns=["called", "lon", "lat"]
    )


def _add_names(chart: folium.Map, names: pd.DataFrame, style: str) -> None:
    if names.empty:
        return
    features = [_label(row, style) for row in _rows(names)]
    GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=base.mark(interactive=False),
        style_function=_mark_style,
        control=False,
    ).add_to(chart)


def _label(row: Row, style: str) -> dict[str, Any]:
    name = escaped.inert(str(row["called"]))
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(row["lon"], 6), round(row["lat"], 6)]},
        "properties": {"html": f'<span style="{style}">{name}</span>'},
    }


def _add_roads(chart: folium.Map, roads: gpd.GeoDataFrame) -> None:
    if roads.empty:
        return
    features = [
        {"type": "Feature", "geometry": mapping(line), "properties": {}} for line in roads.geometry
    ]
    GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_road_style,
        interactive=False,
        control=False,
    ).add_to(chart)


def _road_style(_: dict[str, Any]) -> dict[str, object]:
    return {"color": _ROAD_COLOUR, "weight": 2.5, "opacity": 0.9}


def _add_posts(chart: folium.Map, rows: list[Row]) -> None:
    """Mark where roads cross a zone's edge, numbered as in its decision."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {
                "tooltip": base.tooltip_html(
                    words.say("zones.post", number=words.number(number)),
                    {words.say("zones.road"): str(row["road_name"]) or words.UNKNOWN},
                ),
                "html": f'<b style="display:block;width:18px;height:18px;font-size:11px;'
                f"line-height:18px;text-align:center;background:#fff;color:{palette.INK};"
                f'border:1.5px solid {palette.INK};border-radius:4px">{number}</b>',
            },
        }
        for number, row in enumerate(rows, 1)
    ]
    GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=base.mark(),
        style_function=_mark_style,
        tooltip=_tooltip(),
        control=False,
    ).add_to(chart)


def _rows(table: pd.DataFrame) -> list[Row]:
    return table.to_dict("records")


def _add_outlines(chart: folium.Map, rows: list[Row]) -> None:
    GeoJson(
        {"type": "FeatureCollection", "features": [_outline(row) for row in rows]},
        style_function=_outline_style,
        tooltip=_tooltip(),
        control=False,
    ).add_to(chart)


def _add_marks(chart: folium.Map, rows: list[Row]) -> None:
    GeoJson(
        {"type": "FeatureCollection", "features": [_mark(row) for row in rows]},
        marker=base.mark(),
        style_function=_mark_style,
        tooltip=_tooltip(),
        control=False,
    ).add_to(chart)


def _add_alerts(chart: folium.Map, rows: list[Row]) -> None:
    GeoJson(
        {"type": "FeatureCollection", "features": [_alert(row) for row in rows]},
        marker=base.mark(),
        style_function=_mark_style,
        tooltip=_tooltip(),
        control=False,
    ).add_to(chart)


def _alert(row: Row) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {
            "tooltip": escaped.inert(str(row["sentence"])),
            "html": f'<b style="font-size:18px;line-height:20px;color:{palette.INK};'
            'text-shadow:0 0 3px #fff,0 0 3px #fff">⚠</b>',
        },
    }


def _outline(row: Row) -> dict[str, Any]:
    properties = {"status": row["status"], "tooltip": _tip(row), **_number(row)}
    return {"type": "Feature", "geometry": row["outline"], "properties": properties}


def _mark(row: Row) -> dict[str, Any]:
    (south, west), (north, east) = base.bounds_of([row["outline"]])
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [round((west + east) / 2, 6), round((south + north) / 2, 6)],
        },
        "properties": {
            **_number(row),
            "tooltip": _tip(row),
            "html": f'<b style="font-size:20px;line-height:20px;color:{_colour(row)};'
            f'text-shadow:0 0 3px #fff,0 0 3px #fff">{STATUS_MARKS[row["status"]]}</b>',
        },
    }


def _number(row: Row) -> dict[str, int]:
    """Return what a click gives back; a draft has no number yet."""
    return {"zone_id": int(row["zone_id"])} if "zone_id" in row else {}


def _tip(row: Row) -> str:
    return base.tooltip_html(
        str(row["zone_name"]),
        {
            words.say("zones.status"): words.say(f"zones.status_{row['status']}"),
            words.say("zones.residents"): words.number(row["resident_count"]),
            words.say("zones.households"): words.number(row["household_count"]),
            "F0": words.number(row["f0_count"]),
            "F1": words.number(row["f1_count"]),
            words.say("zones.area"): area(row["area_m2"]),
            **_expected(row),
        },
    )


def _expected(row: Row) -> dict[str, str]:
    """Return the expected infections of a zone that is proposed now; the ledger knows none."""
    return {words.say("zones.column_risk"): words.number(row["risk"], 2)} if "risk" in row else {}


def _colour(row: Row) -> str:
    return STATUS_COLOURS[row["status"]]


def _outline_style(feature: dict[str, Any]) -> dict[str, object]:
    status = feature["properties"]["status"]
    return {
        "color": STATUS_COLOURS[status],
        "weight": 2.5,
        "dashArray": "5 4" if status in {"draft", ZoneStatus.PROPOSED} else "",
        "fillColor": STATUS_COLOURS[status],
        "fillOpacity": 0.05 if status == ZoneStatus.ENDED else 0.22,
    }


def _mark_style(feature: dict[str, Any]) -> dict[str, object]:
    return {
        "html": feature["properties"]["html"],
        "iconSize": [20, 20],
        "iconAnchor": [10, 11],
    }


def _tooltip() -> folium.GeoJsonTooltip:
    return folium.GeoJsonTooltip(["tooltip"], labels=False, style=tracing.TIP_STYLE)
