"""The ledger of containment zones: counts, map and list, for whoever may see them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, figures, words
from dashboard.drawing import maps
from dashboard.drawing.maps.frame import Written
from dashboard.figures.once import drawn
from dashboard.figures.tracing.zone_proposals import Drafts
from dashboard.figures.viewpoint import Viewpoint
from dashboard.figures.zones.ledger import SOON
from dashboard.indicators.zone_status import CONFINING, ZoneStatus
from dashboard.panels.shared import definitions, failures, frame, grids, session, tiles, views
from dashboard.panels.zones import alerts as zone_alerts
from dashboard.panels.zones import (
    by_hand,
    changes,
    draft_list,
    papers,
    proposals,
    risk_levels,
    saving,
)

_COLUMNS = (
    "zone_name",
    "status",
    "left",
    "residents",
    "households",
    "f0",
    "f1",
    "area",
    "decision",
    "agency",
    "guard_posts",
)
_COUNTS = ("residents", "households", "f0", "f1", "guard_posts")


def counts(here: Viewpoint, zones: pd.DataFrame) -> None:
    """Show how many zones confine how many people, each counted once, and which end soon."""
    confining = zones[zones["status"].isin(CONFINING)]
    held = data.zones.confined(here.scope, confining["zone_id"].astype("int64").tolist())
    ends = confining["planned_end_at"]
    soon = confining[(ends >= here.data_time) & (ends <= here.data_time + SOON)]
    late = confining[ends < here.data_time]
    waiting = zones[zones["status"] == ZoneStatus.PROPOSED]
    shown = [
        tiles.Tile(
            words.say("zones.in_force_count"),
            words.number(len(confining)),
            define="zones.in_force",
        ),
        tiles.Tile(
            words.say("zones.confined_now"),
            words.number(held.resident_count),
            lines=(
                words.say("zones.households_count", count=words.number(held.household_count)),
                *_shared(held),
            ),
            define="zones.confined_now",
        ),
        tiles.Tile(
            words.say("zones.ending_soon"),
            words.number(len(soon)),
            lines=(words.say("zones.overdue", count=words.number(len(late))),),
            define="zones.ending_soon",
        ),
        tiles.Tile(words.say("zones.waiting"), words.number(len(waiting)), define="zones.waiting"),
    ]
    tiles.show(shown)
    definitions.show(shown, key="zones")


def _shared(held: data.zones.Confined) -> tuple[str, ...]:
    """Say how many live in two zones, if anybody does: they are counted once."""
    if not held.shared_resident_count:
        return ()
    return (words.say("zones.shared_once", count=words.number(held.shared_resident_count)),)


def show(here: Viewpoint, zones: pd.DataFrame) -> None:
    """Show the ledger and the risk levels, and between them new proposals to who may propose."""
    failures.alone(
        access.Right.SEE_AGGREGATES, lambda viewer: _tabs(replace(here, viewer=viewer), zones)
    )


def _tabs(here: Viewpoint, zones: pd.DataFrame) -> None:
    saving.look_anew()
    _tell_what_was_saved()
    parts: dict[str, Callable[[], None]] = {"ledger": lambda: ledger(here, zones)}
    if {access.Right.PROPOSE_ZONES, access.Right.TRACE_CONTACTS} <= here.viewer.rights:
        parts["new"] = lambda: new_zones(here)
        parts["draw"] = lambda: by_hand.show(here, zones)
    parts["risk"] = lambda: risk_levels.show(here, zones)
    views.show("zones", parts)


def new_zones(here: Viewpoint) -> None:
    """Propose zones from the current trace, with their map, and save the picked ones."""
    drafts = proposals.propose(here)
    if drafts.zones.empty:
        frame.empty(words.say("zones.none_title"), words.say("zones.none"), icon="share_location")
        return
    drafts = draft_list.narrowed(drafts)
    proposals.compare(drafts)
    if drafts.zones.empty:
        return
    chart = st.container()
    chosen = draft_list.choose_and_save(here, drafts)
    with chart:
        _draft_map(here.viewer, drafts, chosen)


def ledger(here: Viewpoint, zones: pd.DataFrame) -> None:
    """List the ledger's zones with their map, now or on a past day; the one picked can change."""
    if zones.empty:
        frame.empty(words.say("zones.empty_title"), words.say("zones.empty"), icon="fact_check")
        return
    day = _day(zones, here.data_time)
    if day is not None:
        _past(here.viewer, day)
        return
    alerts = zone_alerts.find(here, zones)
    zone_alerts.show(here, zones, alerts)
    chart = st.container()
    row = _picked(zones, here.data_time)
    with chart:
        focus = zones.index == zones.index[row] if row is not None else False
        _map(
            here.viewer,
            zones.assign(is_focus=focus),
            key=session.LEDGER_MAP.key,
            marks=alerts.marks,
            on_click=partial(_follow_click, zones["zone_id"].tolist()),
        )
    if row is None:
        st.caption(words.say("zones.pick_hint"))
    else:
        with chart:
            _tell_posts(here.viewer, zones.iloc[[row]])
        changes.show(here, zones.iloc[row])
        papers.for_zone(here, zones.iloc[row])


