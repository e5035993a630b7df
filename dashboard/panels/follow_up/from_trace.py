"""Putting people of a trace on the call list, with the cases they are listed for."""

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, data, words
from dashboard.data.follow_up import Listing
from dashboard.figures.tracing.choice import written
from dashboard.figures.tracing.trace import Base, Result, ring_name
from dashboard.panels.follow_up import entry

_LISTED = "follow_up_listed"


def put_on_list(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Offer to list everybody of a ring, and say how many are listed already."""
    rings = sorted(result.people["ring"].unique())
    known = data.follow_up.states(viewer.scope)["person_id"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ring = st.segmented_control(
            words.say("follow_up.whom_to_list"),
            rings,
            default=rings[0],
            required=True,
            format_func=lambda number: ring_name(result, number),
            key="follow_up_ring",
        )
        people = result.people[result.people["ring"] == ring]
        asked = st.button(
            words.say("follow_up.put_on_list", count=words.number(len(people))),
            icon=":material/playlist_add:",
            type="primary",
            key="follow_up_put",
        )
        listed = words.number(int(people["person_id"].isin(known).sum()))
        st.caption(words.say("follow_up.already", count=listed))
    if asked:
        added = data.follow_up.put_on_list(viewer.scope, listing(base, result, people))
        st.session_state[_LISTED] = len(added)
        st.rerun()
    if (count := st.session_state.pop(_LISTED, None)) is not None:
        key = "follow_up.put" if count else "follow_up.put_nobody"
        st.success(words.say(key, count=words.number(count)), icon=":material/check:")


def listing(base: Base, result: Result, people: pd.DataFrame) -> Listing:
    """Return these people as they enter the list.

    A contact counts as notified when their own case was reported; further rings, when the last of
    the cases was: before that, nobody could have traced them. Backward nobody was exposed.
    """
    reported = result.cases.set_index("person_id")["reported_at"]
    notified = people["source_id"].map(reported).fillna(reported.max())
    exposed = people["exposed_at"]
    if result.choice.direction == "backward":
        exposed = exposed.mask(exposed.notna())
    districts = data.units.communes(base.scope).set_index("commune_id")["district_id"]
    return Listing(
        person_ids=people["person_id"].astype("int64").tolist(),
        district_ids=people["commune_id"].astype("str").map(districts).tolist(),
        notified_ats=_moments(notified),
        exposed_ats=_moments(exposed),
        case_ids=list(result.choice.case_ids),
        happened_at=entry.now(base.data_time),
        note=written(result.choice),
    )


def _moments(times: pd.Series) -> list[datetime | None]:
    moments = pd.to_datetime(times, utc=True)
    return [None if words.is_unknown(moment) else moment.to_pydatetime() for moment in moments]
