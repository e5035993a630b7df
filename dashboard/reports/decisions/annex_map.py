"""The map of a zone: its outline and houses, the communes around, scale bar and north."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from shapely.geometry import shape

from dashboard import alphabet
from dashboard.drawing import palette
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.reports import pictures
from dashboard.reports.stamp import Stamp
from dashboard.reports.vietnamese import area, number, text
from dashboard.tracing.zones.guard_posts import Guarded

INTERNAL = "LƯU HÀNH NỘI BỘ: có nhà của F0, F1, không đăng, không gửi ra ngoài tổ công tác."
"""On a map that marks who is ill: it is no part of a decision, which is published."""

_WIDTH_IN, _HEIGHT_IN = 6.3, 7.4
_MAP: Final = (0.005, 0.295, 0.99, 0.7)
_AROUND: Final = (0.005, 0.005, 0.47, 0.28)
_TOLD: Final = (0.485, 0.005, 0.51, 0.28)
_LEAST_SPAN_M, _LEAST_AROUND_M = 350.0, 3_000.0
_MOST_NEIGHBOURS = 8
_TOUCHING_M = 60.0
_LINE_LENGTH = 46

_HOUSES: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "outside": (
        "Nhà ngoài vùng",
        {"marker": "s", "markersize": 3.5, "color": "#C3CDD6", "zorder": 3},
    ),
    "inside": (
        "Nhà trong vùng",
        {"marker": "s", "markersize": 6, "color": palette.INK, "zorder": 4},
    ),
    "f1": (
        "Nhà có F1",
        {
            "marker": "o", "markersize": 8, "color": palette.RINGS[1], "zorder": 5,
            "markeredgecolor": palette.INK, "markeredgewidth": 0.8,
        },
    ),
    "f0": (
        "Nhà có F0",
        {
            "marker": "^", "markersize": 10, "color": palette.RINGS[0], "zorder": 6,
            "markeredgecolor": palette.INK, "markeredgewidth": 0.8,
        },
    ),
}  # fmt: skip
"""Kind of house -> what the legend calls it, and its mark: apart in grey print too."""


def zone_picture(  # noqa: PLR0913 - what the map shows, one table each
    zone: Mapping[str, Any],
    communes: pd.DataFrame,
    hamlets: pd.DataFrame,
    released: Mapping[str, Any] | None = None,
    *,
    houses: pd.DataFrame | None = None,
    told: Sequence[str] = (),
    guarded: Guarded | None = None,
) -> bytes:
    """Return a PNG of a zone among its houses, its hamlets and the communes around: see `drawn`."""
    figure = drawn(zone, communes, hamlets, released, houses=houses, told=told, guarded=guarded)
    return pictures.png(figure)


def drawn(  # noqa: PLR0913 - as above
    zone: Mapping[str, Any],
    communes: pd.DataFrame,
    hamlets: pd.DataFrame,
    released: Mapping[str, Any] | None = None,
    *,
    houses: pd.DataFrame | None = None,
    told: Sequence[str] = (),
    guarded: Guarded | None = None,
) -> Figure:
    """Return the map: the zone itself, below it where it lies, and beside that what is told.

    Parameters
    ----------
    zone
        A row of the zone ledger: `zone_name`, `status`, `commune_id`, `outline` (GeoJSON geometry,
        WGS84).
    communes
        One row per commune nearby: `commune_id`, `commune_name`, `outline` (may be missing),
        `outline_source`.
    hamlets
        One row per hamlet: `hamlet_name`, `lon`, `lat`.
    released
        GeoJSON of the part that is set free, hatched; a zone that ends is all of it.
    houses
        One row per house: `lon`, `lat`, `kind` ("f0", "f1", "inside", "outside"); none without.
    told
        Lines beside the legend, such as the time of the data.
    guarded
        Roads near the zone and its guard posts, numbered as in the decision; None without a layer.
    """
    kept = [] if zone["status"] == ZoneStatus.ENDED else [zone["outline"]]
    free = [] if released is None else [released]
    shapes = gpd.GeoSeries([shape(dict(part)) for part in (*kept, *free)], crs=pictures.WGS84)
    parts = shapes.to_crs(pictures.METRES)
    near = pictures.projected(communes)
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN))
    aspect = _MAP[2] * _WIDTH_IN / (_MAP[3] * _HEIGHT_IN)
    seen = pictures.window(parts.total_bounds, 1.7, aspect, _LEAST_SPAN_M)
    axes = pictures.land(figure, _MAP, seen)
    near.boundary.plot(ax=axes, color=palette.MUTED, linewidth=1, linestyle=(0, (5, 3)))
    legend = _draw_parts(axes, parts, is_kept=bool(kept), is_free=bool(free))
    roads = _draw_roads(axes, guarded)
    legend += [*roads, *_draw_houses(axes, houses), *_draw_posts(axes, guarded)]
    _mark_hamlets(axes, hamlets)
    room = parts.union_all().buffer(0.04 * (seen[2] - seen[0]))
    apart = near.assign(geometry=near.difference(room))
    pictures.name_communes(axes, apart[apart["commune_id"] != zone["commune_id"]], style="italic")
    pictures.scale_bar(axes)
    pictures.north_arrow(axes)
    pictures.say_if_approximate(axes, near)
    axes.set(xlabel="", ylabel="")  # geopandas writes "Easting" there
    own, beside = _neighbours(near, str(zone["commune_id"]))
    _draw_around(figure, parts, near, own, beside)
    names = alphabet.in_order(beside["commune_name"].map(text))
    _tell(figure, legend, names, told or facts(zone))
    return figure


def facts(zone: Mapping[str, Any]) -> list[str]:
    """Return which zone a map shows, and how large it is, as lines beside the legend."""
    households, residents = (number(zone[f"{name}_count"]) for name in ("household", "resident"))
    return [
        text(zone["zone_name"]),
        f"Khoảng {area(zone['area_m2'])}, {households} hộ, {residents} người.",
    ]


def told(zone: Mapping[str, Any], stamp: Stamp, *, is_internal: bool) -> list[str]:
    """Return what a map that stands alone says of itself besides: as of when, for whom."""
    warning = [INTERNAL] if is_internal else []
    return [*facts(zone), *warning, f"Bản nháp. {stamp.line()}."]


def _draw_parts(
    axes: Axes, parts: gpd.GeoSeries, *, is_kept: bool, is_free: bool
) -> list[Patch | Line2D]:
    legend: list[Patch | Line2D] = []
    if is_kept:
        red = palette.RINGS[0]
        parts.iloc[:1].plot(ax=axes, facecolor=red, alpha=0.15, zorder=1)
        parts.iloc[:1].boundary.plot(ax=axes, color=red, linewidth=2.2, zorder=2)
        legend.append(Patch(facecolor="#F1D9DF", edgecolor=red, label="Vùng cách ly y tế"))
    if is_free:
        green = palette.STATUS["on_course"]
        parts.iloc[-1:].plot(ax=axes, facecolor="none", edgecolor=green, hatch="///", zorder=2)
        legend.append(Patch(facecolor="none", edgecolor=green, hatch="///", label="Phần được gỡ"))
    return legend


def _draw_roads(axes: Axes, guarded: Guarded | None) -> list[Line2D]:
    if guarded is None or guarded.roads.empty:
        return []
    # Beneath houses, and apart from the dashed borders of communes.
    line: dict[str, Any] = {"color": "#B89B6B", "linewidth": 1.6}
    guarded.roads.to_crs(pictures.METRES).plot(ax=axes, zorder=1.5, **line)
    return [Line2D([], [], label="Đường", **line)]


def _draw_posts(axes: Axes, guarded: Guarded | None) -> list[Line2D]:
    """Mark each guard post with its number in the decision."""
    if guarded is None or guarded.posts.empty:
        return []
    posts = guarded.posts
    mark: dict[str, Any] = {
        "marker": "D", "markersize": 9, "color": "white", "markeredgecolor": palette.INK,
        "markeredgewidth": 1.4,
    }  # fmt: skip
    for place, point in enumerate(_in_metres(posts), 1):
        axes.plot(point.x, point.y, linestyle="none", zorder=8, **mark)
        axes.text(
            point.x, point.y, str(place), size=6.5, ha="center", va="center", zorder=9,
            clip_on=True,
        )  # fmt: skip
    said = f"Chốt trực: {number(len(posts))}"
    return [Line2D([], [], linestyle="none", label=said, **mark)]


def _draw_houses(axes: Axes, houses: pd.DataFrame | None) -> list[Line2D]:
    """Mark each house; return the legend, with how many of each kind the map shows."""
    if houses is None or houses.empty:
        return []
    points = _in_metres(houses)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    is_seen = points.x.between(west, east) & points.y.between(south, north)
    legend = []
    for kind, (called, mark) in _HOUSES.items():
        these = points[is_seen & (houses["kind"] == kind)]
        if len(these):
            axes.plot(these.x, these.y, linestyle="none", **mark)
            if kind == "inside" and houses["kind"].isin(["f0", "f1"]).any():
                called = "Nhà khác trong vùng"  # noqa: PLW2901 - those with F0 or F1 stand apart
            said = called if kind == "outside" else f"{called}: {number(len(these))}"
            legend.append(Line2D([], [], linestyle="none", label=said, **mark))
    return legend[::-1]


def _mark_hamlets(axes: Axes, hamlets: pd.DataFrame) -> None:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    for point, name in zip(_in_metres(hamlets), hamlets["hamlet_name"].map(text), strict=True):
        if west < point.x < east and south < point.y < north:
            axes.plot(point.x, point.y, "+", color=palette.INK, markersize=7, zorder=7)
            pictures.label(axes, point.x, point.y, f"  {name}", ha="left", size=8.5, zorder=7)


def _in_metres(rows: pd.DataFrame) -> gpd.GeoSeries:
    points = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), crs=pictures.WGS84)
    return points.to_crs(pictures.METRES).set_axis(rows.index)


def _neighbours(
    near: gpd.GeoDataFrame, commune_id: str
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the zone's commune, and those that touch it."""
    own = near[near["commune_id"] == commune_id]
    if own.empty:
        return own, own
    border = own.geometry.iloc[0].buffer(_TOUCHING_M)
    touching = near[near.intersects(border) & (near["commune_id"] != commune_id)]
    return own, touching


