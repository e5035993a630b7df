"""Decisions about a zone of the ledger: its new status, with who, when and why, and its history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, clock, data, words
from dashboard.data.zones import Change
from dashboard.drawing import maps
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.zone_status import CONFINING, ZoneStatus
from dashboard.panels.shared import session
from dashboard.panels.zones import papers, saving
from dashboard.panels.zones import release as zone_release
from dashboard.tracing.zones.watch import ORDER_LENGTH

NEXT: Mapping[str, tuple[ZoneStatus, ...]] = {
    ZoneStatus.PROPOSED: (ZoneStatus.IN_FORCE, ZoneStatus.ENDED),
    ZoneStatus.IN_FORCE: (ZoneStatus.EXTENDED, ZoneStatus.PARTLY_RELEASED, ZoneStatus.ENDED),
    ZoneStatus.EXTENDED: (ZoneStatus.EXTENDED, ZoneStatus.PARTLY_RELEASED, ZoneStatus.ENDED),
    ZoneStatus.PARTLY_RELEASED: (ZoneStatus.EXTENDED, ZoneStatus.PARTLY_RELEASED, ZoneStatus.ENDED),
    ZoneStatus.ENDED: (),
}
"""What each status may become."""

_HINDERS_DRAFT = {"zones.needs_order", "zones.needs_part", "zones.needs_proposal"}
"""What a draft cannot leave blank."""


def problems(change: Change, proposed_at: datetime) -> list[str]:
    """Return the keys of what a change still lacks; `proposed_at` is when the zone was proposed.

    Examples
    --------
    >>> problems(Change(
    ...     zone_id=1, seen_status="proposed", status="ended", reason=" ", valid_from=datetime.max
    ... ), datetime.min)
    ['zones.needs_reason']
    """
    starts, ends = change.starts_at, change.planned_end_at
    is_order = change.status == ZoneStatus.IN_FORCE
    lacks = {
        "zones.needs_reason": not change.reason.strip(),
        "zones.needs_decision": is_order and not change.decision_number,
        "zones.needs_agency": is_order and not change.lead_agency,
        "zones.needs_dates": is_order and (starts is None or ends is None),
        "zones.needs_end": change.status == ZoneStatus.EXTENDED and ends is None,
        "zones.needs_part": change.status == ZoneStatus.PARTLY_RELEASED and change.outline is None,
        "zones.needs_order": starts is not None and ends is not None and ends <= starts,
        "zones.needs_proposal": change.valid_from < proposed_at,
    }
    return [key for key, is_lacking in lacks.items() if is_lacking]


def show(here: Viewpoint, zone: pd.Series) -> None:
    """Show a zone's history, and the form for its next status to who may decide."""
    if access.Right.PROPOSE_ZONES in here.viewer.rights and NEXT[zone["status"]]:
        _decide(here, zone)
    _history(here.viewer, int(zone["zone_id"]))


def _decide(here: Viewpoint, zone: pd.Series) -> None:
    number = int(zone["zone_id"])
    kept = session.new_status(number, zone["status"])
    kept.begin(NEXT[zone["status"]][0])
    with st.container(border=True, key="zone_decision"):
        st.segmented_control(
            words.say("zones.new_status"),
            NEXT[zone["status"]],
            required=True,
            format_func=words.names("zones.status_", NEXT[zone["status"]]).__getitem__,
            key=kept.key,
        )
        status = ZoneStatus(kept.value)
        release = None
        if status == ZoneStatus.PARTLY_RELEASED:
            release = zone_release.choose(here, zone)
        # Another form after each record: nothing typed stays ready to be recorded again.
        with st.form(f"zone_change_{number}_{zone['revision']}_{status}", border=False):
            change = _filled_in(zone, status, here.data_time)
            with st.container(horizontal=True):
                asked = st.form_submit_button(words.say("zones.record"), type="primary")
                wants_draft = st.form_submit_button(
                    words.say("zones.draft"),
                    icon=":material/edit_document:",
                    disabled=not papers.has_decision(zone, status),
                )
        if release is not None:
            change = replace(change, **release.values())
        if asked:
            _record(here.viewer, change, zone["data_time"])
        elif wants_draft:
            _offer_draft(here, zone, change)


def _offer_draft(here: Viewpoint, zone: pd.Series, change: Change) -> None:
    """Offer the decision that this change would need, as far as the change can be told."""
    lacking = problems(change, zone["data_time"])
    hindering = [key for key in lacking if key in _HINDERS_DRAFT]
    if hindering:
        st.warning(" ".join(words.say(key) for key in hindering))
    else:
        papers.for_change(here, zone, change)


