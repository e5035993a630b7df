"""Papers of a trace: one click each, in the ledger before the bytes are given."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import access, words
from dashboard.access import Right
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.tracing.zone_proposals import Wanted
from dashboard.panels.shared import failures
from dashboard.panels.shared.papers import Paper, offer
from dashboard.panels.tracing.answer.traced_list import Listed
from dashboard.panels.tracing.case_papers import CasePapers
from dashboard.panels.tracing.papers_logged import TracePapers


def for_trace(viewer: access.Viewer, base: Base, result: Result, listed: Listed) -> None:
    """Offer the call list of whom the list shows, the quick report, and all that follows."""
    papers = TracePapers(viewer, base, result, listed)
    may = Right.SEE_PEOPLE in viewer.rights
    offer(
        [
            Paper("call_list", "danh-sach-goi-dien.xlsx", papers.call_list, "call", may),
            Paper("report", "bao-cao-nhanh.docx", papers.report, "description", may),
        ],
        key="trace",
    )
    failures.alone(Right.TRACE_CONTACTS, partial(_everything, papers))
    st.caption(words.say("papers.trace_hint"))


def _everything(papers: TracePapers, viewer: access.Viewer) -> None:
    """Make the file of everything when asked, saying what is being made; then it can be taken.

    It takes seconds: a file made inside its own download would show nothing but a turning wheel.
    """
    may = {Right.SEE_PEOPLE, Right.PROPOSE_ZONES} <= viewer.rights
    asked = st.button(
        words.say("papers.case"),
        key="papers_case",
        icon=":material/folder_zip:",
        disabled=not may,
        type="primary",
        help=words.say("papers.case_help"),
    )
    if not (asked and may):
        return
    with st.status(words.say("papers.case_making"), expanded=True) as status:
        case = CasePapers(replace(papers, viewer=viewer), Wanted())
        content = case.everything(lambda step: st.write(words.say(f"papers.case_{step}")))
        status.update(label=words.say("papers.case_made"), state="complete", expanded=False)
    st.download_button(
        words.say("papers.case_save"),
        data=content,
        file_name="giay-to-ca-benh.zip",
        key="papers_case_save",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )
