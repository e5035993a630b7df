"""Parts of the page of which one is open: communes, days, and whom nobody follows."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.health_declarations import clusters, lists, unlisted
from dashboard.panels.shared import views


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open; people only to who may trace them."""
    parts = {
        "communes": partial(lists.show_communes, here),
        "days": partial(_days, here),
    }
    if {Right.TRACE_CONTACTS, Right.SEE_PEOPLE} <= here.viewer.rights:
        parts["unlisted"] = partial(unlisted.show, here)
    views.show_alone("declared", parts, here.viewer, Right.SEE_AGGREGATES)


def _days(here: Viewpoint) -> None:
    lists.show_days(here)
    if here.may_see_people:
        clusters.show(here)
