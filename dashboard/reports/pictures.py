"""Map pictures for papers, drawn on this machine: outlines, scale bar, north; never a home."""

import io
from collections.abc import Mapping
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from shapely.geometry import box, shape

from dashboard.drawing import palette
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.reports.vietnamese import number, text

APPROXIMATE = "Ranh giới xã: gần đúng, tính từ điểm trung tâm; không dùng để xác định địa giới."
"""Said under a map whose commune outlines are computed, not official."""

_WGS84 = "EPSG:4326"
_METRES = "EPSG:32648"  # UTM 48N, where Hải Dương lies
_WIDTH_IN, _HEIGHT_IN, _DPI = 6.3, 4.3, 200
_LEAST_SPAN_M = 800.0
_HALO = [patheffects.withStroke(linewidth=2.5, foreground="white")]
_STEPS = (1, 2, 5)
_MOST_LABELS = 25
_APART_X, _APART_Y = 0.11, 0.075
"""Shares of the picture; of two names nearer than this, the later one is left out."""


def zone_picture(
    zone: Mapping[str, Any],
    communes: pd.DataFrame,
    hamlets: pd.DataFrame,
    released: Mapping[str, Any] | None = None,
) -> bytes:
    """Return a PNG of a zone's outline among its communes and hamlets.

    Parameters
    ----------
    zone
        A row of the zone ledger: `zone_name`, `status`, `outline` (GeoJSON geometry, WGS84).
    communes
        One row per commune nearby: `commune_name`, `outline` (may be missing), `outline_source`.
    hamlets
        One row per hamlet: `hamlet_name`, `lon`, `lat`.
    released
        GeoJSON of the part that is set free, hatched; a zone that ends is all of it.
    """
    kept = [] if zone["status"] == ZoneStatus.ENDED else [zone["outline"]]
    free = [] if released is None else [released]
    outline = gpd.GeoSeries([shape(part) for part in (*kept, *free)], crs=_WGS84).to_crs(_METRES)
    near = _projected(communes)
    axes = _axes(_window(outline.total_bounds, 2.2))
    near.boundary.plot(ax=axes, color=palette.MUTED, linewidth=0.8, linestyle=(0, (5, 3)))
    legend = []
    if kept:
        outline.iloc[:1].plot(ax=axes, facecolor=palette.RINGS[0], alpha=0.25)
        outline.iloc[:1].boundary.plot(ax=axes, color=palette.RINGS[0], linewidth=2)
        legend.append(_key("#E8BCC5", palette.RINGS[0], "Vùng cách ly y tế"))
    if free:
        green = palette.STATUS["on_course"]
        outline.iloc[-1:].plot(ax=axes, facecolor="none", edgecolor=green, hatch="///")
        legend.append(_key("none", green, "Phần được gỡ", hatch="///"))
    points = gpd.GeoSeries(gpd.points_from_xy(hamlets["lon"], hamlets["lat"]), crs=_WGS84)
    _mark_hamlets(axes, points.to_crs(_METRES), hamlets["hamlet_name"].map(text).tolist())
    room = outline.union_all().buffer(0.08 * (axes.get_xlim()[1] - axes.get_xlim()[0]))
    _name_communes(axes, near.assign(geometry=near.difference(room)), text)
    return _png(axes, near, legend)


def spread_picture(communes: pd.DataFrame) -> bytes:
    """Return a PNG of communes, coloured and numbered by how many people a trace found there.

    Parameters
    ----------
    communes
        One row per commune of the districts touched: `commune_name`, `outline` (may be missing),
        `outline_source`, `person_count`.
    """
    near = _projected(communes)
    counts = near["person_count"]
    limits = _limits(int(counts.max()))
    colours = [palette.SURFACE, *palette.SEQUENCE[1:4]][: len(limits) - 1]
    axes = _axes(_window(near[counts > 0].total_bounds, 1.15))
    near.plot(
        ax=axes,
        column="person_count",
        cmap=ListedColormap(colours),
        norm=BoundaryNorm(limits, len(colours)),
        edgecolor=palette.MUTED,
        linewidth=0.5,
    )
    touched = near[counts > 0].nlargest(_MOST_LABELS, "person_count")
    labels = [
        f"{text(name)}\n{number(count)}"
        for name, count in zip(touched["commune_name"], touched["person_count"], strict=True)
    ]
    _name_communes(axes, touched.assign(commune_name=labels), str)
    legend = [
        Patch(facecolor=colour, edgecolor=palette.MUTED, label=_class(low, high))
        for colour, low, high in zip(colours, limits[:-1], limits[1:], strict=True)
    ]
    return _png(axes, near, legend)


def _key(face: str, edge: str, label: str, hatch: str = "") -> Patch:
    return Patch(facecolor=face, edgecolor=edge, hatch=hatch, label=label)


