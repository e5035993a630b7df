"""Doses by day and due as dose 2, and records that cannot be true, as one viewer sees them."""

from datetime import datetime
from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.data.database import Scope
from dashboard.figures import guarded, units
from dashboard.figures.guarded import Guarded
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets, vaccination
from dashboard.indicators.disclosure import Plan

DUE_PLAN: Final = Plan(
    counts=("waiting_count", "due_count", "week_count", "open_count"),
    differences={
        "past_count": ("due_count", "week_count"),
        "late_count": ("past_count", "open_count"),
        "later_count": ("waiting_count", "due_count"),
    },
)
"""What is printed of those who wait for dose 2, by vaccine; `past_count` is open and late."""

DAYS_PLAN: Final = Plan(counts=("dose1_count", "dose2_count"), totals=())
"""What a chart of days shows; their sum is printed nowhere."""

RECORDS_PLAN: Final = Plan(counts=("record_count",), totals=())
"""A record is one person's; how many there are of all kinds is printed nowhere."""


SITES_PLAN: Final = Plan(counts=("used_count",), totals=())
"""A dose used is one person's, those allocated and on hand are nobody's yet."""


@once
def sites(here: Viewpoint) -> pd.DataFrame:
    """Return one row per site looked at and vaccine, as the viewer may see it, worst books first.

    `piece` tells the rows apart.
    """
    rows = data.vaccination.stock_sites(here.scope, here.data_time)
    shown = here.of_district(guarded.guard(here.viewer, rows, SITES_PLAN).shown())
    names = units.own_communes(here.viewer)[["commune_id", "unit_name", "district_name"]]
    counts = [name for name in shown if str(name).endswith("_count")]
    found = shown.astype(dict.fromkeys(counts, "float64")).merge(names, on="commune_id")
    pairs = zip(found["site_id"], found["vaccine"], strict=True)
    written = found.assign(
        piece=[f"{site} {vaccine}" for site, vaccine in pairs],
        on=[words.day(day) for day in found["stock_date"]],
        away=found["lost_count"].abs(),
    )  # fmt: skip
    order = written.sort_values(["away", "site_id", "vaccine"], ascending=[False, True, True])
    return order.drop(columns="away").reset_index(drop=True)


@once
def due(here: Viewpoint) -> Guarded:
    """Count by vaccine who waits for dose 2, and decide what of it the viewer may not see."""

    def due_in(there: Viewpoint) -> pd.DataFrame:
        waiting = data.vaccination.waiting_for_second(
            there.scope, there.data_time, there.district_id
        )
        return vaccination.due_second_doses(waiting, data_day=there.data_day)

    return guarded.of_district(here, DUE_PLAN, due_in, key="vaccine")


@once
def by_day(here: Viewpoint, where: str, recent_days: int) -> Guarded | None:
    """Count doses by day, the last so many of them; None where none was ever given."""
    ask = data.vaccination.daily_doses if where == "given" else data.vaccination.daily_doses_by_home
    if ask(here.scope, here.data_time, here.district_id).empty:
        return None
    since = pd.Timestamp(here.data_day) - pd.Timedelta(days=recent_days)

    def recent_in(there: Viewpoint) -> pd.DataFrame:
        days = ask(there.scope, there.data_time, there.district_id)
        return days[days["on_date"] > since]

    return guarded.of_district(here, DAYS_PLAN, recent_in, key="on_date")


def impossible(here: Viewpoint) -> pd.DataFrame:
    """Return one row per record that cannot be true: for who may see single people."""
    return data.vaccination.impossible_doses(*_records_asked(here))


def impossible_seen(here: Viewpoint) -> pd.DataFrame:
    """Count the records that cannot be true by kind, as the viewer may see it."""
    found = data.vaccination.impossible_kinds(*_records_asked(here))
    kinds = vaccination.count_impossible(found, is_province=here.is_provincial)
    return guarded.guard(here.viewer, kinds, RECORDS_PLAN).shown()


def _records_asked(here: Viewpoint) -> tuple[Scope, datetime, int, str | None]:
    return here.scope, here.data_time, targets.CLOSE_DOSES_DAYS, here.district_id
