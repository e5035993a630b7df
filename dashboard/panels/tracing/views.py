"""Views of one trace that follow one selected person, and the trace beside another preset's."""

from collections.abc import Callable, Mapping
from functools import partial

from dashboard import access
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels import follow_up
from dashboard.panels.shared import failures, views
from dashboard.panels.tracing import papers
from dashboard.panels.tracing.answer import (
    compare,
    network,
    next_calls,
    sources,
    timeline,
    trace_map,
    traced_list,
)
from dashboard.panels.tracing.person import evidence, selection

View = Callable[[access.Viewer, Base, Result], None]


def _list(viewer: access.Viewer, base: Base, result: Result) -> None:
    listed = traced_list.show(viewer, base, result, _open_evidence)
    papers.for_trace(viewer, base, result, listed)


def _open_evidence() -> None:
    _open_part("evidence")


def _open_part(part: str) -> None:
    views.open_part("tracing", part)


def _calls(viewer: access.Viewer, base: Base, result: Result) -> None:
    next_calls.show(viewer, base, result, _open_part)


VIEWS: Mapping[str, View] = {
    "calls": _calls,
    "list": _list,
    "evidence": lambda _, base, result: evidence.show(base, result),
    "network": lambda _, base, result: network.show(base, result),
    "timeline": lambda _, base, result: timeline.show(base, result),
    "map": lambda _, base, result: trace_map.show(base, result),
    "sources": lambda _, base, result: sources.show(base, result),
    "compare": lambda _, base, result: compare.show(base, result),
    "follow_up": follow_up.call_list.of_trace,
}
"""Name of each view, in the order of the tabs, and what shows it."""


def show(base: Base, result: Result) -> None:
    """Show the view whose tab is open; the others cost nothing.

    A click in a view runs the views again and not the page: they show the trace they were given.
    """
    failures.alone(access.Right.TRACE_CONTACTS, lambda viewer: _views(viewer, base, result))


def _views(viewer: access.Viewer, base: Base, result: Result) -> None:
    selection.selected(result)  # the address bar names the person whatever the view
    views.show(
        "tracing", {name: partial(view, viewer, base, result) for name, view in VIEWS.items()}
    )
