"""Papers of a trace: one click each, in the ledger before the bytes are given."""

import streamlit as st

from dashboard import access, words
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared.papers import Paper, offer
from dashboard.panels.tracing.answer.traced_list import Listed
from dashboard.panels.tracing.papers_logged import TracePapers


def for_trace(viewer: access.Viewer, base: Base, result: Result, listed: Listed) -> None:
    """Offer the call list of whom the list shows, the quick report, and both in one file."""
    papers = TracePapers(viewer, base, result, listed)
    may = access.Right.SEE_PEOPLE in viewer.rights
    offer(
        [
            Paper("call_list", "danh-sach-goi-dien.xlsx", papers.call_list, "call", may),
            Paper("report", "bao-cao-nhanh.docx", papers.report, "description", may),
            Paper("all", "giay-to-truy-vet.zip", papers.everything, "folder_zip", may),
        ],
        key="trace",
    )
    st.caption(words.say("papers.trace_hint"))
