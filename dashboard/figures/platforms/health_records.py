"""Electronic health records: in which communes they are linked to the app."""

from typing import Final

import pandas as pd

from dashboard import data
from dashboard.figures import guarded, units
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.disclosure import Plan

COUNTS: Final = ("resident_count", "linked_count")
PLAN: Final = Plan(
    counts=COUNTS,
    differences={"unlinked_count": ("resident_count", "linked_count")},
    totals=((), DISTRICTS),
    derived={"linked_share": ("linked_count", "resident_count")},
)
"""What is printed of the communes' people."""


@of_all
def communes(here: Viewpoint) -> Guarded:
    """Count by commune of all districts who has a linked record, and who has not."""
    rows = data.platforms.linked_communes(here.scope, here.data_time).drop(columns="district_id")
    every = units.own_communes(here.viewer).merge(rows, on="commune_id", how="left")
    counted = every.fillna(dict.fromkeys(COUNTS, 0)).astype(dict.fromkeys(COUNTS, "float64"))
    return guarded.guard(here.viewer, _with_share(counted), PLAN)


def _with_share(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows["resident_count"]
    return rows.assign(
        unlinked_count=whole - rows["linked_count"],
        linked_share=rows["linked_count"] / whole.where(whole > 0),
    )
