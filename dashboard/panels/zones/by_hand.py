"""Zones drawn by hand: draw, edit, merge, cut, snap; figures at once; saved as a proposal."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from dashboard import access, alphabet, data, words
from dashboard import figures as seen_figures
from dashboard.drawing import maps
from dashboard.figures.tracing.choice import written
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.zone_status import CONFINING, ZoneStatus
from dashboard.panels import tracing
from dashboard.panels.shared import definitions, session, tiles
from dashboard.panels.tracing.question.choice import keep
from dashboard.panels.zones import land as zone_land
from dashboard.panels.zones import release, saving
from dashboard.tracing.direction import Direction
from dashboard.tracing.zones import shapes as zone_shapes
from dashboard.tracing.zones.shapes import Figures, ShapeError

SNAPS = ("none", "hamlet", "commune")
"""What a drawn outline may be snapped to."""

WAYS = ("add", "cut")
"""What newly drawn shapes do to the outline: they join it, or are cut out of it."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is drawn on: the trace, the land, and the zones picked to start from."""

    base: Base
    result: Result
    communes: pd.DataFrame
    """One row per commune of the viewer's districts, with its `shape`."""
    picked: pd.DataFrame
    """Zones of the ledger whose outlines, merged, are edited."""
    way: str
    snap: str


def show(here: Viewpoint, zones: pd.DataFrame) -> None:
    """Let the viewer draw a zone, see what it encloses, and save it."""
    sheet = _sheet(here, zones)
    drawn = _draw(here.viewer, sheet, zones)
    try:
        shape = _shape(here.viewer, sheet, drawn)
    except ShapeError as error:
        st.warning(words.say(f"draw.refused_{error.reason}"), icon=":material/block:")
        return
    figures = zone_shapes.figures(
        shape, sheet.base.homes, sheet.result.trace.people, sheet.base.places
    )
    _show_figures(figures)
    if len(sheet.picked) == 1 and sheet.picked["status"].iloc[0] in CONFINING:
        _release(zones, sheet.picked.iloc[0], shape)
    else:
        _save(here, sheet, shape, figures)


