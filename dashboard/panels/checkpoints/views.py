"""Parts of the page of which one is open: what is missing, each checkpoint, hours, readiness."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.checkpoints import lists
from dashboard.panels.shared import views


def show(here: Viewpoint) -> None:
    """Show the part whose tab is open."""
    parts = {
        "lacking": partial(lists.show_lacking, here),
        "list": partial(lists.show_checkpoints, here),
        "hours": partial(lists.show_hours, here),
        "ready": partial(lists.show_ready, here),
    }
    views.show_alone("checkpoints", parts, here.viewer, Right.SEE_AGGREGATES)
