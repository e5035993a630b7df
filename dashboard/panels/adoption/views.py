"""Parts of the adoption page of which one is open: the road to 31/8, and the league tables."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.adoption import Adoption
from dashboard.panels.adoption import forecast, league, uses
from dashboard.panels.shared import views
from dashboard.panels.two_dates import comparison


def show(adoption: Adoption) -> None:
    """Show the part whose tab is open."""
    parts = {
        "road": partial(forecast.show, adoption),
        "communes": partial(league.show_communes, adoption),
        "districts": partial(league.show_districts, adoption),
        "agencies": partial(league.show_agencies, adoption),
        "uses": partial(uses.show_table, adoption),
        "dates": partial(comparison.show_adoption, adoption),
    }
    views.show_alone("adoption", parts, adoption.here.viewer, Right.SEE_AGGREGATES)
