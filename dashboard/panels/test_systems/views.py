"""Parts of the page of which one is open: kinds, days, communes, and what is to be settled."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import views
from dashboard.panels.test_systems import lists, work


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open; single results only to who may see people."""
    parts = {
        "kinds": partial(lists.show_kinds, here),
        "days": partial(lists.show_days, here),
        "communes": partial(lists.show_communes, here),
    }
    if {Right.RECORD_FOLLOW_UP, Right.SEE_PEOPLE} <= here.viewer.rights:
        parts["work"] = partial(work.show, here)
    views.show_alone("systems", parts, here.viewer, Right.SEE_AGGREGATES)
