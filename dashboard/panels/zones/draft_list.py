"""The proposed zones as a list: what each holds and costs, the first n of them, and saving."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, words
from dashboard.drawing import maps
from dashboard.figures.tracing.choice import written
from dashboard.figures.tracing.zone_proposals import Drafts
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import grids, session
from dashboard.panels.shared.session import Rows
from dashboard.panels.tracing.question.choice import current
from dashboard.panels.zones import saving

LEAST_SHARES = (0.0, 0.005, 0.01, 0.02, 0.05)
"""Shares of the risk that a zone has to hold to be listed. Our choice."""

_COLUMNS = (
    "zone_name", "risk", "residents_per_risk", "risk_share", "residents", "total_risk",
    "total_residents",
    "households", "f0", "f1", "met_f0", "met_f1", "places", "area",
)  # fmt: skip
_SHARES = ("risk_share", "total_risk")
_EXPECTED = {"risk": 2, "residents_per_risk": 0}
"""Figures of expected infections, with their decimals."""
_COUNTS = frozenset({*_COLUMNS[1:-1]} - {*_SHARES, *_EXPECTED})
_KINDS: Mapping[str, grids.Kind] = {
    **dict.fromkeys(_COUNTS, "number"),
    **dict.fromkeys(_SHARES, "share"),
    "risk": "hundredths",
    "residents_per_risk": "number",
}


def narrowed(drafts: Drafts) -> Drafts:
    """Leave out the zones that hold less of the risk than the viewer asks of each."""
    session.LEAST_SHARE.begin(LEAST_SHARES[0])
    least = st.segmented_control(
        words.say("zones.least"),
        LEAST_SHARES,
        required=True,
        format_func=lambda share: (
            words.percent(share, 1 if 0 < share < 0.01 else 0)  # noqa: PLR2004 - half a percent
            if share
            else words.say("zones.least_all")
        ),
        key=session.LEAST_SHARE.key,
        help=words.say("zones.least_help"),
        persist_state="session",
    )
    kept = drafts.zones[drafts.zones["risk_share"] >= float(least or 0)].reset_index(drop=True)
    if len(kept) < len(drafts.zones):
        left_out = drafts.zones["risk_share"].sum() - kept["risk_share"].sum()
        st.caption(
            words.say(
                "zones.least_left_out",
                count=words.number(len(drafts.zones) - len(kept)),
                share=words.percent(float(left_out), 0),
            )
        )
    return replace(drafts, zones=kept, asked=(*drafts.asked, float(least or 0)))


def choose_and_save(here: Viewpoint, drafts: Drafts) -> pd.DataFrame:
    """List the proposals, save those picked, and return the picked ones (none if none is)."""
    rows = _on_screen(drafts.zones)
    table = session.drafts(len(rows))
    if saving.is_fresh():
        session.FIRST_DRAFTS.keep(0)
    st.number_input(
        words.say("zones.first"),
        min_value=0,
        max_value=len(rows),
        key=session.FIRST_DRAFTS.key,
        on_change=_pick_first,
        args=(table,),
        help=words.say("zones.first_help"),
        width=280,
    )
    picked = grids.show(
        rows,
        key=table.key,
        columns=_columns(),
        kinds=_KINDS,
        on_select="rerun",
        selection_mode="multi-row",
    )["selection"]["rows"]
    chosen = drafts.zones.iloc[[row for row in picked if row < len(rows)]]
    with st.form("zone_saving", border=True):
        st.markdown(_told(chosen))
        reason = st.text_input(
            words.say("zones.reason"), max_chars=500, key=f"zone_reason_{saving.turn()}"
        )
        asked = st.form_submit_button(
            words.say("zones.save"), icon=":material/save:", type="primary"
        )
    if asked and (chosen.empty or not reason.strip()):
        st.warning(words.say("zones.save_needs"))
    elif asked:
        _save(here, chosen, reason.strip())
    return chosen


def _pick_first(table: Rows) -> None:
    """Pick the first rows of the list, as clicks on them do."""
    table.pick(range(session.FIRST_DRAFTS.value))


def _on_screen(zones: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_name": zones["zone_name"],
            "risk": words.rounded_each(zones["risk"], _EXPECTED["risk"]),
            "residents_per_risk": words.rounded_each(zones["residents_per_risk"]),
            "risk_share": zones["risk_share"],
            "residents": zones["resident_count"],
            "total_risk": zones["risk_share"].cumsum(),
            "total_residents": zones["resident_count"].cumsum(),
            "households": zones["household_count"],
            "f0": zones["f0_count"],
            "f1": zones["f1_count"],
            "met_f0": zones["met_f0_count"],
            "met_f1": zones["met_f1_count"],
            "places": zones["place_count"],
            "area": [maps.zones.area(size) for size in zones["area_m2"]],
        },
        columns=list(_COLUMNS),
    )


def _columns() -> dict[str, Any]:
    titles: dict[str, Any] = words.names("zones.column_", _COLUMNS)
    explained = {
        name: st.column_config.Column(
            titles[name], alignment="right", help=words.say(f"zones.column_{name}_help")
        )
        for name in (*_SHARES, *_EXPECTED)
    }
    pinned = {"zone_name": st.column_config.Column(titles["zone_name"], width=260)}
    return titles | explained | pinned


def _told(chosen: pd.DataFrame) -> str:
    return words.say(
        "zones.picked",
        count=words.number(len(chosen)),
        residents=words.number(int(chosen["resident_count"].sum())),
        risk=words.number(float(chosen["risk"].sum()), _EXPECTED["risk"]),
        share=words.percent(float(chosen["risk_share"].sum()), 0),
    )


def _save(here: Viewpoint, chosen: pd.DataFrame, reason: str) -> None:
    known = set(data.zones.zones(here.scope)["zone_id"])
    saved = {
        data.zones.propose_zone(here.scope, _proposal(row, reason, here.data_time))
        for row in chosen.to_dict("records")
    }
    saving.done(new=len(saved - known), known=len(saved & known))


def _proposal(row: dict[Any, Any], reason: str, data_time: datetime) -> data.zones.Proposal:
    counts = ("resident_count", "household_count", "f0_count", "f1_count", "place_count")
    return data.zones.Proposal(
        zone_name=row["zone_name"],
        district_id=row["district_id"],
        commune_id=row["commune_id"],
        outline=row["outline"],
        area_m2=float(row["area_m2"]),
        reason=reason,
        data_time=data_time,
        traced_with=written(current()),
        **{name: int(row[name]) for name in counts},
    )
