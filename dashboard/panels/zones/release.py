"""The part of a zone that a decision sets free: whole hamlets, or what was cut out by hand."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import geopandas as gpd
import pandas as pd
import streamlit as st
from shapely.geometry.base import BaseGeometry

from dashboard import alphabet, figures, words
from dashboard.drawing import maps
from dashboard.figures.tracing.choice import from_address
from dashboard.figures.tracing.trace import Base
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.panels import tracing
from dashboard.panels.shared import definitions, session, tiles, views
from dashboard.panels.zones import land as zone_land
from dashboard.tracing.direction import Direction
from dashboard.tracing.zones import shapes
from dashboard.tracing.zones.shapes import Figures


@dataclass(frozen=True, eq=False)
class Release:
    """A zone in two: what stays closed and what is set free, each with whom it holds."""

    remaining: BaseGeometry
    released: BaseGeometry
    kept: Figures
    freed: Figures

    def values(self) -> dict[str, Any]:
        """Return it as a `data.zones.Change` names it."""
        return {
            "outline": shapes.write(self.remaining),
            "released_outline": shapes.write(self.released),
            "released_resident_count": self.freed.resident_count,
            "released_household_count": self.freed.household_count,
            **self.kept.counts(),
        }


def choose(here: Viewpoint, zone: pd.Series) -> Release | None:
    """Let the viewer say which part is set free, and show what remains; None until it is said.

    F0 and F1 are those of the trace that the zone was proposed from, whatever is traced now.
    """
    base = tracing.question.asking.read(here)
    rings = _rings(base, zone)
    if rings is None:
        return None
    zone_shape = shapes.read(zone["outline"])
    homes = _homes_in_reach(base.homes, zone_shape)
    remaining = _drawn(zone)
    if remaining is None:
        parts = _parts(here, zone_shape)
        released = _of_hamlets(zone, parts, homes, rings, base)
        if released is None:
            return None
        remaining = shapes.cut(zone_shape, [released])
    remaining = shapes.without_slips(remaining)
    if remaining.is_empty:
        st.warning(words.say("zones.release_all"), icon=":material/block:")
        return None
    released = shapes.cut(zone_shape, [remaining])
    release = Release(
        remaining,
        released,
        shapes.figures(remaining, homes, rings, base.places),
        shapes.figures(released, homes, rings, base.places),
    )
    _show(release)
    return release


def hand_over(zone: pd.Series, remaining: BaseGeometry, row: int) -> None:
    """Take what was left by cutting by hand to the ledger's form, to be decided there."""
    number, revision = int(zone["zone_id"]), int(zone["revision"])
    session.DRAWN_REST.keep({(number, revision): remaining})
    session.new_status(number, zone["status"]).keep(ZoneStatus.PARTLY_RELEASED)
    session.LEDGER.pick([row])
    views.open_part("zones", "ledger")


def _draw(number: int) -> None:
    session.DRAW_FROM.keep([number])
    session.draw("way").keep("cut")
    views.open_part("zones", "draw")


def _drawn(zone: pd.Series) -> BaseGeometry | None:
    """Return what was left by hand of the zone as it is now; offer to forget it."""
    remaining = session.DRAWN_REST.value.get((int(zone["zone_id"]), int(zone["revision"])))
    if remaining is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(words.say("zones.release_drawn"))
        st.button(
            words.say("zones.release_forget"),
            icon=":material/undo:",
            on_click=session.DRAWN_REST.forget,
        )
    return remaining


def _of_hamlets(
    zone: pd.Series, parts: gpd.GeoDataFrame, homes: pd.DataFrame, rings: pd.DataFrame, base: Base
) -> BaseGeometry | None:
    """Let the viewer pick hamlets of the zone; a zone in one hamlet is cut by hand."""
    number = int(zone["zone_id"])
    counts = [shapes.figures(part, homes, rings, base.places) for part in parts.geometry]
    labels = [_label(name, of) for name, of in zip(parts["name"], counts, strict=True)]
    picked: list[int] = []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(parts) > 1:
            picked = st.multiselect(
                words.say("zones.release_part"),
                range(len(parts)),
                format_func=labels.__getitem__,
                key=f"zone_release_{number}_{zone['revision']}",
                placeholder=words.say("zones.release_pick"),
                filter_mode="contains",
                select_all=False,
                help=words.say("zones.release_help"),
            )
        else:
            st.markdown(words.say("zones.release_one", part=words.plain(labels[0])))
        st.button(
            words.say("zones.release_draw"),
            icon=":material/draw:",
            key=f"zone_release_draw_{number}",
            on_click=_draw,
            args=(number,),
        )
    if len(picked) == len(parts):
        return shapes.read(zone["outline"])
    return shapes.merged(parts.geometry.iloc[picked]) if picked else None


def _label(name: str, of: Figures) -> str:
    return words.say(
        "zones.release_label",
        part=name,
        households=words.number(of.household_count),
        residents=words.number(of.resident_count),
    )


def _show(release: Release) -> None:
    shown = [
        tiles.Tile(
            words.say(f"zones.release_{side}"),
            words.say("zones.people_count", count=words.number(of.resident_count)),
            lines=(
                words.say("zones.households_count", count=words.number(of.household_count)),
                maps.zones.area(of.area_m2),
                f"F0 / F1: {words.number(of.f0_count)} / {words.number(of.f1_count)}",
            ),
            define="zones.part",
        )
        for side, of in (("freed", release.freed), ("kept", release.kept))
    ]
    tiles.show(shown)
    definitions.show(shown, key="zone_parts")


def _parts(here: Viewpoint, zone_shape: BaseGeometry) -> gpd.GeoDataFrame:
    land = zone_land.communes(here.load)
    parts = shapes.divided(zone_shape, zone_land.cells(here.scope, land, zone_shape))
    return parts.sort_values("name", key=alphabet.sort_key(), ignore_index=True)


def _rings(base: Base, zone: pd.Series) -> pd.DataFrame | None:
    """Return whom the zone's own trace reached; None, and said, if its cases are not known."""
    choice = from_address(dict(parse_qsl(zone["traced_with"])))
    gone = set(choice.case_ids) - set(base.cases["case_id"])
    if gone or not choice.case_ids:
        cases = words.plain(", ".join(alphabet.in_order(gone)) or words.UNKNOWN)
        st.warning(words.say("zones.release_no_trace", cases=cases), icon=":material/block:")
        return None
    return figures.tracing.trace.traced(
        base, replace(choice, rings=1, direction=Direction.FORWARD)
    ).trace.people


def _homes_in_reach(homes: pd.DataFrame, shape: BaseGeometry) -> pd.DataFrame:
    """Return every household of which somebody lives in the rectangle around a shape."""
    west, south, east, north = shape.bounds
    near = homes["lon"].between(west, east) & homes["lat"].between(south, north)
    return homes[homes["household_id"].isin(homes.loc[near, "household_id"])]
