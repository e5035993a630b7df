"""Parts of the page of which one is open: the sources, communes and agencies that are silent."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.data_sources import lists
from dashboard.panels.shared import views


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open."""
    parts = {
        "feeds": partial(lists.show_feeds, here),
        "communes": partial(lists.show_communes, here),
        "agencies": partial(lists.show_agencies, here),
    }
    views.show_alone("data_sources", parts, here.viewer, Right.SEE_AGGREGATES)
