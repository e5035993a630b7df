"""Samples and results of two weeks: how many, how fast, told how, and what waits still."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from dashboard import alphabet, data, words
from dashboard.data.kept import Asked
from dashboard.figures import guarded, units
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.indicators.disclosure import Plan

GROUPS: Final = ("commune", "district", "laboratory", "method", "reason")
"""What a viewer may compare."""

MEASURES: Final = ("within", "told_within", "positive")
"""What the map may show."""

COUNTS: Final = (
    *("taken_count", "result_count", "positive_count", "within_count"),
    *("due_count", "told_within_count"),
)
HOURS: Final = ("median_hours", "p90_hours", "told_median_hours", "told_p90_hours")

RESULTS_PLAN: Final = Plan(
    counts=("taken_count", "result_count", "positive_count", "within_count"),
    differences={
        "negative_count": ("result_count", "positive_count"),
        "slow_count": ("result_count", "within_count"),
    },
    derived={
        "positive_share": ("positive_count", "result_count"),
        "within_share": ("within_count", "result_count"),
        "median_hours": ("result_count",),
        "p90_hours": ("result_count",),
    },
)
TOLD_PLAN: Final = Plan(
    counts=("due_count", "told_within_count"),
    differences={"told_late_count": ("due_count", "told_within_count")},
    derived=dict.fromkeys(
        ("told_within_share", "told_median_hours", "told_p90_hours"),
        ("due_count", "told_within_count"),
    ),
)
"""What is printed of samples: of few, how long one took is its person's. Of who was told, shares
and hours are printed without their counts, so that one plan does for results and one for who was
told of them; as one, they took ten times as long."""

AGES: Final = ("day1", "day2", "day3", "days14", "lost")
"""How long a sample has waited: up to 24, 48 and 72 hours, 14 days, and longer."""

BACKLOG_PLAN: Final = Plan(
    counts=("day1_count", "late_count", "day2_count", "day3_count", "lost_count"),
    differences={
        "older_count": ("late_count", "day2_count"),
        "days14_count": ("older_count", "day3_count"),
    },
    totals=((), DISTRICTS),
)
"""What is printed of samples that wait; `older_count` is over 48 hours and not lost."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Samples(Asked):
    """Samples and results as their page shows them."""

    here: Viewpoint
    communes: Guarded
    """One row per commune of all districts, and what of it the viewer may not see."""
    backlog: Guarded
    """The same of samples that wait."""
    total: pd.Series
    """Counts, shares and hours of the district looked at, or of all together."""

    @property
    def question(self) -> Hashable:
        """Where it is looked from decides all the rest."""
        return self.here

    @property
    def withheld(self) -> frozenset[str]:
        """What of the total the viewer may not see."""
        return self.communes.withheld_total(self.here.district_id)


@once
def load(here: Viewpoint) -> Samples:
    """Gather what the page shows of every commune."""
    totals = _of(here, _rows(here, "all"))
    nothing = pd.Series(dict.fromkeys(COUNTS, 0.0))
    total = totals.iloc[0] if len(totals) else nothing
    return Samples(here=here, communes=communes(here), backlog=backlog(here), total=total)


@of_all
def communes(here: Viewpoint) -> Guarded:
    """Count and time the samples of each commune's residents."""
    rows = _rows(here, "commune").dropna(subset=["district_id"])
    rows = rows.rename(columns={"group_name": "commune_id"}).drop(columns="district_id")
    every = units.own_communes(here.viewer).merge(rows, on="commune_id", how="left")
    counted = every.fillna(dict.fromkeys(COUNTS, 0))
    results, told = (
        guarded.guard(here.viewer, counted, replace(plan, totals=((), DISTRICTS))).withheld
        for plan in (RESULTS_PLAN, TOLD_PLAN)
    )
    return Guarded(counted, disclosure.combined(results, told))


@of_all
def backlog(here: Viewpoint) -> Guarded:
    """Count the samples that wait for their result, by the commune of residence."""
    rows = data.platforms.sample_backlog(here.scope, here.data_time).drop(columns="district_id")
    every = units.own_communes(here.viewer).merge(rows, on="commune_id")
    return guarded.guard(here.viewer, every, BACKLOG_PLAN)


@once
def districts(here: Viewpoint) -> pd.DataFrame:
    """Return one row per district looked at, as the viewer may see it."""
    rows = _rows(here, "all").dropna(subset=["district_id"]).drop(columns="group_name")
    names = here.own_districts()
    rows = rows[rows["district_id"].isin(names)]
    rows = rows.assign(unit_name=rows["district_id"].map(names)).reset_index(drop=True)
    shown = communes(here).shown_totals(rows, DISTRICTS)
    return here.of_district(shown).reset_index(drop=True)


@once
def groups(here: Viewpoint, by: str) -> pd.DataFrame:
    """Return one row per day, laboratory, method, reason or channel, as the viewer may see it.

    Days stand in their order, all else by name; what is not known comes last.
    """

    def rows_of(there: Viewpoint) -> pd.DataFrame:
        rows = _of(there, _rows(there, by))
        return rows.assign(group_name=rows["group_name"].fillna("unknown"))

    results, told = (
        guarded.of_district(here, plan, rows_of, key="group_name")
        for plan in (RESULTS_PLAN, TOLD_PLAN)
    )
    shown = disclosure.hide(results.shown(), told.withheld.rows)
    names = {name: _group_name(by, str(name)) for name in shown["group_name"]}
    order = sorted(names, key=lambda name: (name == "unknown", _order(by, names[name], name)))
    rows = shown.assign(unit_name=shown["group_name"].map(names))
    return rows.set_index("group_name").loc[order].reset_index()


def _order(by: str, called: str, name: str) -> object:
    return name if by == "day" else alphabet.order(called)


def _group_name(by: str, name: str) -> str:
    if name == "unknown":
        return words.say("samples.unknown_group")
    if by == "day":
        return words.day(pd.Timestamp(name).date())
    if by == "laboratory":
        return words.of_data(name)
    return words.say(f"samples.{by}.{name}")


def _rows(here: Viewpoint, by: str) -> pd.DataFrame:
    """Return the groups of every district and of all together, with their shares."""
    rows = data.platforms.sample_groups(here.scope, here.data_time, by)
    rows = rows.astype({"group_name": "object", "district_id": "object"})
    rows = rows.astype(dict.fromkeys((*COUNTS, *HOURS), "float64"))
    results, due = (rows[name].where(rows[name] > 0) for name in ("result_count", "due_count"))
    return rows.assign(
        positive_share=rows["positive_count"] / results,
        within_share=rows["within_count"] / results,
        told_within_share=rows["told_within_count"] / due,
    )


def _of(here: Viewpoint, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the district looked at, or those of all together."""
    of, district_id = rows["district_id"], here.district_id
    is_own = of.isna() if district_id is None else of == district_id
    return rows[is_own].drop(columns="district_id").reset_index(drop=True)
