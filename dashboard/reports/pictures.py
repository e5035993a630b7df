"""Map pictures for papers, drawn on this machine, and the parts of every map: scale bar, north."""

import io
from typing import Any

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
from dashboard.reports.vietnamese import number, text

APPROXIMATE = "Ranh giới xã: gần đúng, tính từ điểm trung tâm; không dùng để xác định địa giới."
"""Said under a map whose commune outlines are computed, not official."""

WGS84 = "EPSG:4326"
METRES = "EPSG:32648"
"""UTM 48N, where Hải Dương lies."""
_WIDTH_IN, _HEIGHT_IN, _DPI = 6.3, 4.3, 200
_WHOLE = (0.005, 0.005, 0.99, 0.99)
_HALO = [patheffects.withStroke(linewidth=2.5, foreground="white")]
_STEPS = (1, 2, 5)
_MOST_LABELS = 25
_MARGIN = 0.07
"""Share of the width that names keep from the frame."""
_APART = (0.11, 0.075)
"""Shares of the picture; of two names nearer than this, the later one is left out."""


def spread_picture(communes: pd.DataFrame) -> bytes:
    """Return a PNG of communes, coloured and numbered by how many people a trace found there.

    Parameters
    ----------
    communes
        One row per commune of the districts touched: `commune_name`, `outline` (may be missing),
        `outline_source`, `person_count`.
    """
    near = projected(communes)
    counts = near["person_count"]
    limits = _limits(int(counts.max()))
    colours = [palette.SURFACE, *palette.SEQUENCE[1:4]][: len(limits) - 1]
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), dpi=_DPI)
    shown = window(near[counts > 0].total_bounds, 1.15, _WIDTH_IN / _HEIGHT_IN)
    axes = land(figure, _WHOLE, shown)
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
    name_communes(axes, touched.assign(commune_name=labels))
    legend = [
        Patch(facecolor=colour, edgecolor=palette.MUTED, label=_class(low, high))
        for colour, low, high in zip(colours, limits[:-1], limits[1:], strict=True)
    ]
    scale_bar(axes)
    north_arrow(axes)
    axes.legend(handles=legend, loc="lower right", fontsize=8, framealpha=0.95)
    say_if_approximate(axes, near)
    return png(figure)


def projected(communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the communes that have an outline, in metres."""
    drawn = communes.dropna(subset=["outline"])
    shapes = gpd.GeoSeries([shape(outline) for outline in drawn["outline"]], crs=WGS84)
    columns = drawn.drop(columns="outline").reset_index(drop=True)
    return gpd.GeoDataFrame(columns, geometry=shapes.to_crs(METRES))


def window(
    bounds: Any,  # noqa: ANN401 - west, south, east, north
    times: float,
    aspect: float,
    least_m: float = 0.0,
) -> tuple[float, float, float, float]:
    """Return the land to draw: the bounds, some times as wide, in a shape (width by height).

    Examples
    --------
    >>> window((0, 0, 100, 10), 2.0, aspect=1.0)
    (-50.0, -95.0, 150.0, 105.0)
    """
    west, south, east, north = bounds
    width = max(times * (east - west), times * (north - south) * aspect, least_m)
    height = width / aspect
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def land(figure: Figure, room: Any, shown: tuple[float, float, float, float]) -> Axes:  # noqa: ANN401
    """Return a map's empty frame in a part of the picture (shares), showing this land (m)."""
    axes = figure.add_axes(room)
    west, south, east, north = shown
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[])
    axes.set_autoscale_on(False)
    axes.set_facecolor(palette.BACKGROUND)
    return axes


def name_communes(
    axes: Axes,
    communes: gpd.GeoDataFrame,
    apart: tuple[float, float] = _APART,
    **how: Any,  # noqa: ANN401
) -> list[str]:
    """Write each commune's name where it is seen, and return those written; none over another."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    visible = communes.clip(box(west, south, east, north).buffer(-_MARGIN * (east - west)))
    taken: dict[str, tuple[float, float]] = {}
    for name, place in zip(visible["commune_name"], visible.representative_point(), strict=True):
        where = (place.x / (east - west), place.y / (north - south))
        near = taken.values()
        if all(abs(where[0] - x) > apart[0] or abs(where[1] - y) > apart[1] for x, y in near):
            taken[name] = where
            label(axes, place.x, place.y, text(name), **({"ha": "center", "size": 7.5} | how))
    return list(taken)


def label(axes: Axes, x: float, y: float, said: str, **how: Any) -> None:  # noqa: ANN401
    """Write something on a map, readable over whatever lies below."""
    how = {"color": palette.INK, "va": "center"} | how
    axes.text(x, y, said, path_effects=_HALO, clip_on=True, parse_math=False, **how)


def scale_bar(axes: Axes) -> float:
    """Draw a round length of at most a quarter of the width, and return it (m)."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    length = round_length((east - west) / 4)
    x, y = west + 0.03 * (east - west), south + 0.04 * (north - south)
    axes.plot([x, x + length], [y, y], color=palette.INK, linewidth=3, solid_capstyle="butt")
    said = f"{number(length)} m" if length < 1000 else f"{number(length / 1000)} km"  # noqa: PLR2004
    axes.text(x + length / 2, y + 0.012 * (north - south), said, ha="center", va="bottom", size=8)
    return length


def round_length(longest_m: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not longer.

    Examples
    --------
    >>> round_length(340), round_length(99)
    (200.0, 50.0)
    """
    power = 10.0 ** np.floor(np.log10(longest_m))
    return float(max(step * power for step in _STEPS if step * power <= longest_m))


def north_arrow(axes: Axes) -> None:
    """Draw an arrow to the north, with a letter at its foot."""
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


def say_if_approximate(axes: Axes, communes: gpd.GeoDataFrame) -> None:
    """Say on a map that its commune outlines are computed, where they are."""
    if "approximate" in set(communes["outline_source"]):
        axes.text(
            0.01, 0.985, APPROXIMATE, transform=axes.transAxes, size=7, va="top",
            color=palette.MUTED, path_effects=_HALO,
        )  # fmt: skip


def png(figure: Figure) -> bytes:
    """Return a picture as PNG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI)
    return buffer.getvalue()