def _sheet(here: Viewpoint, zones: pd.DataFrame) -> Sheet:
    base = tracing.question.asking.read(here)
    choice = tracing.question.inputs.choose_cases(base)
    keep(choice)
    open_zones = zones[zones["status"] != ZoneStatus.ENDED].set_index("zone_id", drop=False)
    open_zones = open_zones.sort_values("zone_name", key=alphabet.sort_key(), kind="stable")
    names = {int(row["zone_id"]): _label(row) for row in open_zones.to_dict("records")}
    if saving.is_fresh():
        session.DRAW_FROM.keep([])
    picked = st.multiselect(
        words.say("draw.start_from"),
        list(names),
        format_func=names.__getitem__,
        key=session.DRAW_FROM.key,
        filter_mode="contains",
        select_all=False,
        placeholder=words.say("draw.start_empty"),
        help=words.say("draw.start_help"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = _segments("way", WAYS)
        snap = _segments("snap", SNAPS)
    return Sheet(
        base=base,
        result=seen_figures.tracing.trace.traced(
            base, replace(choice, rings=1, direction=Direction.FORWARD)
        ),
        communes=zone_land.communes(here.load),
        picked=open_zones.loc[picked],
        way=way,
        snap=snap,
    )


def _label(zone: dict[Hashable, Any]) -> str:
    status = words.say(f"zones.status_{zone['status']}")
    return f"{zone['zone_name']} ({status})"


def _draw(
    viewer: access.Viewer, sheet: Sheet, zones: pd.DataFrame
) -> list[Mapping[str, Any]] | None:
    """Show the map to draw on; return its shapes, None while nothing was touched."""
    homes = _traced_homes(sheet)
    points = [shapely.Point(row["lon"], row["lat"]) for row in homes.head(1).to_dict("records")]
    commune = _at(sheet.communes, points[0]) if points else None
    outlines = data.units.commune_outlines(viewer.scope)
    near = outlines.assign(
        is_focus=True if commune is None else outlines["commune_id"] == commune["commune_id"]
    )
    hamlets = data.tracing.hamlets(viewer.scope)
    own = hamlets[hamlets["commune_id"].isin(near.loc[near["is_focus"], "commune_id"])]
    start = _start(sheet)
    others = zones[~zones["zone_id"].isin(sheet.picked["zone_id"])]
    st.caption(words.say("draw.hint"))
    key = [*sheet.picked["zone_id"], words.language(), saving.turn()]
    answer = maps.base.show(
        maps.base.written(
            maps.zones.drawing_map(
                others[others["status"] != ZoneStatus.ENDED],
                near,
                own,
                homes,
                None if start is None else zone_shapes.write(start),
            ),
            alt=words.say("zones.view_draw"),
        ),
        key=f"draw_map_{'_'.join(map(str, key))}",
        outline_sources=set(near["outline_source"]),
        returns=("all_drawings",),
    )
    drawn: list[Mapping[str, Any]] | None = answer.get("all_drawings")
    return drawn


def _traced_homes(sheet: Sheet) -> pd.DataFrame:
    """Return where the traced people live, the cases first."""
    found = sheet.result.people
    cases = sheet.result.f0[["person_id"]].assign(ring=0, minutes=None, place_kind=None)
    at = sheet.base.homes[["lon", "lat"]].reindex(cases["person_id"]).reset_index(drop=True)
    rows = [cases.join(at), found.loc[found["ring"] > 0, [*cases, "lon", "lat"]]]
    return pd.concat(rows, ignore_index=True).dropna(subset=["lon", "lat"])


def _shape(
    viewer: access.Viewer, sheet: Sheet, drawn: list[Mapping[str, Any]] | None
) -> BaseGeometry:
    """Return the outline that the drawing means, checked; nothing drawn is refused as empty."""
    start = _start(sheet)
    given = [part for part in drawn or () if (part.get("properties") or {}).get("is_given")]
    fresh = [part for part in drawn or () if part not in given]
    parts = [zone_shapes.read(part["geometry"]) for part in given]
    new = [zone_shapes.read(part["geometry"]) for part in fresh]
    if not drawn and start is not None:
        parts = [start]
    if sheet.way == "cut":
        shape = zone_shapes.cut(zone_shapes.merged(parts), new)
    else:
        shape = zone_shapes.merged([*parts, *new])
    # Land that is a zone already stays land: outlines of communes are approximate.
    land = shapely.union_all([*sheet.communes["shape"], *([] if start is None else [start])])
    if sheet.snap == "commune":
        shape = zone_shapes.merged([shape.intersection(_mostly(sheet.communes, shape)["shape"])])
    checked = zone_shapes.checked(shape, land)
    if sheet.snap == "hamlet":
        cells = zone_land.cells(viewer.scope, sheet.communes, checked)
        checked = zone_shapes.snapped(checked, cells.geometry)
    return checked


def _start(sheet: Sheet) -> BaseGeometry | None:
    shapes = [zone_shapes.read(outline) for outline in sheet.picked["outline"]]
    return zone_shapes.merged(shapes) if shapes else None


def _show_figures(figures: Figures) -> None:
    say, number = words.say, words.number
    shown = [
        tiles.Tile(
            say("zones.residents"),
            number(figures.resident_count),
            lines=(say("zones.households_count", count=number(figures.household_count)),),
            define="zones.drawn_residents",
        ),
        tiles.Tile(
            "F0 / F1",
            f"{number(figures.f0_count)} / {number(figures.f1_count)}",
            define="zones.drawn_f0_f1",
        ),
        tiles.Tile(
            say("zones.column_places"), number(figures.place_count), define="zones.drawn_places"
        ),
        tiles.Tile(
            say("zones.area"),
            maps.zones.area(figures.area_m2),
            lines=(say("draw.perimeter", metres=number(figures.perimeter_m)),),
            define="zones.drawn_area",
        ),
    ]
    tiles.show(shown)
    definitions.show(shown, key="zone_drawn")


def _release(zones: pd.DataFrame, zone: pd.Series, shape: BaseGeometry) -> None:
    """Hand what was cut out of a zone in force to the ledger, where a decision sets it free."""
    before = zone_shapes.read(zone["outline"])
    refused = None
    if not _is_within(shape, before):
        refused = "draw.only_smaller"
    elif _is_within(before, shape):
        refused = "draw.uncut"
    if refused:
        st.info(words.say(refused), icon=":material/content_cut:")
    st.button(
        words.say("draw.release"),
        icon=":material/gavel:",
        type="primary",
        disabled=refused is not None,
        on_click=release.hand_over,
        args=(zone, shape, zones["zone_id"].tolist().index(zone["zone_id"])),
    )


def _save(
    here: Viewpoint,
    sheet: Sheet,
    shape: BaseGeometry,
    figures: Figures,
) -> None:
    commune = _mostly(sheet.communes, shape)
    is_redrawn = len(sheet.picked) == 1
    with st.form("draw_saving", border=True):
        name = st.text_input(
            words.say("draw.name"),
            str(sheet.picked["zone_name"].iloc[0])
            if is_redrawn
            else _name(here.viewer, commune, shape),
            max_chars=200,
            disabled=is_redrawn,
        )
        reason = st.text_input(
            words.say("zones.reason"), max_chars=500, key=f"draw_reason_{saving.turn()}"
        )
        label = "draw.save_outline" if is_redrawn else "zones.save"
        asked = st.form_submit_button(words.say(label), icon=":material/save:", type="primary")
    if not asked:
        return
    if not reason.strip() or not name.strip():
        st.warning(words.say("draw.save_needs"))
    elif is_redrawn:
        _redraw(here.viewer, sheet.picked.iloc[0], shape, figures, (reason.strip(), here.data_time))
    else:
        _propose(
            here.viewer,
            (name.strip(), reason.strip()),
            commune,
            shape,
            (figures, sheet, here.data_time),
        )


def _propose(
    viewer: access.Viewer,
    text: tuple[str, str],
    commune: pd.Series,
    shape: BaseGeometry,
    found: tuple[Figures, Sheet, datetime],
) -> None:
    figures, sheet, data_time = found
    known = set(data.zones.zones(viewer.scope)["zone_id"])
    number = data.zones.propose_zone(
        viewer.scope,
        data.zones.Proposal(
            zone_name=text[0],
            district_id=str(commune["district_id"]),
            commune_id=str(commune["commune_id"]),
            outline=zone_shapes.write(shape),
            reason=text[1],
            data_time=data_time,
            traced_with=written(sheet.result.choice),
            **figures.counts(),
        ),
    )
    saving.done(new=int(number not in known), known=int(number in known))


def _redraw(
    viewer: access.Viewer,
    zone: pd.Series,
    shape: BaseGeometry,
    figures: Figures,
    why: tuple[str, datetime],
) -> None:
    """Give a zone that is not in force its new outline."""
    if zone_shapes.read(zone["outline"]).equals(shape):
        st.warning(words.say("draw.unchanged"), icon=":material/block:")
        return
    change = data.zones.Change(
        zone_id=int(zone["zone_id"]),
        seen_status=ZoneStatus(zone["status"]),
        seen_revision=int(zone["revision"]),
        status=ZoneStatus(zone["status"]),
        reason=why[0],
        valid_from=why[1],
        outline=zone_shapes.write(shape),
        **figures.counts(),
    )
    if data.zones.change_zone(viewer.scope, change):
        session.CHANGED_TO.keep(change.status)
        saving.begin_anew()
    saving.refused(viewer, change.zone_id, change.reason)


def _is_within(shape: BaseGeometry, other: BaseGeometry) -> bool:
    return zone_shapes.is_slip(shape.difference(other))


def _at(communes: pd.DataFrame, point: shapely.Point) -> pd.Series | None:
    inside = communes[[shape.intersects(point) for shape in communes["shape"]]]
    return None if inside.empty else inside.iloc[0]


def _mostly(communes: pd.DataFrame, shape: BaseGeometry) -> pd.Series:
    """Return the commune with most of a shape."""
    shared = [commune.intersection(shape).area for commune in communes["shape"]]
    return communes.iloc[int(pd.Series(shared).argmax())]


def _name(viewer: access.Viewer, commune: pd.Series, shape: BaseGeometry) -> str:
    """Return a name that an order could use: the nearest hamlet, commune and district."""
    hamlets = data.tracing.hamlets(viewer.scope)
    own = hamlets[hamlets["commune_id"] == commune["commune_id"]]
    centre = shape.centroid
    distance = (own["lon"] - centre.x) ** 2 + (own["lat"] - centre.y) ** 2
    names = data.units.communes(viewer.scope).set_index("commune_id").loc[commune["commune_id"]]
    hamlet = [] if own.empty else [own["hamlet_name"].iloc[int(distance.argmin())]]
    return ", ".join([*hamlet, names["commune_name"], names["district_name"]])


def _segments(name: str, options: tuple[str, ...]) -> str:
    kept = session.draw(name)
    kept.begin(options[0])
    chosen = st.segmented_control(
        words.say(f"draw.{name}"),
        options,
        required=True,
        format_func=words.names(f"draw.{name}_", options).__getitem__,
        key=kept.key,
        persist_state="session",
    )
    return str(chosen)
