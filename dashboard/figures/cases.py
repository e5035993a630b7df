"""Cases and F1 by commune, and which of these counts a viewer may not see."""

from datetime import timedelta
from typing import Final

import pandas as pd

from dashboard import data
from dashboard.figures import guarded
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.disclosure import Plan

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
