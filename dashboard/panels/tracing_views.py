"""Views of one trace that follow one selected person, and the trace beside another preset's."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import access, words
from dashboard.panels import (
    follow_up,
    frame,
    papers,
    tracing_compare,
    tracing_evidence,
    tracing_list,
    tracing_map,
    tracing_network,
    tracing_sources,
    tracing_timeline,
)
from dashboard.panels.tracing import Base, Result

View = Callable[[access.Viewer, Base, Result], None]


def _list(viewer: access.Viewer, base: Base, result: Result) -> None:
    listed = tracing_list.show(viewer, base, result, _open_evidence)
    papers.for_trace(viewer, base, result, listed)


def _open_evidence() -> None:
    st.session_state[_tab_key()] = words.say("tracing.view_evidence")
    st.query_params["view"] = "evidence"


VIEWS: Mapping[str, View] = {
    "list": _list,
    "evidence": lambda _, base, result: tracing_evidence.show(base, result),
    "network": lambda _, base, result: tracing_network.show(base, result),
    "timeline": lambda _, base, result: tracing_timeline.show(base, result),
    "map": lambda _, base, result: tracing_map.show(base, result),
    "sources": lambda _, base, result: tracing_sources.show(base, result),
    "compare": lambda _, base, result: tracing_compare.show(base, result),
    "follow_up": follow_up.of_trace,
}
"""Name of each view, in the order of the tabs, and what shows it."""

_TAB = "trace_view"


def show(base: Base, result: Result) -> None:
    """Show the view whose tab is open; the others cost nothing.

    A click in a view runs the views again and not the page: they show the trace they were given.
    """
    frame.alone(access.Right.TRACE_CONTACTS, lambda viewer: _views(viewer, base, result))


def _views(viewer: access.Viewer, base: Base, result: Result) -> None:
    tracing_list.selected(result)  # the address bar names the person whatever the view
    labels = _labels()
    _open_linked_view(labels)
    tabs = st.tabs(list(labels.values()), on_change=_note_view, key=_tab_key())
    for tab, show_view in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                show_view(viewer, base, result)


def _labels() -> dict[str, str]:
    return {view: words.say(f"tracing.view_{view}") for view in VIEWS}


def _tab_key() -> str:
    """Return a key of its own per language: a tab is remembered by its label."""
    return f"{_TAB}_{words.language()}"


def _open_linked_view(labels: Mapping[str, str]) -> None:
    """Open the view of the address bar when this session has not opened any yet."""
    view = st.query_params.get("view", "")
    if _tab_key() not in st.session_state and view in labels:
        st.session_state[_tab_key()] = labels[view]


def _note_view() -> None:
    opened = st.session_state.get(_tab_key())
    for view, label in _labels().items():
        if label == opened:
            st.query_params["view"] = view
