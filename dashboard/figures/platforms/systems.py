"""The two test systems beside each other: what both say alike, what not, and who settles it."""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import guarded, units
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.disclosure import Plan

OF_RESULTS: Final = (
    *("person", "code_twice", "result", "time"),
    *("no_result", "other_code", "province_only"),
)
"""How a result of the province's software may differ from the national platform's records."""

OF_RECORDS: Final = ("national_only", "repeated")
"""How a record of the national platform may stand there without its own result."""

KINDS: Final = (*OF_RESULTS, *OF_RECORDS)

NOBODY: Final = "nobody"
"""A record under an unknown code of nobody known: to be settled, and counted in no commune."""

SURE: Final = ("person", "code_twice", "result", "time", "no_result")
"""Kinds in which the code itself pairs the two; the others rest on the rule without codes."""

COUNTS: Final = ("due_count", "match_count")

PLAN: Final = Plan(
    counts=COUNTS,
    differences={"differing_count": ("due_count", "match_count")},
    totals=((), DISTRICTS),
    derived={"match_share": ("match_count", "due_count")},
)
"""What is printed of results by commune and by day."""

DAYS_PLAN: Final = Plan(
    counts=PLAN.counts, differences=PLAN.differences, totals=(), derived=PLAN.derived
)

KINDS_PLAN: Final = Plan(
    counts=("finding_count", "positive_count"),
    differences={"other_count": ("finding_count", "positive_count")},
)
"""What is printed by kind. The kinds of results add up to `differing_count`, which is printed."""

_OPEN: Final = "open"


@of_all
def communes(here: Viewpoint) -> Guarded:
    """Count by commune of all districts the results that were due, and that match."""
    counted = _counted(_rows(here), ["commune_id"])
    every = units.own_communes(here.viewer).merge(counted, on="commune_id", how="left")
    return guarded.guard(here.viewer, _with_share(every), PLAN)


@once
def total(here: Viewpoint) -> pd.Series:
    """Return the sums of what is looked at, with their share."""
    sums = here.of_district(communes(here).rows)[[*COUNTS]].sum()
    return _with_share(sums.to_frame().T).iloc[0]


@once
def days(here: Viewpoint) -> pd.DataFrame:
    """Return one row per day of the last 28 with results due, as the viewer may see it."""

    def rows_of(there: Viewpoint) -> pd.DataFrame:
        counted = _counted(there.of_district(_rows(there)), ["on_date"])
        return _with_share(counted[counted["due_count"] > 0]).rename(
            columns={"on_date": "group_name"}
        )

    shown = guarded.of_district(here, DAYS_PLAN, rows_of, key="group_name").shown()
    named = shown.assign(unit_name=[words.day(day) for day in shown["group_name"]])
    return named.sort_values("group_name").reset_index(drop=True)


@once
def kinds(here: Viewpoint) -> pd.DataFrame:
    """Return one row per kind of difference, as the viewer may see it: findings, positive ones."""
    among = (OF_RESULTS, OF_RECORDS)
    shown = pd.concat([_of_kinds(here, kinds).shown() for kinds in among], ignore_index=True)
    names = [str(name) for name in shown["group_name"]]
    return shown.assign(
        unit_name=[words.say(f"systems.kind.{name}") for name in names],
        advice=[words.say(f"systems.advice.{name}") for name in names],
    )


@once
def confidence(here: Viewpoint) -> tuple[float | None, int]:
    """Return in what share of pairs the rule without codes is right, and of how many."""
    tried = data.platforms.pairing_tried(here.scope, here.data_time)
    count = int(tried["tried_count"])
    return (int(tried["right_count"]) / count if count else None), count


def work(here: Viewpoint) -> pd.DataFrame:
    """Return what there is to settle, positive results first; never kept, each is a person's.

    One row per code and kind: what each system says, `state` (open, taken, settled), `event_id`,
    `reason`, `recorded_by`, `recorded_at` of the last line in the ledger.
    """
    rows = data.platforms.system_differences(here.scope, here.data_time)
    own = here.of_district(rows).drop_duplicates(["sample_code", "kind"])
    known = data.ledger.differences_worked_on(here.scope)
    joined = own.merge(known, on=["sample_code", "kind"], how="left")
    state = joined["state"].where(joined["state"] != "returned").fillna(_OPEN)
    names = units.own_communes(here.viewer)[["commune_id", "unit_name", "district_name"]]
    return joined.assign(state=state).merge(names, on="commune_id", how="left")


def _rows(there: Viewpoint) -> pd.DataFrame:
    rows = data.platforms.system_days(there.scope, there.data_time)
    return rows.astype({"row_count": "float64", "positive_count": "float64"})


def _of_kinds(here: Viewpoint, among: tuple[str, ...]) -> Guarded:
    """Count the findings of some kinds, those without any as 0."""

    def rows_of(there: Viewpoint) -> pd.DataFrame:
        rows = there.of_district(_rows(there))
        sums = rows.groupby("kind")[["row_count", "positive_count"]].sum()
        each = sums.reindex(pd.Index(among, name="group_name"), fill_value=0.0)
        return each.rename(columns={"row_count": "finding_count"}).reset_index()

    return guarded.of_district(here, KINDS_PLAN, rows_of, key="group_name")


def _counted(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count results that were due, and that match; what waits is not due, a record no result."""
    due = rows["row_count"].where(rows["kind"].isin(("match", *OF_RESULTS)), 0.0)
    match = rows["row_count"].where(rows["kind"] == "match", 0.0)
    counted = rows.assign(due_count=due, match_count=match)
    return counted.groupby(by, as_index=False)[[*COUNTS]].sum()


def _with_share(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows.fillna(dict.fromkeys(COUNTS, 0.0))
    whole = known["due_count"]
    return known.assign(
        differing_count=whole - known["match_count"],
        match_share=known["match_count"] / whole.where(whole > 0),
    )
