"""A trace's list to a map: places visited, homes of the traced, communes around them."""

from collections.abc import Hashable
from html import escape
from typing import Any

import folium
import numpy as np
import pandas as pd

from dashboard import words
from dashboard.drawing import marks, palette
from dashboard.drawing.maps import base
from dashboard.drawing.maps.frame import GeoJson
from dashboard.drawing.maps.points import Kind, Points
from dashboard.drawing.marks import mark_legend_html
from dashboard.tracing.direction import Direction

Row = dict[Hashable, Any]

HOME_LIMIT = 2_000
"""Most homes drawn, nearest ring first."""

_SIDES_PX = (8, 12, 17)
_SIDE_LIMITS = (10, 100)
"""Sides of a place's square below ten people, below a hundred, and above."""

_CROWDS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000)
"""Limits of the classes of people present, in about equal ratios."""


def trace_map(  # noqa: PLR0913 - what the map shows, one table each
    people: pd.DataFrame,
    places: pd.DataFrame,
    cases: pd.DataFrame,
    communes: pd.DataFrame,
    *,
    direction: Direction = Direction.FORWARD,
    presence: pd.DataFrame | None = None,
    steps: pd.DataFrame | None = None,
) -> folium.Map:
    """Draw where people were reached and where they live, or who was where in one hour.

    Parameters
    ----------
    people
        As `lists.people_list` returns.
    places
        One row per place: `place_id`, `place_name`, `lon`, `lat`.
    cases
        One row per case: `name`, `lon`, `lat` of the home.
    communes
        One row per commune: `commune_id`, `commune_name`, `district_id`, `outline`.
    direction
        One of `Direction`: what people are called.
    presence
        One row per place with somebody in the hour shown: `place_id`, `person_count`. It takes the
        place of the homes and of the places where people were reached.
    steps
        The chain of the selected person, from a case on, drawn as a numbered line: one row per
        stop, `told`, `lon`, `lat`.
    """
    located = places[["place_id", "lon", "lat", "place_name"]].astype({"place_id": "int64"})
    visited = _visited(people, located)
    homes = _drawn_homes(people)
    known = cases.dropna(subset=["lon", "lat"])
    near = visited[visited["ring"] == 1], homes[homes["ring"] == 1], known
    points = pd.concat([frame[["lon", "lat"]] for frame in near])
    chart = base.base_map(_bounds(points))
    add_communes(chart, communes)
    if presence is None:
        _add_reached(chart, homes, visited, direction)
    else:
        _add_presence(chart, presence.merge(located, on="place_id"))
    add_cases(chart, known)
    if steps is not None:
        _add_steps(chart, steps.dropna(subset=["lon", "lat"]))
    return chart


def legend(people: pd.DataFrame, direction: Direction) -> str:
    """Return the legend of `trace_map` as HTML, marks by colour and shape."""
    kinds = set(marks.kinds(_drawn_homes(people)))
    homes = [
        (mark.colour, "●", _home_name(kind, direction))
        for kind, mark in marks.MARKS.items()
        if kind in kinds
    ]
    place = (palette.INK, "■", words.say("tracing.legend_place"))
    return mark_legend_html([case_entry(), *homes, place])


def presence_legend(presence: pd.DataFrame) -> str:
    """Return the legend of one hour: a circle per class of people present, and the cases' homes."""
    limits = _crowd_limits(presence["person_count"])
    classes = [
        (colour, "●", words.say("map.people_up_to", count=words.number(limit)))
        for colour, limit in zip(
            palette.SEQUENCE[len(palette.SEQUENCE) - len(limits) :], limits, strict=True
        )
    ]
    return mark_legend_html([case_entry(), *classes])


def _visited(people: pd.DataFrame, located: pd.DataFrame) -> pd.DataFrame:
    by_place = people.groupby("place_id", observed=True)["ring"]
    counts = by_place.agg(count="size", ring="min").reset_index()
    return counts.astype({"place_id": "int64"}).merge(located, on="place_id")


def _drawn_homes(people: pd.DataFrame) -> pd.DataFrame:
    return people.dropna(subset=["lon", "lat"]).head(HOME_LIMIT)


