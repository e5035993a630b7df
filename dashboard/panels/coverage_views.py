"""Parts of the vaccination page of which one is open: who lags, who is due, what lies ahead."""

from datetime import datetime

from dashboard.access import Right, Viewer
from dashboard.panels import (
    coverage,
    coverage_doses,
    coverage_forecast,
    coverage_gaps,
    coverage_groups,
    coverage_records,
    frame,
    two_dates,
    views,
)
from dashboard.panels.small_counts import Guarded


def show(
    data_time: datetime,
    district_id: str | None,
    counted: Guarded,
    *,
    base: str,
    place: str,
    step: str,
) -> None:
    """Show the part whose tab is open, by the base, place and step of the page.

    `counted` are the page's own communes, of `data_time`.
    """

    def parts(viewer: Viewer) -> None:
        views.show(
            "coverage",
            {
                "gaps": lambda: coverage_gaps.show(viewer, data_time, base, place, district_id),
                "due": lambda: coverage_doses.show_due(viewer, data_time, district_id),
                "forecast": lambda: coverage_forecast.show(viewer, data_time, base, district_id),
                "groups": lambda: coverage_groups.show(viewer, data_time, base, place, district_id),
                "table": lambda: coverage.show_table(counted.shown(district_id)),
                "dates": lambda: two_dates.show_coverage(
                    viewer, data_time, district_id, counted, base=base, place=place, step=step
                ),
                "records": lambda: coverage_records.show_impossible(viewer, data_time, district_id),
            },
        )

    frame.alone(Right.SEE_AGGREGATES, parts)
