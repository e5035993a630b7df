"""Parts of the adoption page of which one is open: the road to 31/8, and the league tables."""

from datetime import datetime

from dashboard import figures
from dashboard.access import Right, Viewer
from dashboard.figures.guarded import Guarded
from dashboard.panels.adoption import forecast, league, uses
from dashboard.panels.shared import failures, two_dates, views


def show(data_time: datetime, district_id: str | None, *, owners: Guarded, staff: Guarded) -> None:
    """Show the part whose tab is open; `owners` and `staff` are the page's own, of `data_time`."""
    owner_count = figures.adoption.whole_count(owners, "smartphone_owner_count", district_id)
    head_count = figures.adoption.whole_count(staff, "head_count", district_id)

    def parts(viewer: Viewer) -> None:
        views.show(
            "adoption",
            {
                "road": lambda: forecast.show(
                    viewer, data_time, district_id, owner_count=owner_count, head_count=head_count
                ),
                "communes": lambda: league.show_communes(viewer, data_time, district_id),
                "districts": lambda: league.show_districts(viewer, data_time, district_id),
                "agencies": lambda: league.show_agencies(viewer, data_time, district_id),
                "uses": lambda: uses.show_table(viewer, data_time, district_id),
                "dates": lambda: two_dates.show_adoption(viewer, data_time, district_id, owners),
            },
        )

    failures.alone(Right.SEE_AGGREGATES, parts)
