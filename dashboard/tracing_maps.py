"""A trace's list to a map: places visited, homes of the traced, communes around them."""

from collections.abc import Hashable, Iterable
from html import escape
from typing import Any

import folium
import numpy as np
import pandas as pd

from dashboard import maps, palette, words

Row = dict[Hashable, Any]

HOME_LIMIT = 2_000
"""Most homes drawn, nearest ring first."""


def trace_map(
    people: pd.DataFrame, places: pd.DataFrame, cases: pd.DataFrame, communes: pd.DataFrame
) -> folium.Map:
    """Draw where people were exposed, and where they live.

    Parameters
    ----------
    people
        As `tracing_lists.people_list` returns.
    places
        One row per place: `place_id`, `place_name`, `lon`, `lat`.
    cases
        One row per case: `name`, `lon`, `lat` of the home.
    communes
        One row per commune: `commune_id`, `commune_name`, `district_id`, `outline`.
    """
    visited = _visited(people, places)
    homes = people.dropna(subset=["lon", "lat"]).head(HOME_LIMIT)
    known = cases.dropna(subset=["lon", "lat"])
    near = visited[visited["ring"] == 1], homes[homes["ring"] == 1], known
    points = pd.concat([frame[["lon", "lat"]] for frame in near])
    chart = maps.base_map(_bounds(points))
    add_communes(chart, communes)
    for ring in sorted(homes["ring"].unique(), reverse=True):
        layer = _layer(chart, words.say("tracing.legend_home", ring=f"F{ring}"), is_on=ring == 1)
        add_homes(layer, homes[homes["ring"] == ring])
    places_layer = _layer(chart, words.say("tracing.places"), is_on=True)
    _add_marks(places_layer, [_place_feature(row) for row in visited.to_dict("records")])
    _add_marks(chart, [_case_feature(row) for row in known.to_dict("records")])
    folium.LayerControl(collapsed=True).add_to(chart)
    return chart


def legend(rings: int) -> str:
    """Return the legend of `trace_map` as HTML, marks by colour and shape."""
    homes = [
        (ring_colour(ring), "●", words.say("tracing.legend_home", ring=f"F{ring}"))
        for ring in range(1, rings + 1)
    ]
    case = (palette.RINGS[0], "◆", words.say("tracing.legend_home", ring="F0"))
    place = (palette.INK, "■", words.say("tracing.legend_place"))
    return mark_legend_html([case, *homes, place])


def mark_legend_html(entries: Iterable[tuple[str, str, str]]) -> str:
    """Return a legend of marks: colour, mark and label of each."""
    items = "".join(
        f'<span class="legend-item"><b style="color:{escape(colour)};font-size:1.15rem;'
        f'line-height:1">{escape(mark)}</b>'
        f"{escape(label)}</span>"
        for colour, mark, label in entries
    )
    return f'<div class="legend">{items}</div>'


def ring_colour(ring: int) -> str:
    """Return the colour of a ring; those beyond F5 share one."""
    return palette.RINGS[min(ring, len(palette.RINGS) - 1)]


