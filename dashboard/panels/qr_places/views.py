"""Parts of the page of which one is open: where codes are in use, which are silent, one place."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.qr_places import groups, one_place
from dashboard.panels.shared import views


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open."""
    parts = {
        "silent": partial(groups.show_silent, here),
        "communes": partial(groups.show_communes, here),
        "districts": partial(groups.show_districts, here),
        "kinds": partial(groups.show_kinds, here),
        "place": partial(one_place.show, here),
    }
    views.show_alone("qr_places", parts, here.viewer, Right.SEE_AGGREGATES)