def case_entry() -> tuple[str, str, str]:
    """Return the home of a case as a legend's entry."""
    case = marks.MARKS[marks.CASE]
    return case.colour, case.sign, words.say("tracing.legend_home", ring="F0")


def _home_name(kind: str, direction: Direction) -> str:
    name = marks.name(kind, direction)
    inside = name if name.startswith("F") else name[:1].lower() + name[1:]
    return words.say("tracing.legend_home", ring=inside)


def _add_reached(
    chart: folium.Map, homes: pd.DataFrame, visited: pd.DataFrame, direction: Direction
) -> None:
    kinds = marks.kinds(homes)
    nearest = set(kinds[homes["ring"] == homes["ring"].min()])
    for kind in reversed(marks.MARKS):
        if (kinds == kind).any():
            layer = _layer(chart, _home_name(kind, direction), is_on=kind in nearest)
            add_homes(layer, homes[kinds == kind], direction=direction)
    layer = _layer(chart, words.say("tracing.places"), is_on=True)
    _add_places(layer, visited, direction)
    folium.LayerControl(collapsed=True).add_to(chart)


def _add_presence(chart: folium.Map, presence: pd.DataFrame) -> None:
    """Draw a circle per place: its area and its colour say how many people were there."""
    if presence.empty:
        return
    limits = _crowd_limits(presence["person_count"])
    colours = palette.SEQUENCE[-len(limits) :]
    ordered = presence.sort_values("person_count", ascending=False)  # small ones stay on top
    classes = np.searchsorted(limits, ordered["person_count"])
    features = [
        _feature(
            row,
            colour=colours[int(number)],
            radius=round(5 + 20 * float(np.sqrt(row["person_count"] / limits[-1])), 1),
            tooltip=base.tooltip_html(
                str(row["place_name"]),
                {words.say("map.people_present"): words.number(row["person_count"])},
            ),
        )
        for row, number in zip(ordered.to_dict("records"), classes, strict=True)
    ]
    GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(fill=True),
        style_function=_crowd_style,
        tooltip=_tooltip(),
        control=False,
    ).add_to(chart)


def _crowd_limits(counts: pd.Series) -> list[int]:
    """Return the upper limits of at most four classes, each about three times the one before."""
    if counts.empty:
        return []
    highest = int(counts.max())
    below = [limit for limit in _CROWDS if limit < highest]
    return [*below[-3:], highest]


def _add_steps(chart: folium.Map, steps: pd.DataFrame) -> None:
    points = steps[["lat", "lon"]].to_numpy().tolist()
    if not points:
        return
    line = folium.PolyLine(points, color=palette.INK, weight=3, dash_array="6 5")  # type: ignore[no-untyped-call]
    line.add_to(chart)
    _add_marks(
        chart,
        [
            _feature(
                row,
                tooltip=base.tooltip_html(str(row["told"]), {}),
                html=_numbered(number),
                side=24,
            )
            for number, row in enumerate(steps.to_dict("records"), start=1)
        ],
        above=1_000,
    )