def _visited(people: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    by_place = people.groupby("place_id", observed=True)["ring"]
    counts = by_place.agg(count="size", ring="min").reset_index()
    located = places[["place_id", "lon", "lat", "place_name"]].astype({"place_id": "int64"})
    return counts.astype({"place_id": "int64"}).merge(located, on="place_id")


def _bounds(points: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return the corners of all but the outermost hundredth, so that one far home hides nobody."""
    if points.empty:
        return maps.PROVINCE_BOUNDS
    south, north = np.quantile(points["lat"], (0.01, 0.99))
    west, east = np.quantile(points["lon"], (0.01, 0.99))
    margin = 0.002
    return (south - margin, west - margin), (north + margin, east + margin)


def add_communes(chart: folium.Map, communes: pd.DataFrame) -> None:
    """Draw communes in quiet grey, each with its name."""
    drawn = communes.dropna(subset=["outline"])
    background = folium.FeatureGroup(control=False)
    background.add_to(chart)
    maps.add_outlines(
        background,  # type: ignore[arg-type] # anything that takes layers
        drawn.assign(
            fill="#EDF1F5",
            stroke="#A9B7C4",
            tooltip=[maps.tooltip_html(name, {}) for name in drawn["commune_name"]],
        ),
        tooltip="tooltip",
    )


def _home_feature(row: Row) -> dict[str, Any]:
    tip = maps.tooltip_html(
        words.say("tracing.home_of", ring=f"F{row['ring']}", person=row["person_id"]),
        {words.say("tracing.minutes"): words.number(row["minutes"])},
    )
    return _feature(row, ring=int(row["ring"]), tooltip=tip)


def _place_feature(row: Row) -> dict[str, Any]:
    tip = maps.tooltip_html(
        str(row["place_name"]), {words.say("tracing.exposed_here"): words.number(row["count"])}
    )
    side = 8 if row["count"] < 10 else 12 if row["count"] < 100 else 17  # noqa: PLR2004 - three sizes
    return _feature(row, tooltip=tip, html=_square(side), side=side)


def _case_feature(row: Row) -> dict[str, Any]:
    tip = maps.tooltip_html(words.say("tracing.case_home", case=row["name"]), {})
    return _feature(row, tooltip=tip, html=_DIAMOND, side=20)


def _feature(row: Row, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(row["lon"], 6), round(row["lat"], 6)]},
        "properties": properties,
    }


def _layer(chart: folium.Map, name: str, *, is_on: bool) -> folium.FeatureGroup:
    layer = folium.FeatureGroup(name=escape(name), show=bool(is_on))
    layer.add_to(chart)
    return layer


def add_homes(layer: folium.FeatureGroup, homes: pd.DataFrame) -> None:
    """Draw the homes of traced people, coloured by ring: only for who may trace."""
    folium.GeoJson(
        {
            "type": "FeatureCollection",
            "features": [_home_feature(row) for row in homes.to_dict("records")],
        },
        marker=folium.CircleMarker(radius=5, fill=True),
        style_function=_ring_style,
        tooltip=_tooltip(),
    ).add_to(layer)


def _add_marks(chart: folium.Map | folium.FeatureGroup, features: list[dict[str, Any]]) -> None:
    if features:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            marker=folium.Marker(icon=folium.DivIcon(class_name="mark")),
            control=False,
            style_function=_mark_style,
            tooltip=_tooltip(),
        ).add_to(chart)


def _tooltip() -> folium.GeoJsonTooltip:
    return folium.GeoJsonTooltip(["tooltip"], labels=False, style=TIP_STYLE)


def _ring_style(feature: dict[str, Any]) -> dict[str, object]:
    ring = feature["properties"]["ring"]
    return {
        "radius": 6 if ring == 1 else 4,
        "weight": 1,
        "color": "#FFFFFF",
        "fillColor": ring_colour(ring),
        "fillOpacity": 0.9,
    }


def _mark_style(feature: dict[str, Any]) -> dict[str, object]:
    side = feature["properties"]["side"]
    return {
        "html": feature["properties"]["html"],
        "iconSize": [side, side],
        "iconAnchor": [side // 2, side // 2],
    }


def _square(side: int) -> str:
    return (
        f'<div style="width:{side}px;height:{side}px;background:{escape(palette.INK)};'
        'border:2px solid #fff;box-sizing:border-box;border-radius:3px"></div>'
    )


_DIAMOND = (
    f'<div style="width:17px;height:17px;background:{palette.RINGS[0]};border:2px solid #fff;'
    'box-sizing:border-box;transform:rotate(45deg)"></div>'
)
TIP_STYLE = (
    "font-family:'Be Vietnam Pro',sans-serif;font-size:13px;border-radius:8px;"
    f"border:1px solid {palette.LINE};color:{palette.INK};padding:8px 10px;"
)
