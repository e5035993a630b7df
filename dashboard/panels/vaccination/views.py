"""Parts of the vaccination page of which one is open: who lags, who is due, what lies ahead."""

from datetime import datetime

from dashboard.access import Right, Viewer
from dashboard.figures.guarded import Guarded
from dashboard.panels.shared import failures, two_dates, views
from dashboard.panels.vaccination import doses, forecast, gaps, groups, records, steps


def show(
    data_time: datetime,
    district_id: str | None,
    counted: Guarded,
    *,
    whom: str,
    where: str,
    step: str,
) -> None:
    """Show the part whose tab is open, by whom, where and step of the page.

    `counted` are the page's own communes, of `data_time`.
    """

    def parts(viewer: Viewer) -> None:
        views.show(
            "coverage",
            {
                "gaps": lambda: gaps.show(viewer, data_time, whom, where, district_id),
                "due": lambda: doses.show_due(viewer, data_time, district_id),
                "forecast": lambda: forecast.show(viewer, data_time, whom, district_id),
                "groups": lambda: groups.show(viewer, data_time, whom, where, district_id),
                "table": lambda: steps.show_table(counted.shown(district_id)),
                "dates": lambda: two_dates.show_coverage(
                    viewer, data_time, district_id, counted, whom=whom, where=where, step=step
                ),
                "records": lambda: records.show_impossible(viewer, data_time, district_id),
            },
        )

    failures.alone(Right.SEE_AGGREGATES, parts)
