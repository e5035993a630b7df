"""What the app was used for, as one viewer may see it."""

from dataclasses import replace
from datetime import datetime

import pandas as pd

from dashboard import data
from dashboard.access import Viewer
from dashboard.figures import guarded
from dashboard.figures.adoption import OWNERS_PLAN, communes
from dashboard.figures.adoption import districts as of_districts
from dashboard.figures.guarded import Guarded
from dashboard.figures.once import once

USES = ("declaration", "test", "vaccination", "scan")

PLAN = replace(OWNERS_PLAN, counts=(*OWNERS_PLAN.counts, *(f"{use}_count" for use in USES)))
"""Uses are counted as people are: a commune's one test is one person's."""


@once
def owners(viewer: Viewer, data_time: datetime) -> Guarded:
    """Return `adoption.communes` with how often each use was made of the app, small counts known.

    Its rows are everybody's, what the viewer may see of them is `shown`.
    """
    uses = data.adoption.app_uses(viewer.scope, data_time).drop(columns="district_id")
    rows = communes(viewer, data_time).merge(uses, on="commune_id", how="left")
    return guarded.guard(viewer, rows, PLAN)


@once
def districts(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return `adoption.districts` as the viewer may see them."""
    counted = owners(viewer, data_time)
    return counted.shown_totals(of_districts(counted.rows, data_time), guarded.DISTRICTS)
