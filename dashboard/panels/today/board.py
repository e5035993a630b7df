"""A team's day: what there is to do, in numbers, then each kind of work behind its tab."""

from dashboard import figures
from dashboard.figures.days_work import Team
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.follow_up import entry, set_aside
from dashboard.panels.shared import filters, views
from dashboard.panels.today import assigning, callers, cards, head, other_work, papers


def show(here: Viewpoint) -> None:
    """Record what was pressed, then show the day of the commune or district looked at."""
    entry.record_asked(here)
    now = entry.now(here.data_time)
    assigning.record_asked(here.viewer, now)
    team = Team(here, filters.commune(figures.days_work.own_communes(here)), now)
    people = figures.days_work.people(team)
    head.show(team, people)
    set_aside.show(here.load)
    papers.offer_all(team)
    views.show(
        "today",
        {
            "people": lambda: cards.show(team, people),
            "callers": lambda: callers.show(people),
            "doses": lambda: other_work.doses(team),
            "checkpoints": lambda: other_work.checkpoints(team),
            "zones": lambda: other_work.zones(team),
        },
    )
