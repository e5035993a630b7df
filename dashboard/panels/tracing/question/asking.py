"""Asking: what a trace starts from, and the trace of what was chosen."""

from contextlib import AbstractContextManager
from datetime import datetime
from time import perf_counter

import streamlit as st

from dashboard import figures, words
from dashboard.figures.tracing.choice import Choice
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import frame
from dashboard.panels.tracing.question.choice import keep


def read(here: Viewpoint, known_at: datetime | None = None) -> Base:
    """Return what tracing needs, saying so while it is built; without a case, end the run."""
    with working():
        base = figures.tracing.trace.read(here, known_at)
    if base.cases.empty:
        frame.empty(words.say("tracing.no_cases_title"), words.say("tracing.no_cases"))
        st.stop()
    return base


def run(base: Base, choice: Choice) -> tuple[Result, bool]:
    """Trace, remember the choice, and write it into the address bar.

    Return the answer and whether it was computed just now: a kept one took nobody's time.
    """
    keep(choice)
    started = perf_counter()
    with working():
        result = figures.tracing.trace.traced(base, choice)
    return result, result.started >= started


def working() -> AbstractContextManager[None]:
    """Say that something takes its time, and how long it has taken."""
    return st.spinner(words.say("tracing.reading"), show_time=True)
