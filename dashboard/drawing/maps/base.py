"""Tables to folium maps that draw with no request leaving the machine.

Leaflet comes from this server (`/app/static/vendor`, put there at set-up). A base map is an
option: without `TILE_URL` the commune outlines are the background. Nothing here reads the
database, and whatever came from it is escaped before it meets HTML.
"""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import escape
from typing import Any, cast

import folium
import pandas as pd
import streamlit as st
from branca.element import Element, Figure, MacroElement
from folium.plugins import Draw
from jinja2 import Template

from dashboard import words
from dashboard.drawing import palette
from dashboard.drawing.escaped import inert
from dashboard.drawing.maps import frame
from dashboard.drawing.maps.frame import GeoJson, Written
from dashboard.drawing.templates import filled

HEIGHT_PX = 460
PROVINCE_BOUNDS = ((20.60, 106.02), (21.24, 106.62))
"""South-west and north-east of Hải Dương, latitude first: what a map shows when it has no rows."""

APPROXIMATE = "approximate"
"""What `outline_source` says of outlines that are computed, not official."""

Legend = Sequence[tuple[str, str]]
"""Colour and label of each class, in reading order."""


def choropleth(
    communes: pd.DataFrame,
    *,
    value: str,
    tooltip: str,
    limits: tuple[float, ...],
    background: pd.DataFrame | None = None,
) -> folium.Map:
    """Colour each commune by a share.

    Parameters
    ----------
    communes
        One row per commune: `commune_id`, `outline` (GeoJSON geometry), `outline_source`,
        the share in column `value`, and ready, escaped HTML in column `tooltip`
        (see `tooltip_html`).
    value
        Name of the column with the share (0..1, above 1 allowed, missing allowed).
    tooltip
        Name of the column with the tooltip.
    limits
        Class limits of the whole province, from `palette.breaks`.
    background
        All communes, drawn in grey underneath, so that a district has its neighbours.

    Returns
    -------
    folium.Map
        Fitted to the communes; draw it with `show`.
    """
    drawn = communes.dropna(subset=["outline"])
    chart = base_map(bounds_of(drawn["outline"]))
    if background is not None:
        add_background(chart, background)
    fills = [palette.colour(share, limits) for share in drawn[value]]
    add_outlines(chart, drawn.assign(fill=fills), tooltip=tooltip, fill_opacity=0.88)
    return chart


def base_map(bounds: Sequence[Sequence[float]] = PROVINCE_BOUNDS) -> folium.Map:
    """Return an empty map of `bounds`, on tiles if the server has a tile address."""
    tiles = os.environ.get("TILE_URL")
    chart = _OfflineMap(
        tiles=folium.TileLayer(tiles, attr=escape(os.environ.get("TILE_ATTRIBUTION", "–")))
        if tiles
        else None,
        zoom_snap=0.25,
        zoom_control=True,
        scroll_wheel_zoom=False,
        attribution_control=bool(tiles),
    )
    cast("Figure", chart.get_root()).header.add_child(Element(_STYLE))
    chart.add_child(_Fitted(bounds))
    chart.add_child(_PageScrolls())  # type: ignore[no-untyped-call] # branca's own
    return chart


def add_outlines(
    chart: folium.Map,
    areas: pd.DataFrame,
    *,
    tooltip: str | None = None,
    fill_opacity: float = 1.0,
) -> None:
    """Add one polygon per row of `areas`: `outline`, `fill`, and tooltip HTML if named.

    Without a tooltip an outline has nothing to say, and does not answer to the pointer.
    An optional column `stroke` sets the colour of the outline; `unit_id` comes back with a click.
    """
    if areas.empty:
        return
    features = [
        {
            "type": "Feature",
            "geometry": row["outline"],
            "properties": {
                "fill": row["fill"],
                "stroke": row.get("stroke", "#FFFFFF"),
                "tooltip": row[tooltip] if tooltip else "",
                "unit_id": inert(str(row.get("unit_id", ""))),
            },
        }
        for row in areas.to_dict("records")
    ]

    def style(feature: dict[str, Any]) -> dict[str, object]:
        return {
            "fillColor": feature["properties"]["fill"],
            "fillOpacity": fill_opacity,
            "color": feature["properties"]["stroke"],
            "weight": 0.8,
        }

    GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=style,
        highlight_function=_highlight if tooltip else None,
        tooltip=folium.GeoJsonTooltip(["tooltip"], labels=False, style=_TOOLTIP_STYLE)
        if tooltip
        else None,
        interactive=tooltip is not None,
    ).add_to(chart)


