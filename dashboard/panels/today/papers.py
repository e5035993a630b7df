"""The day on paper and as a table: one click each, in the ledger before the bytes are given."""

import streamlit as st

from dashboard import access, words
from dashboard.figures.days_work import Team
from dashboard.panels.shared.papers import Paper, offer
from dashboard.panels.today.papers_logged import DayPapers


def offer_all(team: Team) -> None:
    """Offer the day's work as DOCX to print, and whom it names as XLSX and CSV."""
    papers = DayPapers(team)
    may = access.Right.SEE_PEOPLE in team.here.viewer.rights
    offer(
        [
            Paper("today", "viec-hom-nay.docx", papers.sheet, "print", may),
            Paper("today_xlsx", "viec-hom-nay.xlsx", papers.workbook, "table_view", may),
            Paper("today_csv", "viec-hom-nay.csv", papers.csv, "download", may),
        ],
        key="today",
    )
    st.caption(words.say("today.papers_hint"))