def _projected(communes: pd.DataFrame) -> gpd.GeoDataFrame:
    drawn = communes.dropna(subset=["outline"])
    shapes = gpd.GeoSeries([shape(outline) for outline in drawn["outline"]], crs=_WGS84)
    columns = drawn.drop(columns="outline").reset_index(drop=True)
    return gpd.GeoDataFrame(columns, geometry=shapes.to_crs(_METRES))


def _window(bounds: Any, times: float) -> tuple[float, float, float, float]:  # noqa: ANN401
    """Return the part of the land to draw: the bounds, some times as wide, in the page's shape."""
    west, south, east, north = bounds
    aspect = _WIDTH_IN / _HEIGHT_IN
    width = times * max(east - west, (north - south) * aspect, _LEAST_SPAN_M / times)
    height = width / aspect
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _axes(window: tuple[float, float, float, float]) -> Axes:
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), dpi=_DPI)
    axes = figure.add_axes((0.005, 0.005, 0.99, 0.99))
    west, south, east, north = window
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.set_autoscale_on(False)
    axes.set_facecolor(palette.BACKGROUND)
    return axes


def _mark_hamlets(axes: Axes, points: gpd.GeoSeries, names: list[str]) -> None:
    for point, name in zip(points, names, strict=True):
        if _is_inside(axes, point.x, point.y):
            axes.plot(point.x, point.y, "o", color=palette.INK, markersize=3)
            _label(axes, point.x, point.y, f"  {name}", ha="left", size=8)


def _name_communes(axes: Axes, communes: gpd.GeoDataFrame, named: Any) -> None:  # noqa: ANN401
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    visible = communes.clip(box(west, south, east, north).buffer(-0.06 * (east - west)))
    taken: list[tuple[float, float]] = []
    for name, place in zip(visible["commune_name"], visible.representative_point(), strict=True):
        where = (place.x / (east - west), place.y / (north - south))
        if all(abs(where[0] - x) > _APART_X or abs(where[1] - y) > _APART_Y for x, y in taken):
            taken.append(where)
            _label(axes, place.x, place.y, named(name), ha="center", size=7.5, color=palette.INK)


def _label(axes: Axes, x: float, y: float, said: str, **how: Any) -> None:  # noqa: ANN401
    axes.text(x, y, said, va="center", path_effects=_HALO, clip_on=True, parse_math=False, **how)


def _is_inside(axes: Axes, x: float, y: float) -> bool:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    return west < x < east and south < y < north


def _scale_bar(axes: Axes) -> None:
    """Draw a round length of at most a quarter of the width."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    length = round_length((east - west) / 4)
    x, y = west + 0.03 * (east - west), south + 0.04 * (north - south)
    axes.plot([x, x + length], [y, y], color=palette.INK, linewidth=3, solid_capstyle="butt")
    said = f"{number(length)} m" if length < 1000 else f"{number(length / 1000)} km"  # noqa: PLR2004
    axes.text(x + length / 2, y + 0.012 * (north - south), said, ha="center", va="bottom", size=8)


def round_length(longest_m: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not longer.

    Examples
    --------
    >>> round_length(340), round_length(99)
    (200.0, 50.0)
    """
    power = 10.0 ** np.floor(np.log10(longest_m))
    return float(max(step * power for step in _STEPS if step * power <= longest_m))


def _north_arrow(axes: Axes) -> None:
    axes.annotate(
        "B",  # Bắc
        xy=(0.965, 0.97),
        xytext=(0.965, 0.85),
        xycoords="axes fraction",
        ha="center",
        va="center",
        weight="bold",
        arrowprops={"arrowstyle": "-|>", "color": palette.INK, "linewidth": 1.5},
    )


def _limits(highest: int) -> list[int]:
    """Return class limits of a count: none, and up to three classes of round numbers.

    Examples
    --------
    >>> _limits(3), _limits(180)
    ([0, 1, 4], [0, 1, 10, 50, 181])
    """
    steps = [step for step in (10, 50, 200, 1000, 5000, 20_000) if step <= highest]
    return [0, 1, *steps[-2:], highest + 1]


def _class(low: int, high: int) -> str:
    if high == low + 1:
        return f"{number(low)} người"
    return f"{number(low)}–{number(high - 1)} người"


def _png(axes: Axes, communes: gpd.GeoDataFrame, legend: list[Patch]) -> bytes:
    _scale_bar(axes)
    _north_arrow(axes)
    axes.legend(handles=legend, loc="lower right", fontsize=8, framealpha=0.95)
    if "approximate" in set(communes["outline_source"]):
        axes.text(
            0.01, 0.985, APPROXIMATE, transform=axes.transAxes, size=7, va="top",
            color=palette.MUTED, path_effects=_HALO,
        )  # fmt: skip
    buffer = io.BytesIO()
    figure = cast("Figure", axes.figure)
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