def mark(**options: Any) -> folium.Marker:  # noqa: ANN401 - Leaflet's own
    """Return a marker for `folium.GeoJson` whose HTML stands in each feature's style.

    It is no stop of the Tab key: hundreds would stand between a reader and the rest of the page,
    and each would be a button without a name.
    """
    return folium.Marker(icon=folium.DivIcon(class_name="mark"), keyboard=False, **options)


def add_drawing(chart: folium.Map, parts: Iterable[Sequence[Any]], *, colour: str) -> None:
    """Let the viewer draw polygons and rectangles, and edit `parts`.

    Parameters
    ----------
    parts
        One polygon each, as GeoJSON writes its rings. They come back from `show` among
        `all_drawings` with the property `is_given`, the new ones without.
    """
    layer = folium.FeatureGroup(control=False)
    layer.add_to(chart)
    style = {"color": colour, "weight": 2.5, "fillOpacity": 0.15}
    for rings in parts:
        corners = [[(lat, lon) for lon, lat in ring] for ring in rings]
        folium.Polygon(corners, color=colour, weight=2.5, fill=True, fill_opacity=0.15).add_to(
            layer
        )
    chart.add_child(_DrawingWords(layer))
    nothing = dict.fromkeys(("polyline", "circle", "marker", "circlemarker"), False)
    # Leaflet.draw 1.0.4 fails where it writes the area of a rectangle.
    area: dict[str, object] = {"showArea": False, "shapeOptions": style}
    chart.add_child(
        _OfflineDraw(
            feature_group=layer,
            show_geometry_on_click=False,
            draw_options={
                **nothing,
                "polygon": {**area, "allowIntersection": False},
                "rectangle": area,
            },
            edit_options={"poly": {"allowIntersection": False}},
        )
    )


def add_background(chart: folium.Map, communes: pd.DataFrame) -> None:
    """Draw all commune outlines in quiet grey, under whatever follows."""
    drawn = communes.dropna(subset=["outline"])
    add_outlines(chart, drawn.assign(fill="#EDF1F5", stroke="#BCC8D3"))


def written(chart: folium.Map, *, alt: str) -> Written:
    """Write a map for `show`; `alt` is what it shows, for a screen reader."""
    chart.add_child(_Named(words.say("map.alt", what=alt)))
    return frame.write(chart)