def _follow_click(zone_ids: Sequence[int]) -> None:
    """Pick the zone that was clicked on the map; a click beside all of them changes nothing."""
    number = session.LEDGER_MAP.clicked.get("zone_id")
    if number in zone_ids:
        session.LEDGER.pick([zone_ids.index(number)])


def countdown(end: datetime | None, now: datetime) -> str:
    """Say how long is left until a planned end, or how long ago it passed.

    Examples
    --------
    >>> now = datetime(2021, 8, 24, 10, tzinfo=clock.TIME_ZONE)
    >>> countdown(now + timedelta(days=3, hours=4), now), countdown(now - timedelta(hours=5), now)
    ('còn 3 ngày 4 giờ', 'quá hạn 0 ngày 5 giờ')
    """
    if words.is_unknown(end) or end is None:
        return words.UNKNOWN
    left = end - now
    hours = int(abs(left) / timedelta(hours=1))
    key = "zones.left" if left >= timedelta(0) else "zones.late"
    return words.say(key, days=words.number(hours // 24), hours=words.number(hours % 24))


def _day(zones: pd.DataFrame, data_time: datetime) -> date | None:
    """Let the viewer choose a day; None is now."""
    today = clock.local_day(data_time)
    known = [*zones["data_time"], *zones["starts_at"].dropna()]
    first = min(clock.local_day(moment) for moment in known)
    if first >= today:
        return None
    day: date = st.slider(
        words.say("zones.map_on"), first, today, today, format="DD/MM/YYYY", key="zone_day"
    )
    return None if day == today else day


def _past(viewer: access.Viewer, day: date) -> None:
    """Show the zones as they were at the end of a past day; nothing can be changed there."""
    ends = datetime.combine(day + timedelta(days=1), time(), clock.TIME_ZONE)
    zones = data.zones.zones_as_of(viewer.scope, ends - timedelta(microseconds=1))
    st.info(words.say("zones.as_of", day=words.day(day)), icon=":material/history:")
    if zones.empty:
        st.caption(words.say("zones.none_then"))
        return
    _map(viewer, zones.assign(is_focus=False), key="past_map")
    grids.show(_on_screen(zones, ends), key="past_zones", **_table())


def _picked(zones: pd.DataFrame, data_time: datetime) -> int | None:
    picked = grids.show(
        _on_screen(zones, data_time),
        key=session.LEDGER.key,
        on_select="rerun",
        selection_mode="single-row",
        **_table(),
    )["selection"]["rows"]
    return picked[0] if picked and picked[0] < len(zones) else None


def _tell_what_was_saved() -> None:
    saving.tell()
    changed = session.CHANGED_TO.take()
    if changed:
        status = words.say(f"zones.status_{changed}")
        st.success(words.say("zones.changed", status=status), icon=":material/check:")


def _draft_map(viewer: access.Viewer, drafts: Drafts, chosen: pd.DataFrame) -> None:
    written = _drafts_written(viewer, drafts, tuple(chosen.index))
    _show_map(viewer, written, ["draft"] * len(drafts.zones), key="draft_map")
    _tell_posts(viewer, chosen)


def _tell_posts(viewer: access.Viewer, zones: pd.DataFrame) -> None:
    """Say where posts guard the zones in focus, or why nobody knows."""
    if zones.empty:
        return
    guarded = figures.zones.on_paper.guarded(viewer.scope, *zones["outline"])
    if guarded is None:
        st.caption(words.say("zones.posts_need_roads"))
    else:
        st.caption(words.say("zones.posts", count=words.number(len(guarded.posts))))


@drawn(max_entries=16)
def _drafts_written(viewer: access.Viewer, drafts: Drafts, picked: tuple[int, ...]) -> Written:
    shown = drafts.zones.assign(status="draft", is_focus=drafts.zones.index.isin(picked))
    result = drafts.weighed.result
    people = result.people.dropna(subset=["lon", "lat"])
    return _written(viewer, shown, people, cases=_case_homes(drafts))


def _case_homes(drafts: Drafts) -> pd.DataFrame:
    """Return the homes of the cases whose trace is weighed: `name`, `lon`, `lat`."""
    cases = drafts.weighed.result.f0[["case_id", "person_id"]].rename(columns={"case_id": "name"})
    homes = drafts.weighed.homes[["person_id", "lon", "lat"]].dropna()
    return cases.astype({"person_id": "int64"}).merge(
        homes.astype({"person_id": "int64"}), on="person_id"
    )


def _map(
    viewer: access.Viewer,
    zones: pd.DataFrame,
    *,
    key: str,
    marks: pd.DataFrame | None = None,
    on_click: Callable[[], None] | None = None,
) -> None:
    written = _written(viewer, zones, marks=marks)
    _show_map(viewer, written, list(zones["status"]), key=key, on_click=on_click)


def _written(
    viewer: access.Viewer,
    zones: pd.DataFrame,
    homes: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    cases: pd.DataFrame | None = None,
) -> Written:
    outlines = data.units.commune_outlines(viewer.scope)
    hamlets = data.tracing.hamlets(viewer.scope)
    focus = zones.loc[zones["is_focus"], "outline"]
    guarded = figures.zones.on_paper.guarded(viewer.scope, *focus)
    chart = maps.zones.zone_map(
        zones, outlines, hamlets, homes, marks, cases=cases, guarded=guarded
    )
    return maps.base.written(chart, alt=words.say("zones.title"))


def _show_map(
    viewer: access.Viewer,
    written: Written,
    statuses: list[str],
    *,
    key: str,
    on_click: Callable[[], None] | None = None,
) -> None:
    maps.base.show(
        written,
        key=key,
        outline_sources=set(data.units.commune_outlines(viewer.scope)["outline_source"]),
        returns=("last_active_drawing", "last_object_clicked_count") if on_click else (),
        on_click=on_click,
    )
    st.html(maps.zones.legend(statuses, has_cases="draft" in statuses))


def _table() -> dict[str, Any]:
    return {
        "columns": words.names("zones.column_", _COLUMNS),
        "kinds": dict.fromkeys(_COUNTS, "number"),
    }


def _on_screen(zones: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_name": zones["zone_name"],
            "status": [words.say(f"zones.status_{status}") for status in zones["status"]],
            "left": [
                countdown(end, data_time) if status in CONFINING else words.UNKNOWN
                for end, status in zip(zones["planned_end_at"], zones["status"], strict=True)
            ],
            "residents": zones["resident_count"],
            "households": zones["household_count"],
            "f0": zones["f0_count"],
            "f1": zones["f1_count"],
            "area": [maps.zones.area(size) for size in zones["area_m2"]],
            "decision": zones["decision_number"],
            "agency": zones["lead_agency"],
            "guard_posts": zones["guard_post_count"],
        },
        columns=list(_COLUMNS),
    )
