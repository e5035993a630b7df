"""Parts of the page of which one is open: services, ways of the campaign, communes not reached."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.outreach import lists
from dashboard.panels.shared import views


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open."""
    parts = {
        "services": partial(lists.show_services, here),
        "ways": partial(lists.show_ways, here),
        "unreached": partial(lists.show_unreached, here),
    }
    views.show_alone("outreach", parts, here.viewer, Right.SEE_AGGREGATES)
