"""Parts of the adoption page of which one is open: the road to 31/8, and the league tables."""

from datetime import datetime

from dashboard.access import Right, Viewer
from dashboard.panels import (
    adoption,
    adoption_forecast,
    adoption_league,
    adoption_uses,
    frame,
    two_dates,
    views,
)
from dashboard.panels.small_counts import Guarded


def show(data_time: datetime, district_id: str | None, *, owners: Guarded, staff: Guarded) -> None:
    """Show the part whose tab is open; `owners` and `staff` are the page's own, of `data_time`."""
    owner_count = adoption.whole_count(owners, "smartphone_owner_count", district_id)
    head_count = adoption.whole_count(staff, "head_count", district_id)

    def parts(viewer: Viewer) -> None:
        views.show(
            "adoption",
            {
                "road": lambda: adoption_forecast.show(
                    viewer, data_time, district_id, owner_count=owner_count, head_count=head_count
                ),
                "communes": lambda: adoption_league.show_communes(viewer, data_time, district_id),
                "districts": lambda: adoption_league.show_districts(viewer, data_time, district_id),
                "agencies": lambda: adoption_league.show_agencies(viewer, data_time, district_id),
                "uses": lambda: adoption_uses.show_table(viewer, data_time, district_id),
                "dates": lambda: two_dates.show_adoption(viewer, data_time, district_id, owners),
            },
        )

    frame.alone(Right.SEE_AGGREGATES, parts)
