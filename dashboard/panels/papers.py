"""Papers of a trace and of a zone: one click each, in the ledger before the bytes are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import access, words
from dashboard.panels.downloads import when_clicked
from dashboard.panels.papers_trace import TracePapers
from dashboard.panels.papers_zone import ZonePapers
from dashboard.panels.tracing import Base, Result
from dashboard.reports.decision import DRAFTABLE

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


def for_trace(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Offer the call list, the quick report, and both in one file."""
    papers = TracePapers(viewer, base, result)
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
    reason = st.session_state.get(_REASONS, {}).get(number, "")
    row = {str(name): value for name, value in zone.items()}
    papers = ZonePapers(viewer, row, data_time, reason)
    may = access.Right.SEE_PEOPLE in viewer.rights
    knows_homes = may and access.Right.TRACE_CONTACTS in viewer.rights
    is_draftable = zone["status"] in DRAFTABLE
    st.markdown(f"**{words.say('papers.title')}**")
    _offer(
        [
            _Paper(
                "decision",
                f"du-thao-quyet-dinh-vung-{number}.docx",
                papers.decision,
                "gavel",
                may and is_draftable,
            ),
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
        _naming(number, reason)
    st.caption(words.say("papers.zone_hint" if is_draftable else "papers.zone_hint_later"))


def _offer(papers: Sequence[_Paper], *, key: str) -> None:
    with st.container(horizontal=True, key=f"papers_{key}"):
        for paper in papers:
            st.download_button(
                words.say(f"papers.{paper.key}"),
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