def _filled_in(zone: pd.Series, status: ZoneStatus, data_time: datetime) -> Change:
    hour = data_time.astimezone(clock.TIME_ZONE).replace(minute=0, second=0, microsecond=0)
    local = max(hour, _next_minute(zone["data_time"]))
    values: dict[str, Any] = {}
    if status in {ZoneStatus.IN_FORCE, ZoneStatus.EXTENDED}:
        values = _order(zone, status, local)
    elif zone["status"] in CONFINING:
        values = _freeing(local)
    before = saving.reason_before(int(zone["zone_id"]))
    reason = st.text_input(words.say("zones.reason"), before, max_chars=500)
    begins = values.pop("begins_at", None)
    return Change(
        zone_id=int(zone["zone_id"]),
        seen_status=ZoneStatus(zone["status"]),
        status=status,
        reason=reason.strip(),
        valid_from=begins or data_time,
        seen_revision=int(zone["revision"]),
        starts_at=begins if status == ZoneStatus.IN_FORCE else None,
        **values,
    )


def _order(zone: pd.Series, status: ZoneStatus, local: datetime) -> dict[str, Any]:
    """Ask what an order to confine says, or to confine longer."""
    left, right = st.columns(2)
    values: dict[str, Any] = {"decision_number": _decision_number(left)}
    agency = right.text_input(words.say("zones.agency"), _text(zone["lead_agency"]), max_chars=120)
    if status == ZoneStatus.IN_FORCE:
        begins = left.datetime_input(words.say("zones.starts"), _naive(local), format="DD/MM/YYYY")
        values["begins_at"] = _local(begins)
    planned = _planned_end(zone, local)
    ends = right.datetime_input(
        words.say("zones.planned_end"), _naive(planned), format="DD/MM/YYYY"
    )
    known = zone["guard_post_count"]
    posts = left.number_input(
        words.say("zones.guard_posts"),
        min_value=0,
        value=None if pd.isna(known) else int(known),
        step=1,
        help=words.say("zones.guard_posts_help"),
    )
    return values | {
        "lead_agency": agency.strip() or None,
        "planned_end_at": _local(ends),
        "guard_post_count": None if posts is None else int(posts),
    }


def _freeing(local: datetime) -> dict[str, Any]:
    """Ask what a decision says that sets a zone free, or a part of it."""
    left, right = st.columns(2)
    since = right.datetime_input(words.say("zones.free_since"), _naive(local), format="DD/MM/YYYY")
    return {"decision_number": _decision_number(left), "begins_at": _local(since)}


def _decision_number(where: Any) -> str | None:  # noqa: ANN401 - a column
    """Ask for the number of the decision, which none before it has."""
    typed = where.text_input(words.say("zones.decision"), max_chars=60)
    return typed.strip() or None


def _planned_end(zone: pd.Series, local: datetime) -> datetime:
    if pd.isna(zone["planned_end_at"]):
        return local + ORDER_LENGTH.to_pytimedelta()
    return zone["planned_end_at"].to_pydatetime().astimezone(clock.TIME_ZONE) + timedelta(days=7)  # type: ignore[no-any-return]


def _record(viewer: access.Viewer, change: Change, proposed_at: datetime) -> None:
    lacking = problems(change, proposed_at)
    if lacking:
        st.warning(" ".join(words.say(key) for key in lacking))
    elif data.zones.change_zone(viewer.scope, change):
        session.CHANGED_TO.keep(change.status)
        session.REFUSED_REASON.forget()
        st.rerun()
    else:
        saving.refused(viewer, change.zone_id, change.reason)


def _history(viewer: access.Viewer, number: int) -> None:
    events = data.zones.zone_events(viewer.scope, number)
    st.markdown(f"**{words.say('zones.history')}**")
    lines = [
        words.say(
            "zones.event",
            when=words.moment(event["valid_from"]),
            recorded=words.moment(event["changed_at"]),
            area=maps.zones.area(event["area_m2"]),
            status=words.say(f"zones.status_{event['status']}"),
            who=words.plain(str(event["changed_by"])),
            reason=words.plain(str(event["reason"])),
        )
        for event in events.to_dict("records")
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _text(value: Any) -> str:  # noqa: ANN401 - text or missing
    return "" if words.is_unknown(value) or value is pd.NA else str(value)


def _next_minute(moment: pd.Timestamp) -> datetime:
    """Return the first full minute from a moment on, as the entry of a time knows no seconds."""
    minute: datetime = moment.tz_convert(clock.TIME_ZONE).ceil("min").to_pydatetime()
    return minute


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=clock.TIME_ZONE)
