"""What ten seconds can do without: on a phone one tap away, on a wide screen in sight."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import words
from dashboard.drawing.templates import filled


def show_fold(late: Sequence[str]) -> None:
    """Offer on a phone what is folded away, and say there how many sources are late.

    The browser alone knows how wide it is: the style sheet hides this line or what `folded` holds.
    """
    label = words.say("overview.rest")
    warning = words.say("overview.late", count=len(late)) if late else ""
    st.html(filled("rest", label=label, warning=warning))


def folded(name: str) -> DeltaGenerator:
    """Return a container that a phone shows when the line of `show_fold` is open."""
    return st.container(key=f"rest_{name}")
