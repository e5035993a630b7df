"""Installs of communes and agencies as one viewer may see them."""

from datetime import date, datetime

import pandas as pd

from dashboard import clock, data, words
from dashboard.access import Viewer
from dashboard.figures import guarded
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import once
from dashboard.figures.units import named, of_district
from dashboard.indicators import targets
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.targets import OFFICIALS, SMARTPHONE_OWNERS, Progress, Target

KINDS = ("agency_kind",)
KINDS_OF_DISTRICT = ("district_id", "agency_kind")

_BEFORE = {
    "past_day_count": ("installed_count", "day_change"),
    "past_week_count": ("installed_count", "week_change"),
}
"""Nobody prints what was; anyone can work it out."""

OWNERS_PLAN = Plan(
    counts=("smartphone_owner_count", "installed_count", "active_count"),
    changes=("week_change", "day_change"),
    differences={
        "missing_count": ("smartphone_owner_count", "installed_count"),
        "inactive_count": ("installed_count", "active_count"),
        **_BEFORE,
    },
    totals=((), DISTRICTS),
    complete=("smartphone_owner_count", "installed_count"),
    derived={
        "share": ("smartphone_owner_count", "installed_count"),
        "day_ago_share": ("smartphone_owner_count", "installed_count", "day_change"),
        "active_share": ("active_count", "installed_count"),
        "recent_per_day": ("week_change",),
        "needed_per_day": ("missing_count",),
    },
)
"""What is printed of the communes' smartphone owners, here and on the overview."""

STAFF_PLAN = Plan(
    counts=("head_count", "installed_count"),
    changes=("week_change", "day_change"),
    differences={"missing_count": ("head_count", "installed_count"), **_BEFORE},
    totals=((), DISTRICTS, KINDS, KINDS_OF_DISTRICT),
    complete=("head_count", "installed_count"),
    derived={
        "share": ("head_count", "installed_count"),
        "recent_per_day": ("week_change",),
        "needed_per_day": ("missing_count",),
    },
)
"""What is printed of the agencies' people."""


@once
def communes(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per commune that the viewer may see, of its smartphone owners."""
    rows = data.adoption.commune_adoption(viewer.scope, data_time)
    return measured(
        named(rows),
        whole="smartphone_owner_count",
        target=SMARTPHONE_OWNERS,
        data_day=clock.local_day(data_time),
    )


@once
def agencies(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per agency that the viewer may see, of its head count."""
    rows = data.adoption.agency_adoption(viewer.scope, data_time)
    kinds = [words.say(f"agency.{kind}") for kind in rows["agency_kind"]]
    return measured(
        named(rows).assign(kind_name=kinds),
        whole="head_count",
        target=OFFICIALS,
        data_day=clock.local_day(data_time),
    )


@once
def owners(viewer: Viewer, data_time: datetime) -> Guarded:
    """Decide what of all communes' rows the viewer may not see."""
    return guarded.guard(viewer, communes(viewer, data_time), OWNERS_PLAN)


@once
def staff(viewer: Viewer, data_time: datetime) -> Guarded:
    """Decide what of all agencies' rows the viewer may not see."""
    return guarded.guard(viewer, agencies(viewer, data_time), STAFF_PLAN)


def districts(commune_rows: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per district of these communes; the unknown stay out of it."""
    return _together(
        commune_rows,
        ["district_id", "district_name"],
        whole="smartphone_owner_count",
        target=SMARTPHONE_OWNERS,
        data_day=clock.local_day(data_time),
    ).assign(unit_name=lambda rows: rows["district_name"])


def agency_kinds(
    agencies_seen: Guarded, data_time: datetime, district_id: str | None
) -> pd.DataFrame:
    """Return one measured row per kind of agency, as the viewer may see it."""
    by = ["agency_kind", "kind_name"] if district_id is None else [*KINDS_OF_DISTRICT, "kind_name"]
    kinds = _together(
        of_district(agencies_seen.rows, district_id),
        by,
        whole="head_count",
        target=OFFICIALS,
        data_day=clock.local_day(data_time),
    )
    return agencies_seen.shown_totals(kinds, KINDS if district_id is None else KINDS_OF_DISTRICT)


def measured(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> pd.DataFrame:
    """Add `share`, `missing_count`, `week_change`, `status` and its word to counted rows."""
    steps = [
        targets.progress(count, of, ago, target=target, data_day=data_day)
        for count, of, ago in zip(
            rows["installed_count"], rows[whole], rows["week_ago_count"], strict=True
        )
    ]
    return rows.assign(
        share=_floats(rows, [step.share for step in steps]),
        missing_count=pd.Series([step.missing_count for step in steps], rows.index, dtype="Int64"),
        week_change=rows["installed_count"] - rows["week_ago_count"],
        day_change=rows["installed_count"] - rows["day_ago_count"],
        recent_per_day=_floats(rows, [step.recent_per_day for step in steps]),
        needed_per_day=_floats(rows, [step.needed_per_day for step in steps]),
        status=[str(step.status) for step in steps],
        status_word=[words.say(f"status.{step.status}") for step in steps],
        remark=[
            words.say("adoption.doubtful") if targets.is_doubtful(step.share) else ""
            for step in steps
        ],
    )


def total(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> Progress:
    """Measure all rows together; rows with an unknown count or denominator stay out of both."""
    sums = known(rows, whole)[["installed_count", whole, "week_ago_count"]].sum(min_count=1)
    count, of, ago = (float(value) for value in sums)
    return targets.progress(count, of, ago, target=target, data_day=data_day)


def day_change(rows: pd.DataFrame, whole: str) -> float | None:
    """Return the installs of the last 24 hours; None when nothing is known."""
    rows = known(rows, whole)
    if rows.empty:
        return None
    return float((rows["installed_count"] - rows["day_ago_count"]).sum())


def known(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Return the rows of which both the count and the denominator are known."""
    return rows.dropna(subset=["installed_count", whole])


def whole_count(counted: Guarded, whole: str, district_id: str | None) -> float:
    """Return the denominator of a place, of the units of which the count is known too."""
    return float(known(of_district(counted.rows, district_id), whole)[whole].sum())


def _together(
    rows: pd.DataFrame, by: list[str], *, whole: str, target: Target, data_day: date
) -> pd.DataFrame:
    counts = ["installed_count", whole, "day_ago_count", "week_ago_count"]
    sums = known(rows, whole).groupby(by, as_index=False)[counts].sum(min_count=1)
    return measured(sums, whole=whole, target=target, data_day=data_day)


def _floats(rows: pd.DataFrame, values: list[float | None]) -> pd.Series:
    return pd.Series(values, rows.index, dtype="float64")