def _draw_around(
    figure: Figure,
    parts: gpd.GeoSeries,
    near: gpd.GeoDataFrame,
    own: gpd.GeoDataFrame,
    beside: gpd.GeoDataFrame,
) -> None:
    """Draw where the zone lies: its commune, the neighbours by name, the zone as a mark."""
    shown = own.total_bounds if len(own) else parts.total_bounds
    aspect = _AROUND[2] * _WIDTH_IN / (_AROUND[3] * _HEIGHT_IN)
    axes = pictures.land(figure, _AROUND, pictures.window(shown, 1.9, aspect, _LEAST_AROUND_M))
    if len(own):
        own.plot(ax=axes, facecolor="#FFEFCF")
    near.boundary.plot(ax=axes, color=palette.MUTED, linewidth=0.8)
    red = palette.RINGS[0]
    parts.plot(ax=axes, facecolor=red, edgecolor=red)
    centre = parts.union_all().centroid
    mark: dict[str, Any] = {"color": "none", "markeredgecolor": red, "markersize": 9, "zorder": 8}
    axes.plot(centre.x, centre.y, "s", **mark)
    pictures.name_communes(axes, own, size=7, weight="bold")
    pictures.name_communes(axes, beside, apart=(0.2, 0.09), size=6.5)
    pictures.scale_bar(axes)
    axes.set(xlabel="", ylabel="")


def _tell(
    figure: Figure, legend: Sequence[Patch | Line2D], beside: Sequence[str], told: Sequence[str]
) -> None:
    """Write legend, neighbouring communes and what else is told beside the small map."""
    axes = figure.add_axes(_TOLD)
    axes.axis("off")
    axes.legend(
        handles=legend, loc="upper left", ncols=2, fontsize=8, frameon=False,
        borderaxespad=0, handletextpad=0.6, columnspacing=1.2,
    )  # fmt: skip
    shown = ", ".join(beside[:_MOST_NEIGHBOURS])
    more = f" và {number(len(beside) - _MOST_NEIGHBOURS)} xã, phường khác" * (
        len(beside) > _MOST_NEIGHBOURS
    )
    around = [f"Xã, phường giáp ranh: {shown}{more}."] if beside else []
    lines = [part for line in (*told[:2], *around, *told[2:]) for part in _wrapped(text(line))]
    axes.text(
        0, 0, "\n".join(lines), transform=axes.transAxes, size=7.5, va="bottom",
        color=palette.INK, parse_math=False, linespacing=1.35,
    )  # fmt: skip


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _LINE_LENGTH) or [""]
