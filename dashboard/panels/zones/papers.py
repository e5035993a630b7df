"""Papers of a trace and of a zone: one click each, in the ledger before the bytes are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, words
from dashboard.data.zones import Change
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.tracing.headline import Base, Result
from dashboard.panels.tracing.papers_logged import TracePapers
from dashboard.panels.tracing.traced_list import Listed
from dashboard.panels.zones.papers_logged import ZonePapers, decision_name
from dashboard.reports import decision_parts

_REASONS = "paper_reasons"
"""Why this session needs the names in a zone's papers: zone_id -> reason."""


@dataclass(frozen=True, eq=False)
class _Paper:
    """One file that can be taken, if this viewer may."""

    key: str
    file_name: str
    made: Callable[[], bytes]
    icon: str
    is_allowed: bool
    label: str = ""
    """Key of its name, where that is another than its own."""


def for_trace(viewer: access.Viewer, base: Base, result: Result, listed: Listed) -> None:
    """Offer the call list of whom the list shows, the quick report, and both in one file."""
    papers = TracePapers(viewer, base, result, listed)
    may = access.Right.SEE_PEOPLE in viewer.rights
    _offer(
        [
            _Paper("call_list", "danh-sach-goi-dien.xlsx", papers.call_list, "call", may),
            _Paper("report", "bao-cao-nhanh.docx", papers.report, "description", may),
            _Paper("all", "giay-to-truy-vet.zip", papers.everything, "folder_zip", may),
        ],
        key="trace",
    )
    st.caption(words.say("papers.trace_hint"))


def for_zone(viewer: access.Viewer, zone: pd.Series, data_time: datetime) -> None:
    """Offer a zone's draft decision, residents and outline, and all of them in one file."""
    number = int(zone["zone_id"])
    papers = _of_zone(viewer, zone, data_time)
    may = access.Right.SEE_PEOPLE in viewer.rights
    knows_homes = may and access.Right.TRACE_CONTACTS in viewer.rights
    kind = papers.kind
    st.markdown(f"**{words.say('papers.title')}**")
    _offer(
        [
            _decision(kind, number, papers.decision, is_allowed=may),
            _Paper(
                "residents", f"nguoi-trong-vung-{number}.xlsx", papers.residents, "groups",
                knows_homes,
            ),
            _Paper("geojson", f"vung-{number}.geojson", papers.geojson, "polyline", may),
            _Paper("gpx", f"vung-{number}.gpx", papers.gpx, "share_location", may),
            _Paper("all", f"giay-to-vung-{number}.zip", papers.everything, "folder_zip", may),
        ],
        key=f"zone_{number}",
    )  # fmt: skip
    if knows_homes:
        _naming(number, papers.reason)
    st.caption(words.say("papers.zone_hint" if kind else "papers.zone_hint_none"))


def for_change(viewer: access.Viewer, zone: pd.Series, change: Change, data_time: datetime) -> None:
    """Offer the draft of a decision on a zone that is not in the ledger yet."""
    papers = _of_zone(viewer, zone, data_time)
    kind = decision_parts.kind(change.status, zone["starts_at"])
    may = access.Right.SEE_PEOPLE in viewer.rights
    number = int(zone["zone_id"])
    _offer(
        [_decision(kind, number, lambda: papers.draft(change), is_allowed=may)],
        key=f"draft_{number}",
    )


def has_decision(zone: pd.Series, status: str) -> bool:
    """Say whether a zone takes a decision to get this status; a proposal turned down does not."""
    return decision_parts.kind(status, zone["starts_at"]) is not None


def _of_zone(viewer: access.Viewer, zone: pd.Series, data_time: datetime) -> ZonePapers:
    reason = st.session_state.get(_REASONS, {}).get(int(zone["zone_id"]), "")
    row = {str(name): value for name, value in zone.items()}
    return ZonePapers(viewer, row, data_time, reason)


def _decision(
    kind: str | None, number: int, made: Callable[[], bytes], *, is_allowed: bool
) -> _Paper:
    """Return the draft of one kind of decision; where there is none, one that nobody may take."""
    if kind is None:
        return _Paper("decision", "", made, "gavel", is_allowed=False)
    return _Paper(
        "decision", decision_name(kind, number), made, "gavel", is_allowed, f"decision_{kind}"
    )


def _offer(papers: Sequence[_Paper], *, key: str) -> None:
    with st.container(horizontal=True, key=f"papers_{key}"):
        for paper in papers:
            st.download_button(
                words.say(f"papers.{paper.label or paper.key}"),
                data=when_clicked(paper.made),
                file_name=paper.file_name,
                key=f"paper_{key}_{paper.key}",
                icon=f":material/{paper.icon}:",
                disabled=not paper.is_allowed,
                on_click="ignore",
            )


def _naming(number: int, reason: str) -> None:
    """Ask why the names are needed; the look itself is logged with the file that holds them."""
    if reason:
        st.markdown(words.say("papers.named", reason=words.plain(reason)))
        return
    with (
        st.popover(words.say("papers.names"), icon=":material/badge:"),
        st.form(f"paper_naming_{number}", border=False),
    ):
        st.markdown(words.say("papers.names_hint"))
        typed = st.text_input(words.say("tracing.names_reason"), max_chars=300)
        asked = st.form_submit_button(words.say("papers.names_put"), type="primary")
    if asked and not typed.strip():
        st.warning(words.say("tracing.names_needs_reason"))
    elif asked:
        st.session_state[_REASONS] = st.session_state.get(_REASONS, {}) | {number: typed.strip()}
        st.rerun()