def _bounds(points: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return the corners of all but the outermost hundredth, so that one far home hides nobody."""
    if points.empty:
        return base.PROVINCE_BOUNDS
    south, north = np.quantile(points["lat"], (0.01, 0.99))
    west, east = np.quantile(points["lon"], (0.01, 0.99))
    margin = 0.002
    return (south - margin, west - margin), (north + margin, east + margin)


def add_communes(chart: folium.Map, communes: pd.DataFrame) -> None:
    """Draw communes in quiet grey, each with its name."""
    drawn = communes.dropna(subset=["outline"])
    background = folium.FeatureGroup(control=False)
    background.add_to(chart)
    base.add_outlines(
        background,  # type: ignore[arg-type] # anything that takes layers
        drawn.assign(
            fill="#EDF1F5",
            stroke="#A9B7C4",
            tooltip=[base.tooltip_html(name, {}) for name in drawn["commune_name"]],
        ),
        tooltip="tooltip",
    )


def add_cases(chart: folium.Map, cases: pd.DataFrame) -> None:
    """Mark the home of each case: `name`, `lon`, `lat`; only for who may trace."""
    _add_marks(chart, [_case_feature(row) for row in cases.to_dict("records")])


def _case_feature(row: Row) -> dict[str, Any]:
    tip = base.tooltip_html(words.say("tracing.case_home", case=row["name"]), {})
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


def add_homes(
    layer: folium.FeatureGroup, homes: pd.DataFrame, *, direction: Direction = Direction.FORWARD
) -> None:
    """Draw the homes of traced people, coloured by what they are: only for who may trace.

    The `person_id` of a home comes back with a click.
    """
    kinds = marks.kinds(homes)
    is_nearest = homes["ring"].eq(1)
    looks = {
        (kind, near): Kind(
            title=words.say("tracing.home_of", ring=marks.short_name(kind, direction), person="{}"),
            label=words.say("tracing.minutes"),
            colour=marks.MARKS[kind].colour,
            radius_px=6 if near else 4,
            comes_back_as="person_id",
        )
        for kind in kinds.unique()
        for near in (True, False)
    }
    numbers = {look: number for number, look in enumerate(looks)}
    points = zip(
        homes["lon"],
        homes["lat"],
        [numbers[look] for look in zip(kinds, is_nearest, strict=True)],
        homes["person_id"].astype("str"),
        np.where(
            homes["place_kind"].eq("home"),
            words.say("tracing.at_home"),
            _written(words.rounded_each(homes["minutes"])),
        ),
        strict=True,
    )
    layer.add_child(Points(list(looks.values()), points))


def _add_places(layer: folium.FeatureGroup, visited: pd.DataFrame, direction: Direction) -> None:
    """Draw a square per place; its size says whether ones, tens or hundreds were reached there."""
    said = words.say("tracing.exposed_here" if direction == Direction.FORWARD else "map.met_here")
    kinds = [Kind("{}", said, html=_square(side), side_px=side) for side in _SIDES_PX]
    points = zip(
        visited["lon"],
        visited["lat"],
        np.searchsorted(_SIDE_LIMITS, visited["count"], side="right").tolist(),
        visited["place_name"].astype("str"),
        _written(visited["count"]),
        strict=True,
    )
    layer.add_child(Points(kinds, points))


def _written(values: pd.Series) -> list[str]:
    """Return numbers as they are read, each different one written once: writing is slow."""
    known = {value: words.number(value) for value in values.dropna().unique()}
    return [known.get(value, words.UNKNOWN) for value in values]


def _add_marks(
    chart: folium.Map | folium.FeatureGroup, features: list[dict[str, Any]], *, above: int = 0
) -> None:
    if features:
        GeoJson(
            {"type": "FeatureCollection", "features": features},
            marker=base.mark(z_index_offset=above),
            control=False,
            style_function=_mark_style,
            tooltip=_tooltip(),
        ).add_to(chart)


def _tooltip() -> folium.GeoJsonTooltip:
    return folium.GeoJsonTooltip(["tooltip"], labels=False, style=TIP_STYLE)


def _crowd_style(feature: dict[str, Any]) -> dict[str, object]:
    return {
        "radius": feature["properties"]["radius"],
        "weight": 1,
        "color": palette.INK,
        "fillColor": feature["properties"]["colour"],
        "fillOpacity": 0.8,
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


def _numbered(number: int) -> str:
    return (
        f'<div style="width:24px;height:24px;border-radius:12px;background:{palette.SURFACE};'
        f"border:3px solid {palette.INK};box-sizing:border-box;text-align:center;"
        f'font:700 12px/18px sans-serif;color:{palette.INK}">{number}</div>'
    )


_DIAMOND = (
    f'<div style="width:17px;height:17px;background:{palette.RINGS[0]};border:2px solid #fff;'
    'box-sizing:border-box;transform:rotate(45deg)"></div>'
)
TIP_STYLE = (
    "font-family:'Be Vietnam Pro',sans-serif;font-size:13px;border-radius:8px;"
    f"border:1px solid {palette.LINE};color:{palette.INK};padding:8px 10px;"
)
