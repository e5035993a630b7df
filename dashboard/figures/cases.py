"""Cases and F1 by commune, and which of these counts a viewer may not see."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pandas as pd

from dashboard import clock, data
from dashboard.access import Right
from dashboard.data.kept import Load
from dashboard.figures import guarded, yields
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.yields import Found

DAYS: Final = 14
"""Risk levels count so many days; the overview shows their two weeks."""

CASES_PLAN: Final = Plan(
    counts=("case_count", "week_count", "today_count", "yesterday_count"),
    differences={"before_count": ("case_count", "week_count")},
    totals=((), DISTRICTS),
    derived={"cases_per_100k": ("case_count",), "week_change": ("week_count", "case_count")},
)
"""What is printed of cases: by commune of `DAYS`, by district of each week and of two days. Before
is what `DAYS` have and the week has not; where it is small, one of these two is withheld."""

LISTED_PLAN: Final = Plan(
    counts=("week_count", "listed_count"),
    differences={"outside_count": ("week_count", "listed_count")},
    totals=((), DISTRICTS),
)
"""What is printed of the week's new cases by their lists: sums alone."""

COUNTING: Final = frozenset({Right.SEE_AGGREGATES, Right.TRACE_CONTACTS, Right.SEE_PEOPLE})
"""What it takes to find a case on the lists of a quarantine and of a team's calls."""

F1_PLAN: Final = Plan(counts=("f1_count",), totals=())
"""What is printed of F1: by commune alone, with no total."""


def cases(here: Viewpoint) -> Guarded:
    """Return one row per commune with its cases, the last `DAYS` of them in parts."""
    days = data.cases.commune_risk_days(here.scope, here.data_time, DAYS)
    today = pd.Timestamp(here.data_day)
    age = (today - pd.to_datetime(days["on_date"])) / timedelta(days=1)
    spans = {"case": age < DAYS, "week": age < DAYS / 2, "today": age == 0, "yesterday": age == 1}
    parts = {f"{name}_count": days["case_count"].where(span, 0) for name, span in spans.items()}
    sums = pd.DataFrame(parts).groupby(days["commune_id"]).sum()
    units = data.units.communes(here.scope)[["commune_id", "district_id"]]
    rows = units.join(sums, on="commune_id").fillna(dict.fromkeys(CASES_PLAN.counts, 0))
    return guarded.guard(here.viewer, rows, CASES_PLAN)


@of_all
def listed(here: Viewpoint) -> Guarded:
    """Return one row per commune: new cases of a week, and how many of them were on a list.

    Which cases those are is asked with `COUNTING` in the viewer's own districts, whoever looks:
    their number alone leaves this function.
    """
    scope = replace(here.scope, rights=COUNTING)
    known = yields.known(Load(scope, here.data_time))
    week_ago = pd.Timestamp(here.data_day) - timedelta(days=DAYS / 2)
    days = clock.local_times(known["confirmed_at"]).dt.normalize()
    new = known[(days > week_ago) & (days <= pd.Timestamp(here.data_day))]
    is_listed = new["found"].ne(Found.OUTSIDE).astype("int64")
    of_commune = is_listed.groupby(new["commune_id"])
    parts = pd.DataFrame({"week_count": of_commune.size(), "listed_count": of_commune.sum()})
    units = data.units.communes(here.scope)[["commune_id", "district_id"]]
    rows = units.join(parts, on="commune_id").fillna(dict.fromkeys(LISTED_PLAN.counts, 0))
    return guarded.guard(here.viewer, rows, LISTED_PLAN)
