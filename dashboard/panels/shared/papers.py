"""Offers of papers: one click each, and the reason why names are needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import words
from dashboard.panels.shared import session
from dashboard.panels.shared.downloads import when_clicked


@dataclass(frozen=True, eq=False)
class Paper:
    """One file that can be taken, if this viewer may."""

    key: str
    file_name: str
    made: Callable[[], bytes]
    icon: str
    is_allowed: bool
    label: str = ""
    """Key of its name, where that is another than its own."""


def offer(papers: Sequence[Paper], *, key: str) -> None:
    """Offer files side by side; one that this viewer may not take is shown and does nothing."""
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


def naming(number: int, reason: str) -> None:
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
        session.PAPER_REASONS.keep(session.PAPER_REASONS.value | {number: typed.strip()})
        st.rerun()
