"""Parts of the vaccination page of which one is open: who lags, who is due, what lies ahead."""

from functools import partial

from dashboard.access import Right
from dashboard.figures.vaccination import Coverage
from dashboard.panels.shared import views
from dashboard.panels.two_dates import comparison
from dashboard.panels.vaccination import doses, forecast, gaps, groups, records, sites, table


def show(coverage: Coverage, step: str) -> None:
    """Show the part whose tab is open; `step` is what the map shows."""
    parts = {
        "gaps": partial(gaps.show, coverage),
        "due": partial(doses.show_due, coverage.here),
        "forecast": partial(forecast.show, coverage),
        "groups": partial(groups.show, coverage),
        "table": partial(table.show, coverage),
        "sites": partial(sites.show, coverage.here),
        "dates": partial(comparison.show_coverage, coverage, step),
        "records": partial(records.show_impossible, coverage.here),
    }
    views.show_alone("coverage", parts, coverage.here.viewer, Right.SEE_AGGREGATES)
