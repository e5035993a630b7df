"""What the page lets its viewer choose: whom, where and which step; kept in the address bar."""

import streamlit as st

from dashboard import words
from dashboard.figures.vaccination import STEPS, WHERE, WHOM, Basis
from dashboard.panels.shared import filters


def choose_basis() -> Basis:
    """Let the viewer choose whom the shares are of, and where doses count."""
    return Basis(
        filters.one_of("base", WHOM, label=words.say("coverage.base"), prefix="coverage"),
        filters.one_of("where", WHERE, label=words.say("coverage.where"), prefix="coverage"),
    )


def choose_step() -> str:
    """Let the viewer choose what the map and its classes show."""
    st.header(words.say("coverage.map"), anchor=False)
    return filters.one_of("step", STEPS, label=words.say("coverage.step"), prefix="coverage")
