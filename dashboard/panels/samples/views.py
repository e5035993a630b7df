"""Parts of the page of which one is open: who is slow, since when, what waits, how people hear."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.platforms.samples import Samples
from dashboard.panels.samples import backlog, groups
from dashboard.panels.shared import views


def show(samples: Samples) -> None:
    """Show the part whose tab is open."""
    parts = {
        "groups": partial(groups.show, samples),
        "days": partial(groups.show_days, samples.here),
        "told": partial(groups.show_channels, samples.here),
        "backlog": partial(backlog.show, samples),
    }
    views.show_alone("samples", parts, samples.here.viewer, Right.SEE_AGGREGATES)
