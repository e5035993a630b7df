"""What the zones in force need: a count that starts again, overlaps and gaps, in words."""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from dashboard import access, clock, data, words
from dashboard.data.zones import Change
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.zone_status import CONFINING, ZoneStatus
from dashboard.panels.shared import session
from dashboard.panels.zones import saving
from dashboard.tracing.zones import watch
from dashboard.tracing.zones.clusters import WGS84

RECENT = timedelta(days=14)
"""A case confirmed longer ago than this leaves no gap beside a zone. Our proposal."""


@dataclass(frozen=True, eq=False)
class Alerts:
    """What was found, one table per kind; `marks` is where on the map, with ready words."""

    restarts: pd.DataFrame
    marks: pd.DataFrame


def find(here: Viewpoint, zones: pd.DataFrame) -> Alerts:
    """Look for what the zones in force need; cases only for who may trace contacts."""
    confining = zones[zones["status"].isin(CONFINING)]
    shaped = gpd.GeoDataFrame(
        confining.drop(columns="outline"),
        geometry=[shapely.from_geojson(json.dumps(outline)) for outline in confining["outline"]],
        crs=WGS84,
    )
    cases = _case_homes(here)
    recent = cases[cases["confirmed_at"] >= here.data_time - RECENT]
    names = _names(zones)
    found = {
        "overlap": watch.overlaps(shaped),
        "sliver": watch.slivers(shaped),
        "left_out": watch.left_out(shaped, recent),
    }
    return Alerts(
        restarts=watch.restarts(shaped, cases),
        marks=pd.DataFrame(
            [
                {"lon": row["lon"], "lat": row["lat"], "sentence": _sentence(kind, row, names)}
                for kind, rows in found.items()
                for row in rows.to_dict("records")
            ],
            columns=["lon", "lat", "sentence"],
        ),
    )


def show(here: Viewpoint, zones: pd.DataFrame, alerts: Alerts) -> None:
    """Say what was found; who may decide records a restarted count with one click."""
    for restart in alerts.restarts.to_dict("records"):
        zone = zones[zones["zone_id"] == restart["zone_id"]].iloc[0]
        _show_restart(here, zone, restart)
    if len(alerts.marks):
        lines = [words.plain(sentence) for sentence in alerts.marks["sentence"]]
        heading = words.say("zones.gaps", count=words.number(len(lines)))
        with st.expander(heading, icon=":material/join_inner:", expanded=True):
            st.markdown("\n".join(f"- {line}" for line in lines))


def _show_restart(here: Viewpoint, zone: pd.Series, restart: dict[Hashable, Any]) -> None:
    number = int(zone["zone_id"])
    reason = words.say(
        "zones.restart_reason",
        case=restart["case_id"],
        day=words.day(clock.local_day(restart["counted_from"])),
        days=words.number(restart["length"].days),
    )
    with st.container(border=True, key=f"zone_restart_{number}"):
        st.warning(
            words.say(
                "zones.restart",
                zone=words.plain(str(zone["zone_name"])),
                count=words.number(restart["case_count"]),
                reason=words.plain(reason),
                planned=words.moment(zone["planned_end_at"]),
                end=words.moment(restart["new_end_at"]),
            ),
            icon=":material/restart_alt:",
        )
        if access.Right.PROPOSE_ZONES in here.viewer.rights and st.button(
            words.say("zones.restart_record"), key=f"zone_restart_button_{number}"
        ):
            _record(here, zone, restart, reason)


def _record(
    here: Viewpoint,
    zone: pd.Series,
    restart: dict[Hashable, Any],
    reason: str,
) -> None:
    change = Change(
        zone_id=int(zone["zone_id"]),
        seen_status=ZoneStatus(zone["status"]),
        seen_revision=int(zone["revision"]),
        status=ZoneStatus.EXTENDED,
        reason=reason,
        planned_end_at=restart["new_end_at"].to_pydatetime(),
        valid_from=here.data_time,
    )
    if data.zones.change_zone(here.scope, change):
        session.CHANGED_TO.keep(ZoneStatus.EXTENDED)
        st.rerun()
    saving.refused(here.viewer, change.zone_id, "")


def _case_homes(here: Viewpoint) -> pd.DataFrame:
    """Return the cases with the point of their home; none for who may not trace contacts."""
    load = here.load
    if access.Right.TRACE_CONTACTS not in here.viewer.rights:
        empty = data.tracing.cases(load)
        return empty.assign(lon=pd.Series(dtype="float64"), lat=pd.Series(dtype="float64"))
    cases = data.tracing.cases(load)
    homes = data.tracing.homes(load)[["lon", "lat"]]
    placed = cases.join(homes, on="person_id").dropna(subset=["lon", "lat"])
    known = placed[placed["confirmed_at"] <= here.data_time]
    return watch.one_per_person(known).reset_index(drop=True)


def _names(zones: pd.DataFrame) -> dict[Hashable, Any]:
    """Return what each zone is called; zones of the same name are told apart by their number."""
    is_shared = zones["zone_name"].duplicated(keep=False)
    numbered = [
        words.say("zones.numbered", zone=row["zone_name"], number=row["zone_id"])
        for row in zones.to_dict("records")
    ]
    names = zones["zone_name"].mask(is_shared, pd.Series(numbered, index=zones.index))
    return dict(zip(zones["zone_id"], names, strict=True))


def _sentence(kind: str, row: dict[Hashable, Any], names: dict[Hashable, Any]) -> str:
    return words.say(
        f"zones.alert_{kind}",
        zone=names[row["zone_id"]],
        other=names.get(row.get("other_id"), ""),
        case=row.get("case_id", ""),
        size=words.number(row["size"]),
    )