def show(  # noqa: PLR0913 - what is drawn, and how it answers
    drawn: Written,
    *,
    key: str,
    legend: Legend = (),
    outline_sources: Iterable[str | None] = (),
    height_px: int = HEIGHT_PX,
    returns: Sequence[str] = (),
    on_click: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Draw a map with its legend and, unless outlines are official, the word "approximate".

    Parameters
    ----------
    key
        Stable name of the map on its page; the map keeps its zoom while its content stays.
    legend
        Class colours and labels, drawn under the map so that a phone can read them.
    outline_sources
        The `outline_source` of what is drawn.
    returns
        What a click gives back, e.g. `("last_object_clicked",)`. Empty: the map never reruns
        the page.
    on_click
        Called before the page runs again, with what `returns` asked for in the session under `key`.

    Returns
    -------
    dict
        What `returns` asked for, as streamlit-folium names it.
    """
    answer = frame.show(drawn, key=key, height_px=height_px, returns=returns, on_click=on_click)
    if legend:
        st.html(legend_html(legend))
    if any(is_approximate(source) for source in outline_sources):
        st.caption(words.say("map.approximate"))
    return answer


def legend_html(entries: Legend) -> str:
    """Return a legend as HTML: a square of colour and a label per class."""
    return filled("legend", entries=[(colour, "", label) for colour, label in entries])


def share_legend(
    limits: tuple[float, ...], *, has_doubtful: bool, missing: Collection[str] = ()
) -> Legend:
    """Return the legend of `choropleth`; `missing` says why a share is: unknown, withheld."""
    entries = [
        (colour, words.say("map.class", low=_points(low), high=_points(high)))
        for colour, low, high in zip(palette.SEQUENCE, limits[:-1], limits[1:], strict=True)
    ]
    if has_doubtful:
        entries.append((palette.DOUBTFUL, words.say("map.doubtful")))
    entries.extend((palette.UNKNOWN, words.say(f"map.{why}")) for why in missing)
    return entries


def share_method(limits: tuple[float, ...], *, of: str) -> str:
    """Say how the classes of `share_legend` were made, from all units (`of`), never from a filter.

    Examples
    --------
    >>> share_method((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), of="communes")
    'Năm mức bằng nhau, mỗi mức 20 điểm %, chia theo mọi xã được xem; không đổi khi lọc.'
    """
    return words.say(f"map.method_{of}", step=_points(limits[1] - limits[0]))


def tooltip_html(title: str, lines: Mapping[str, str]) -> str:
    """Return a tooltip: a title and label-value lines, all escaped.

    Examples
    --------
    >>> "<script>" in tooltip_html("<script>", {})
    False
    """
    rows = "".join(
        f"<tr><td>{inert(label)}</td><td>{inert(value)}</td></tr>" for label, value in lines.items()
    )
    return f"<b>{inert(title)}</b><table>{rows}</table>"


def bounds_of(geometries: Iterable[Mapping[str, Any]]) -> tuple[tuple[float, float], ...]:
    """Return the south-west and north-east corner of GeoJSON geometries, latitude first.

    Examples
    --------
    >>> bounds_of([{"type": "Point", "coordinates": [106.3, 20.9]}])
    ((20.9, 106.3), (20.9, 106.3))
    """
    corners = [point for geometry in geometries for point in _points_of(geometry["coordinates"])]
    if not corners:
        return PROVINCE_BOUNDS
    longitudes, latitudes = zip(*corners, strict=True)
    return (min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))


def is_approximate(source: str | None) -> bool:
    """Tell whether an outline's source is computed, or unknown, rather than official."""
    return not isinstance(source, str) or APPROXIMATE in source.lower()


class _OfflineMap(folium.Map):
    """A map whose scripts this server serves, and no others."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium reads a class attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - folium's own
        # No jQuery: folium's popups and fetched layers want it, and we have neither.
        self.default_js = [("leaflet", _vendor("leaflet/leaflet.js"))]
        self.default_css = [("leaflet_css", _vendor("leaflet/leaflet.css"))]
        super().__init__(**options)


class _Fitted(MacroElement):
    """Bounds to fit once the map has a size: a frame still folded has none, and no zoom fits it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "(function fitted() {"
        " var map = {{ this._parent.get_name() }}, size = map.getSize(), edge = {{ this.edge_px }};"
        " if (Math.min(size.x, size.y) <= 2 * edge) { map.once('resize', fitted); return; }"
        " map.fitBounds({{ this.bounds|tojson }}, {padding: [edge, edge]});"
        "})();"
        "{% endmacro %}"
    )

    def __init__(self, bounds: Sequence[Sequence[float]], *, edge_px: int = 6) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's own
        self.bounds = bounds
        self.edge_px = edge_px


class _Named(MacroElement):
    """A name for the frame that the map stands in, and the page's language.

    The frame comes with the name of a Python package, in English.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.frameElement.title = {{ this.title|tojson }};"
        "document.documentElement.lang = {{ this.language|tojson }};"
        "{% endmacro %}"
    )

    def __init__(self, title: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's own
        self.title = title
        self.language = words.language()


class _OfflineDraw(Draw):
    """Leaflet.draw from this server."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium reads a class attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - folium's own
        self.default_js = [("leaflet_draw_js", _vendor("draw/leaflet.draw.js"))]
        self.default_css = [("leaflet_draw_css", _vendor("draw/leaflet.draw.css"))]
        super().__init__(**options)  # type: ignore[no-untyped-call] # folium's own


