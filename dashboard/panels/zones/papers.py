"""Papers of a trace and of a zone: one click each, in the ledger before the bytes are given."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard import access, words
from dashboard.data.zones import Change
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import session
from dashboard.panels.shared.papers import Paper, naming, offer
from dashboard.panels.zones.papers_logged import ZonePapers, decision_name
from dashboard.reports.decisions import decision_parts


def for_zone(here: Viewpoint, zone: pd.Series) -> None:
    """Offer a zone's draft decision, residents and outline, and all of them in one file."""
    number = int(zone["zone_id"])
    papers = _of_zone(here, zone)
    may = access.Right.SEE_PEOPLE in here.viewer.rights
    knows_homes = may and access.Right.TRACE_CONTACTS in here.viewer.rights
    kind = papers.kind
    st.markdown(f"**{words.say('papers.title')}**")
    offer(
        [
            _decision(kind, number, papers.decision, is_allowed=may),
            Paper(
                "residents", f"nguoi-trong-vung-{number}.xlsx", papers.residents, "groups",
                knows_homes,
            ),
            Paper("geojson", f"vung-{number}.geojson", papers.geojson, "polyline", may),
            Paper("gpx", f"vung-{number}.gpx", papers.gpx, "share_location", may),
            Paper("all", f"giay-to-vung-{number}.zip", papers.everything, "folder_zip", may),
        ],
        key=f"zone_{number}",
    )  # fmt: skip
    if knows_homes:
        naming(number, papers.reason)
    st.caption(words.say("papers.zone_hint" if kind else "papers.zone_hint_none"))


def for_change(here: Viewpoint, zone: pd.Series, change: Change) -> None:
    """Offer the draft of a decision on a zone that is not in the ledger yet."""
    papers = _of_zone(here, zone)
    kind = decision_parts.kind(change.status, zone["starts_at"])
    may = access.Right.SEE_PEOPLE in here.viewer.rights
    number = int(zone["zone_id"])
    offer(
        [_decision(kind, number, lambda: papers.draft(change), is_allowed=may)],
        key=f"draft_{number}",
    )


def has_decision(zone: pd.Series, status: str) -> bool:
    """Say whether a zone takes a decision to get this status; a proposal turned down does not."""
    return decision_parts.kind(status, zone["starts_at"]) is not None


def _of_zone(here: Viewpoint, zone: pd.Series) -> ZonePapers:
    reason = session.PAPER_REASONS.value.get(int(zone["zone_id"]), "")
    row = {str(name): value for name, value in zone.items()}
    return ZonePapers(here.viewer, row, here.data_time, reason)


def _decision(
    kind: str | None, number: int, made: Callable[[], bytes], *, is_allowed: bool
) -> Paper:
    """Return the draft of one kind of decision; where there is none, one that nobody may take."""
    if kind is None:
        return Paper("decision", "", made, "gavel", is_allowed=False)
    return Paper(
        "decision", decision_name(kind, number), made, "gavel", is_allowed, f"decision_{kind}"
    )
