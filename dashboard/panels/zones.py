"""The ledger of containment zones: counts, map and list, for whoever may see them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, data, data_tracing, data_zones, maps, words, zone_maps
from dashboard.panels import frame, risk_levels, tiles, zone_changes, zone_proposals
from dashboard.panels.zone_proposals import Drafts

_SOON = timedelta(days=7)
_COLUMNS = (
    "zone_name",
    "status",
    "days_left",
    "residents",
    "households",
    "f0",
    "f1",
    "area",
    "decision",
    "agency",
)


def counts(zones: pd.DataFrame, data_time: datetime) -> None:
    """Show how many zones confine how many people, and which end soon."""
    confining = zones[zones["status"].isin(data_zones.CONFINING)]
    ends = confining["planned_end_at"]
    soon = confining[(ends >= data_time) & (ends <= data_time + _SOON)]
    late = confining[ends < data_time]
    waiting = zones[zones["status"] == "proposed"]
    tiles.show(
        [
            tiles.Tile(words.say("zones.in_force_count"), words.number(len(confining))),
            tiles.Tile(
                words.say("zones.confined_now"),
                words.number(int(confining["resident_count"].sum())),
                lines=(
                    words.say(
                        "zones.households_count",
                        count=words.number(int(confining["household_count"].sum())),
                    ),
                ),
            ),
            tiles.Tile(
                words.say("zones.ending_soon"),
                words.number(len(soon)),
                lines=(words.say("zones.overdue", count=words.number(len(late))),),
            ),
            tiles.Tile(words.say("zones.waiting"), words.number(len(waiting))),
        ]
    )


def show(viewer: access.Viewer, zones: pd.DataFrame, data_time: datetime) -> None:
    """Show the ledger and the risk levels, and between them new proposals to who may propose."""
    _tell_what_was_saved()
    parts: dict[str, Callable[[], None]] = {"ledger": lambda: ledger(viewer, zones, data_time)}
    if {access.Right.PROPOSE_ZONES, access.Right.TRACE_CONTACTS} <= viewer.rights:
        parts["new"] = lambda: new_zones(viewer, data_time)
    parts["risk"] = lambda: risk_levels.show(viewer, zones, data_time)
    tabs = st.tabs(
        [words.say(f"zones.tab_{name}") for name in parts],
        on_change="rerun",
        key=f"zone_tab_{words.language()}",
    )
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def new_zones(viewer: access.Viewer, data_time: datetime) -> None:
    """Propose zones from the current trace, with their map, and save the picked ones."""
    drafts = zone_proposals.propose(viewer, data_time)
    if drafts.zones.empty:
        frame.empty(words.say("zones.none_title"), words.say("zones.none"), icon="share_location")
        return
    zone_proposals.compare(drafts)
    chart = st.container()
    chosen = zone_proposals.choose_and_save(viewer, drafts, data_time)
    with chart:
        _draft_map(viewer, drafts, chosen)


def ledger(viewer: access.Viewer, zones: pd.DataFrame, data_time: datetime) -> None:
    """List the ledger's zones with their map; the one picked shows its history and decisions."""
    if zones.empty:
        frame.empty(words.say("zones.empty_title"), words.say("zones.empty"), icon="fact_check")
        return
    chart = st.container()
    rows = _on_screen(zones, data_time)
    picked = st.dataframe(
        rows,
        hide_index=True,
        key="zone_ledger",
        on_select="rerun",
        selection_mode="single-row",
        column_config={name: words.say(f"zones.column_{name}") for name in _COLUMNS},
        placeholder=words.UNKNOWN,
    )["selection"]["rows"]
    row = picked[0] if picked and picked[0] < len(zones) else None
    with chart:
        focus = zones.index == zones.index[row] if row is not None else False
        _map(viewer, zones.assign(is_focus=focus), key="ledger_map")
    if row is None:
        st.caption(words.say("zones.pick_hint"))
    else:
        zone_changes.show(viewer, zones.iloc[row], data_time)


def days_left(zone_ends: pd.Series, data_time: datetime) -> pd.Series:
    """Return whole days until each planned end, as Vietnamese days; unknown where none is set.

    Examples
    --------
    >>> now = pd.Timestamp("2021-08-24T23:00+07:00")
    >>> days_left(pd.Series([pd.Timestamp("2021-08-26T00:00+07:00")]), now).tolist()
    [2]
    """
    local = pd.to_datetime(zone_ends, utc=True).dt.tz_convert(words.ZONE).dt.normalize()
    today = pd.Timestamp(data_time).tz_convert(words.ZONE).normalize()
    return ((local - today).dt.days).astype("Int64")


def _tell_what_was_saved() -> None:
    saved = st.session_state.pop("zone_saved", None)
    if saved:
        st.success(words.say("zones.saved", count=words.number(saved)), icon=":material/check:")
    changed = st.session_state.pop("zone_changed", None)
    if changed:
        status = words.say(f"zones.status_{changed}")
        st.success(words.say("zones.changed", status=status), icon=":material/check:")


def _draft_map(viewer: access.Viewer, drafts: Drafts, chosen: pd.DataFrame) -> None:
    people = drafts.result.people
    shown = drafts.zones.assign(status="draft", is_focus=drafts.zones.index.isin(chosen.index))
    _map(viewer, shown, key="draft_map", homes=people.dropna(subset=["lon", "lat"]))


def _map(
    viewer: access.Viewer, zones: pd.DataFrame, *, key: str, homes: pd.DataFrame | None = None
) -> None:
    outlines = data.commune_outlines(viewer.scope)
    near = outlines[outlines["district_id"].isin(zones["district_id"])]
    hamlets = data_tracing.hamlets(viewer.scope)
    maps.show(
        zone_maps.zone_map(zones, near, hamlets, homes),
        key=key,
        outline_sources=set(near["outline_source"]),
    )
    st.html(zone_maps.legend(list(zones["status"])))


def _on_screen(zones: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_name": zones["zone_name"],
            "status": [words.say(f"zones.status_{status}") for status in zones["status"]],
            "days_left": days_left(zones["planned_end_at"], data_time),
            "residents": zones["resident_count"],
            "households": zones["household_count"],
            "f0": zones["f0_count"],
            "f1": zones["f1_count"],
            "area": [zone_maps.area(size) for size in zones["area_m2"]],
            "decision": zones["decision_number"],
            "agency": zones["lead_agency"],
        },
        columns=list(_COLUMNS),
    )


def read(viewer: access.Viewer) -> pd.DataFrame:
    """Return the zones of the viewer's districts, as the ledger holds them now."""
    return data_zones.zones(viewer.scope)
