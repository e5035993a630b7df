"""New zones from the current trace: the narrowest for a share of its risk, weighed, saved."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from dashboard import access, data, words
from dashboard.data.database import Scope
from dashboard.drawing import charts, maps
from dashboard.panels import tracing
from dashboard.panels.shared import tiles
from dashboard.panels.tracing.choice import Choice, keep
from dashboard.panels.tracing.headline import Base, Result
from dashboard.tracing.zones.areas import UNITS, AreaRules, Areas, small_areas
from dashboard.tracing.zones.choice import Chosen, choose, frontier
from dashboard.tracing.zones.closures import closures
from dashboard.tracing.zones.clusters import WGS84, ZoneRules, visits_from_contacts
from dashboard.tracing.zones.outlines import zone_outlines
from dashboard.tracing.zones.ranking import ranked
from dashboard.tracing.zones.risk import ZoneRisks, zone_risks

SHARES = range(5, 100, 5)
"""Shares of the risk to cover that the viewer may choose (%)."""

_SHARE = 50


@dataclass(frozen=True, eq=False)
class Weighed:
    """What every choice of zones starts from: risk by small area, and what closing them costs."""

    result: Result
    homes: pd.DataFrame
    visits: pd.DataFrame
    risks: ZoneRisks
    areas: Areas
    curve: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Drafts:
    """Zones that the page proposes, and what closing their communes instead would confine."""

    zones: pd.DataFrame
    chosen: Chosen
    commune_count: int
    commune_residents: int
    commune_share: float
    """Of the risk, that closing these communes would cover."""
    result: Result
    question: tuple[object, ...]
    """What was asked: it names the proposal."""

    @property
    def resident_count(self) -> int:
        """People living in the proposed zones."""
        return int(self.zones["resident_count"].sum())

    @property
    def share(self) -> float:
        """Of the risk, that the proposed zones hold, with their ring of land."""
        return float(self.zones["risk_share"].sum())


def propose(viewer: access.Viewer, data_time: datetime) -> Drafts:
    """Let the viewer choose cases and a share of their risk; return the zones that cover it."""
    base = tracing.headline.read(viewer, data_time)
    choice = tracing.inputs.choose_cases(base)
    keep(choice)
    asked = replace(choice, rings=1, direction="forward")
    chart = st.container()
    share = _share()
    unit, buffer = _narrowness()
    weighed = _weighed(base, asked, unit, base.scope, data_time)
    ways = _other_ways(weighed, asked, unit, _closed_now(viewer), base.scope, data_time)
    drafts = _drafts(base, weighed, ways, (asked, unit, share, buffer), base.scope, data_time)
    if len(drafts.zones):
        with chart:
            _draw_frontier(weighed, ways, drafts)
    return drafts


def compare(drafts: Drafts) -> None:
    """Show how many people the zones confine, and how many whole communes would."""
    narrow, wide = drafts.resident_count, drafts.commune_residents
    households = int(drafts.zones["household_count"].sum())
    covered = words.percent(drafts.share, 0)
    tiles.show(
        [
            tiles.Tile(
                words.say("zones.proposed"),
                words.number(len(drafts.zones)),
                lines=(maps.zones.area(float(drafts.zones["area_m2"].sum())),),
            ),
            tiles.Tile(
                words.say("zones.confined"),
                words.number(narrow),
                lines=(
                    words.say("zones.households_count", count=words.number(households)),
                    words.say("zones.covers", share=covered),
                ),
            ),
            tiles.Tile(
                words.say("zones.whole_communes", count=words.number(drafts.commune_count)),
                words.number(wide),
                lines=(
                    _times(narrow, wide),
                    words.say("zones.covers", share=words.percent(drafts.commune_share, 0)),
                ),
            ),
        ]
    )
    st.caption(f"{words.say('zones.counts_of')} {words.say('zones.counts_met')}")


def _share() -> float:
    """Ask for the share of the risk to cover (0..1)."""
    st.session_state.setdefault("zone_share", _SHARE)
    percent = st.select_slider(
        words.say("zones.share"),
        SHARES,
        key="zone_share",
        format_func=lambda value: words.percent(value / 100, 0),
        help=words.say("zones.share_help"),
        persist_state="session",
    )
    return int(percent) / 100


def _narrowness() -> tuple[str, int]:
    """Ask for the small areas that zones are made of, and for their ring of land (m)."""
    st.session_state.setdefault("zone_unit", UNITS[0])
    st.session_state.setdefault("zone_buffer_m", int(ZoneRules().buffer_m))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.segmented_control(
            words.say("zones.unit"),
            UNITS,
            required=True,
            format_func=lambda name: words.say(f"zones.unit_{name}"),
            key="zone_unit",
            help=words.say("zones.unit_help"),
            persist_state="session",
        )
        buffer = st.number_input(
            words.say("zones.buffer_m"),
            min_value=5,
            max_value=150,
            step=5,
            key="zone_buffer_m",
            help=words.say("zones.buffer_m_help"),
            width=160,
            persist_state="session",
        )
    return str(unit), int(buffer)


def _closed_now(viewer: access.Viewer) -> tuple[str, ...]:
    """Return the outlines of the zones in force, as GeoJSON."""
    zones = data.zones.zones(viewer.scope)
    closed = zones.loc[zones["status"].isin(data.zones.CONFINING), "outline"]
    return tuple(json.dumps(outline) for outline in closed)


def _draw_frontier(weighed: Weighed, ways: pd.DataFrame, drafts: Drafts) -> None:
    chosen = drafts.chosen
    covered = words.percent(chosen.share, 0)
    charts.base.show(
        charts.zones.frontier(
            weighed.curve,
            ways,
            chosen=(chosen.resident_count, chosen.share),
        ),
        key="zone_frontier",
        alt=words.say(
            "zones.frontier_alt", residents=words.number(chosen.resident_count), share=covered
        ),
    )
    proof = "zones.optimal" if chosen.is_optimal else "zones.heuristic"
    st.caption(
        f"{words.say(proof, gap=words.percent(chosen.gap, 1))} {words.say('zones.frontier_note')}"
    )


@data.tracing.shared(max_entries=8)
def _weighed(_base: Base, choice: Choice, unit: str, scope: Scope, data_time: datetime) -> Weighed:
    del scope  # it is part of the question, for the cache
    result = tracing.headline.traced(_base, choice)
    visits = visits_from_contacts(result.trace.contacts(limit=None), _base.places)
    homes = _homes_around(_base, result.trace.people, visits)
    risks = zone_risks(homes, result.people, result.cases, _base.places, at=data_time)
    areas = small_areas(risks, rules=AreaRules(unit=unit))
    return Weighed(result, homes, visits, risks, areas, frontier(areas))


@data.tracing.shared(max_entries=16)
def _other_ways(
    _weighed: Weighed, choice: Choice, unit: str, closed: tuple[str, ...], *question: object
) -> pd.DataFrame:
    del choice, unit, question  # they name what is weighed, for the cache
    shapes = [shapely.from_geojson(outline) for outline in closed]
    return closures(_weighed.risks, gpd.GeoSeries(shapes, crs=WGS84))


@data.tracing.shared(max_entries=32)
def _drafts(
    _base: Base,
    _weighed: Weighed,
    _ways: pd.DataFrame,
    asked: tuple[Choice, str, float, int],
    scope: Scope,
    data_time: datetime,
) -> Drafts:
    *_, share, buffer = asked
    chosen = choose(_weighed.areas, share)
    found = zone_outlines(
        _weighed.areas,
        chosen.is_chosen,
        _weighed.result.trace.people,
        _weighed.homes,
        _weighed.visits,
        rules=ZoneRules(buffer_m=buffer),
    )
    worth = ranked(found, _weighed.risks)
    zones = _named(worth, data.kept.communes(scope), data.tracing.hamlets(scope), _base.places)
    households = _weighed.risks.households
    communes = households.loc[households["f0_count"] > 0, "commune_id"].nunique()
    whole = _ways.query("way == 'communes'")
    confined, covered = int(whole["resident_count"].iloc[0]), float(whole["share"].iloc[0])
    question = (asked, scope, data_time)
    return Drafts(zones, chosen, communes, confined, covered, _weighed.result, question)


def _homes_around(base: Base, people: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Return everybody in the communes that a zone may touch, not the whole province."""
    places = base.places.set_index("place_id")["commune_id"]
    touched = {
        *base.homes["commune_id"].reindex(people["person_id"]).dropna(),
        *places.reindex(visits["place_id"].unique()).dropna(),
    }
    return (
        base.homes[base.homes["commune_id"].isin(touched)]
        .reset_index()
        .astype({"commune_id": "str"})
    )


