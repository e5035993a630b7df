"""Parts of the page of which one is open: communes, who helps, and the days beside the installs."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import views
from dashboard.panels.support import lists


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open."""
    parts = {
        "communes": partial(lists.show_communes, here),
        "kinds": partial(lists.show_kinds, here),
        "days": partial(lists.show_days, here),
    }
    views.show_alone("support", parts, here.viewer, Right.SEE_AGGREGATES)
