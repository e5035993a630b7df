"""Views of one trace that follow one selected person, and the trace beside another preset's."""

from functools import partial

from dashboard.access import Right, Viewer, record_shown
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels import follow_up
from dashboard.panels.shared import views
from dashboard.panels.tracing import papers
from dashboard.panels.tracing.answer import (
    compare,
    interviews,
    network,
    next_calls,
    same_place,
    sources,
    timeline,
    trace_map,
    traced_list,
)
from dashboard.panels.tracing.person import evidence, selection


def show(viewer: Viewer, base: Base, result: Result) -> None:
    """Show the view whose tab is open; the others cost nothing.

    A click in a view runs the views again and not the page: they show the trace they were given.
    """
    selection.selected(result)  # the address bar names the person whatever the view
    record_shown(selection.asked("trace"), result.people["person_id"])
    parts = {
        "calls": partial(next_calls.show, viewer, base, result),
        "interviews": partial(interviews.show, viewer, base, result),
        "list": partial(_list, viewer, base, result),
        "evidence": partial(evidence.show, base, result),
        "network": partial(network.show, base, result),
        "timeline": partial(timeline.show, base, result),
        "map": partial(trace_map.show, base, result),
        "sources": partial(sources.show, base, result),
        "compare": partial(compare.show, base, result),
        "follow_up": partial(follow_up.call_list.of_trace, viewer, base, result),
    }
    views.show_alone("tracing", parts, viewer, Right.TRACE_CONTACTS)


def _list(viewer: Viewer, base: Base, result: Result) -> None:
    listed = traced_list.show(viewer, base, result)
    same_place.show(viewer, base, result)
    papers.for_trace(viewer, base, result, listed)