def _named(
    found: gpd.GeoDataFrame, communes: pd.DataFrame, hamlets: pd.DataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """Give each zone its commune, its district and a name that an order could use.

    The name begins with the hamlet of its residents, or, where nobody lives, the busiest place.
    """
    zones = pd.DataFrame(found.drop(columns="geometry"))
    zones["outline"] = [json.loads(shapely.to_geojson(shape)) for shape in found.geometry]
    for column in ("commune_id", "hamlet_id"):
        if column not in zones:
            zones[column] = None
    centres = shapely.get_coordinates(shapely.centroid(found.geometry.to_numpy()))
    nearest = [_nearest_commune(communes, lon, lat) for lon, lat in centres]
    zones["commune_id"] = zones["commune_id"].fillna(pd.Series(nearest, index=zones.index))
    units = communes.set_index("commune_id")
    zones["district_id"] = zones["commune_id"].map(units["district_id"])
    hamlet_names = hamlets.set_index("hamlet_id")["hamlet_name"].to_dict()
    place_names = places.set_index("place_id")["place_name"].to_dict()
    zones["zone_name"] = [
        ", ".join(
            str(part)
            for part in (
                hamlet_names.get(row["hamlet_id"])
                if row["resident_count"]
                else place_names.get(row["busiest_place_id"]),
                units["commune_name"][row["commune_id"]],
                units["district_name"][row["commune_id"]],
            )
            if part
        )
        for row in zones.to_dict("records")
    ]
    return zones.drop(columns="zone_id")


def _nearest_commune(communes: pd.DataFrame, lon: float, lat: float) -> str:
    distance = (communes["lon"] - lon) ** 2 + (communes["lat"] - lat) ** 2
    return str(communes["commune_id"].iloc[int(distance.argmin())])


def _times(narrow: int, wide: int) -> str:
    if not narrow:
        return words.say("zones.no_residents")
    return words.say("zones.times", times=words.number(wide / narrow, 1))
