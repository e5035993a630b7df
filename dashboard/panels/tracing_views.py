"""Views of one trace that follow one selected person, and the trace beside another preset's."""

from collections.abc import Callable, Mapping
from functools import partial

from dashboard import access
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
    views,
)
from dashboard.panels.tracing import Base, Result

View = Callable[[access.Viewer, Base, Result], None]


def _list(viewer: access.Viewer, base: Base, result: Result) -> None:
    listed = tracing_list.show(viewer, base, result, _open_evidence)
    papers.for_trace(viewer, base, result, listed)


def _open_evidence() -> None:
    views.open_part("tracing", "evidence")


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


def show(base: Base, result: Result) -> None:
    """Show the view whose tab is open; the others cost nothing.

    A click in a view runs the views again and not the page: they show the trace they were given.
    """
    frame.alone(access.Right.TRACE_CONTACTS, lambda viewer: _views(viewer, base, result))


def _views(viewer: access.Viewer, base: Base, result: Result) -> None:
    tracing_list.selected(result)  # the address bar names the person whatever the view
    views.show(
        "tracing", {name: partial(view, viewer, base, result) for name, view in VIEWS.items()}
    )
