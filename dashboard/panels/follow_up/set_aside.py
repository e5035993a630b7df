"""What of isolations and samples no trace and no follow-up can use: counted, and said."""

import streamlit as st

from dashboard import data, words
from dashboard.data.kept import Load


def said(load: Load) -> str:
    """Say how many isolations and samples have an unusable time; empty where none has."""
    counts = data.follow_up.unusable_times(load)
    if not any(counts.values()):
        return ""
    numbers = {name: words.number(count) for name, count in counts.items()}
    return words.say("follow_up.set_aside", **numbers)


def show(load: Load) -> None:
    """Say it under what it is missing from."""
    if text := said(load):
        st.caption(text)
