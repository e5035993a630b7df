"""Putting people of a trace on the call list, with the cases they are listed for."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, data, words
from dashboard.data.follow_up import Listing
from dashboard.figures.tracing.choice import written
from dashboard.figures.tracing.lists import own_cases
from dashboard.figures.tracing.trace import Base, Result
from dashboard.indicators.follow_up import STILL_A_CASE
from dashboard.panels.follow_up import entry
from dashboard.panels.shared import session
from dashboard.tracing.direction import Direction

_NAMED = 5
"""So many cases among the contacts are named."""


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
            format_func=words.names(result.rings_called, rings).__getitem__,
            key="follow_up_ring",
        )
        reached = result.people[result.people["ring"] == ring]
        own = own_cases(reached, base.cases)
        people = reached[own.isna()]
        asked = st.button(
            words.say("follow_up.put_on_list", count=words.number(len(people))),
            icon=":material/playlist_add:",
            type="primary",
            key="follow_up_put",
        )
        listed = words.number(int(people["person_id"].isin(known).sum()))
        st.caption(words.say("follow_up.already", count=listed))
    _tell_cases(reached["person_id"], own)
    if asked:
        added = data.follow_up.put_on_list(viewer.scope, listing(base, result, people))
        session.LISTED_COUNT.keep(len(added))
        st.rerun()
    if (count := session.LISTED_COUNT.take()) is not None:
        key = "follow_up.put" if count else "follow_up.put_nobody"
        st.success(words.say(key, count=words.number(count)), icon=":material/check:")


def listing(base: Base, result: Result, people: pd.DataFrame) -> Listing:
    """Return these people as they enter the list.

    A contact counts as notified when their own case was first reported; further rings, when the
    last of the cases was: before that, nobody could have traced them. The last exposure is when the
    last contact ended, now at the latest. Backward nobody was exposed.
    """
    now = entry.now(base.data_time)
    rows = _rows_of_cases(base.cases, result.choice.case_ids)
    reported = rows.groupby("person_id")["reported_at"].min()
    notified = people["source_id"].map(reported).fillna(reported.max())
    exposed = people["exposed_at"]
    if result.choice.direction == Direction.BACKWARD:
        exposed = exposed.mask(exposed.notna())
    parted = people["last_parted_at"]
    last = parted.mask(parted > now, now)
    last = last.where(last > exposed, exposed)
    districts = data.units.communes(base.scope).set_index("commune_id")["district_id"]
    lives = people["commune_id"].astype("str").map(districts)
    of_cases = rows["commune_id"].map(districts).dropna()
    if len(of_cases):  # for who is not in the register, whom a case told of
        lives = lives.fillna(of_cases.iloc[0])
    return Listing(
        person_ids=people["person_id"].astype("int64").tolist(),
        district_ids=lives.tolist(),
        notified_ats=_moments(notified),
        exposed_ats=_moments(exposed),
        last_exposed_ats=_moments(last),
        case_ids=rows["case_id"].astype("str").tolist(),
        happened_at=now,
        note=written(result.choice),
    )


def _tell_cases(people: pd.Series, own: pd.Series) -> None:
    """Name the contacts who are cases themselves: they are for the hospital, not for the list."""
    known = own.dropna()
    if known.empty:
        return
    pairs = zip(people[known.index], known, strict=True)
    named = [f"{person} ({codes})" for person, codes in pairs]
    shown = ", ".join(words.plain(name) for name in named[:_NAMED])
    if len(named) > _NAMED:
        shown += f" {words.say('follow_up.and_more', count=words.number(len(named) - _NAMED))}"
    st.warning(
        words.say("follow_up.known_cases", count=words.number(len(named)), people=shown),
        icon=":material/local_hospital:",
    )


def _rows_of_cases(cases: pd.DataFrame, case_ids: Sequence[str]) -> pd.DataFrame:
    """Return every row of the chosen cases, re-tests and other systems' too, first reported first.

    One person is one case with all its codes; an illness long before is another.
    """
    chosen = cases[cases["case_id"].isin(case_ids)]
    since = chosen.groupby("person_id")["reported_at"].min() - STILL_A_CASE
    is_same = cases["reported_at"] >= cases["person_id"].map(since)
    return cases[is_same].sort_values(["reported_at", "case_id"], kind="stable")


def _moments(times: pd.Series) -> list[datetime | None]:
    moments = pd.to_datetime(times, utc=True)
    return [None if words.is_unknown(moment) else moment.to_pydatetime() for moment in moments]