class _DrawingWords(MacroElement):
    """The drawing tools' sentences in the reader's language, and a mark on the given shapes."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "(function (said) {"
        "for (const [path, text] of Object.entries(said)) {"
        "const names = path.split('.'), last = names.pop();"
        "names.reduce((found, name) => found[name], L.drawLocal)[last] = text; }"
        "})({{ this.said|tojson }});"
        "{{ this.layer.get_name() }}.eachLayer(layer => {"
        "layer.feature = {type: 'Feature', properties: {is_given: true}, geometry: null}; });"
        "{% endmacro %}"
    )

    def __init__(self, layer: folium.FeatureGroup) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's own
        self.layer = layer
        self.said = {path: words.say(f"draw.{key}") for path, key in _DRAWING_WORDS.items()}


class _PageScrolls(MacroElement):
    """Only the reader scrolls the page: on a touch screen one finger, past the map; two move it.

    Leaflet focuses a map at the press of the button; the page would then move a map that is half
    in sight, and the click would miss what it was meant for.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "(function (map) {"
        " if (L.Browser.mobile) { map.dragging.disable(); }"
        " var box = map.getContainer(), focus = box.focus;"
        " box.focus = function () { focus.call(box, {preventScroll: true}); };"
        "})({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


_DRAWING_WORDS: Mapping[str, str] = {
    "draw.toolbar.buttons.polygon": "polygon",
    "draw.toolbar.buttons.rectangle": "rectangle",
    "draw.toolbar.actions.text": "cancel",
    "draw.toolbar.actions.title": "cancel",
    "draw.toolbar.finish.text": "finish",
    "draw.toolbar.finish.title": "finish",
    "draw.toolbar.undo.text": "undo",
    "draw.toolbar.undo.title": "undo",
    "draw.handlers.polygon.tooltip.start": "polygon_start",
    "draw.handlers.polygon.tooltip.cont": "polygon_cont",
    "draw.handlers.polygon.tooltip.end": "polygon_end",
    "draw.handlers.polyline.error": "crossing",
    "draw.handlers.rectangle.tooltip.start": "rectangle_start",
    "draw.handlers.simpleshape.tooltip.end": "rectangle_end",
    "edit.toolbar.actions.save.text": "save",
    "edit.toolbar.actions.save.title": "save",
    "edit.toolbar.actions.cancel.text": "cancel",
    "edit.toolbar.actions.cancel.title": "cancel",
    "edit.toolbar.actions.clearAll.text": "clear_all",
    "edit.toolbar.actions.clearAll.title": "clear_all",
    "edit.toolbar.buttons.edit": "edit",
    "edit.toolbar.buttons.editDisabled": "nothing",
    "edit.toolbar.buttons.remove": "remove",
    "edit.toolbar.buttons.removeDisabled": "nothing",
    "edit.handlers.edit.tooltip.text": "edit_hint",
    "edit.handlers.edit.tooltip.subtext": "edit_undo",
    "edit.handlers.remove.tooltip.text": "remove_hint",
}
"""Leaflet.draw's own names (`L.drawLocal`) of what it says -> our sentences."""


def _vendor(path: str) -> str:
    prefix = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + prefix if prefix else ''}/app/static/vendor/{path}"


def _points_of(coordinates: Any) -> Iterable[tuple[float, float]]:  # noqa: ANN401 - nested lists of any depth
    if isinstance(coordinates[0], int | float):
        yield (coordinates[0], coordinates[1])
        return
    for part in coordinates:
        yield from _points_of(part)


def _points(share: float) -> str:
    return words.number(share * 100)


def _highlight(_: object) -> dict[str, object]:
    return {"weight": 2.5, "color": palette.INK}


_TOOLTIP_STYLE = (
    "font-family:'Be Vietnam Pro',sans-serif;font-size:13px;border-radius:8px;"
    f"border:1px solid {palette.LINE};color:{palette.INK};padding:8px 10px;"
)
_STYLE = (
    "<style>.leaflet-container{background:#F4F7FA;font-family:'Be Vietnam Pro',sans-serif}"
    # Leaflet opens a tooltip towards the wider half of the map: half of it is what surely fits.
    f".leaflet-tooltip{{{_TOOLTIP_STYLE}}}"
    ".leaflet-tooltip{white-space:normal;width:max-content;max-width:min(20rem,calc(50vw - 32px))}"
    ".leaflet-tooltip b+table{margin-top:4px}"
    ".leaflet-tooltip td{padding:1px 0;text-align:left}"
    ".leaflet-tooltip td+td{padding-left:12px;text-align:right;font-weight:600;"
    "font-variant-numeric:tabular-nums}"
    ".leaflet-interactive:focus{outline:none}</style>"
)
