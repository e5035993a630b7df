"""Vaccination by age and priority group, vaccine and certificate."""

from datetime import datetime
from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.access import Viewer
from dashboard.figures import guarded as guarded_figures
from dashboard.figures import vaccination as steps
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import once
from dashboard.figures.units import of_district
from dashboard.figures.vaccination import STEPS
from dashboard.indicators import targets, vaccination
from dashboard.indicators.disclosure import Plan, hide

PARTS: Final = ("age", "sex", "priority", "vaccine")
_COLUMNS: Final = {"age": "lowest_age", "sex": "sex", "priority": "priority_group"}
PRIORITIES: Final = (
    "health_worker",
    "epidemic_control",
    "army_police",
    "essential_service",
    "teacher",
    "official",
    "elderly_65",
    "chronic_disease",
    "factory_worker",
    "other_adult",
)
"""Those with a name in both languages, in their order; another is shown as it is written."""
_COUNTS: Final = tuple(f"{step}_count" for step in STEPS)
GROUPS: Final = ("group_name",)
VACCINES: Final = ("vaccine",)

GROUPS_PLAN: Final = Plan(
    counts=("resident_count", *_COUNTS),
    differences={
        "waiting_count": ("dose1_count", "dose2_count"),
        "without_dose_count": ("resident_count", "dose1_count"),
    },
    totals=((), DISTRICTS, GROUPS),
    derived={f"{step}_share": (f"{step}_count", "resident_count") for step in STEPS},
)
"""What is printed of the districts' groups of residents."""

VACCINES_PLAN: Final = Plan(
    counts=("dose_count", "dose1_count"),
    differences={"dose2_count": ("dose_count", "dose1_count")},
    totals=((), DISTRICTS, VACCINES),
    derived={"dose_share": ("dose_count",)},
)
"""What is printed of the districts' doses; each is one person's."""

CERTIFICATES_PLAN: Final = Plan(
    counts=("certificate_count", "looked_up_count", "dose1_count"),
    differences={
        "unseen_count": ("certificate_count", "looked_up_count"),
        "without_count": ("dose1_count", "certificate_count"),
    },
    totals=((), DISTRICTS),
    derived={"share": ("certificate_count", "looked_up_count")},
)
"""What is printed of the districts' certificates."""


@once
def groups(viewer: Viewer, data_time: datetime, whom: str) -> pd.DataFrame:
    """Return one row per commune and group of residents: adults, or people of every age."""
    rows = data.vaccination.coverage_groups(viewer.scope, data_time, vaccination.LOWEST_AGES)
    lowest = targets.ADULT_AGE if whom == "adults" else vaccination.LOWEST_AGES[0]
    return rows[rows["lowest_age"] >= lowest]


@once
def guard(viewer: Viewer, data_time: datetime, whom: str, where: str) -> Guarded:
    """Return `vaccination.guard` of all communes, where the elderly are printed too."""
    return steps.guard(viewer, data_time, whom, where, groups(viewer, data_time, whom))


def by_part(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return one named row per age group, sex or priority group, with a share per step."""
    sums = rows.groupby(_COLUMNS[part], dropna=False)[["resident_count", *_COUNTS]].sum()
    whole = sums["resident_count"].astype("float64")
    shares = {
        f"{step}_share": sums[f"{step}_count"].astype("float64") / whole.where(whole > 0)
        for step in STEPS
    }
    order = _order(sums, part)
    names = [_name(part, key) for key in sums.index]
    return sums.assign(group_name=names, **shares).iloc[order].reset_index(drop=True)


@once
def seen_by_part(
    viewer: Viewer, data_time: datetime, whom: str, part: str, district_id: str | None
) -> pd.DataFrame:
    """Return the groups of a district as the viewer may see them: districts and groups add up."""
    all_rows = groups(viewer, data_time, whom)
    keyed = all_rows.assign(group_name=[_name(part, key) for key in all_rows[_COLUMNS[part]]])
    by = ["district_id", "group_name"]
    cells = keyed.groupby(by, as_index=False)[["resident_count", *_COUNTS]].sum()
    guarded = guarded_figures.guard(viewer, cells, GROUPS_PLAN)
    table = by_part(of_district(all_rows, district_id), part)
    if district_id is None:
        return guarded.shown_totals(table, GROUPS)
    own = guarded.withheld.rows.set_axis(pd.MultiIndex.from_frame(cells[by]), axis="index")
    return hide(table, own.loc[[(district_id, name) for name in table["group_name"]]])


def seen_by_vaccine(viewer: Viewer, doses: pd.DataFrame, district_id: str | None) -> pd.DataFrame:
    """Return the doses of a district by vaccine, as the viewer may see them."""
    by = ["district_id", "vaccine"]
    counts = ["dose1_count", "dose2_count"]
    cells = _with_shares(doses.groupby(by, as_index=False)[counts].sum())
    guarded = guarded_figures.guard(viewer, cells, VACCINES_PLAN)
    if district_id is None:
        sums = doses.groupby("vaccine", as_index=False)[counts].sum()
        return guarded.shown_totals(_with_shares(sums), VACCINES)
    own = of_district(cells, district_id)
    return hide(_with_shares(own), guarded.withheld.rows.loc[own.index])


def _with_shares(sums: pd.DataFrame) -> pd.DataFrame:
    doses = sums["dose1_count"] + sums["dose2_count"]
    return sums.assign(dose_count=doses, dose_share=doses.astype("float64") / float(doses.sum()))


def _order(sums: pd.DataFrame, part: str) -> list[int]:
    """Return the rows' order: ages rise, priority groups as listed, what has no name last."""
    if part != "priority":
        return list(range(len(sums)))
    ranks = {code: rank for rank, code in enumerate(PRIORITIES)}
    keys = [(pd.isna(code), ranks.get(code, len(ranks)), str(code)) for code in sums.index]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _name(part: str, key: str | int | None) -> str:
    if pd.isna(key):
        return words.say("coverage.no_group")
    if part == "age":
        return _age_name(int(key))
    if part == "sex":
        return words.say(f"sex.{key}")
    return words.say(f"priority.{key}") if key in PRIORITIES else str(key)


def _age_name(lowest: int) -> str:
    above = [age for age in vaccination.LOWEST_AGES if age > lowest]
    if not above:
        return words.say("coverage.age_and_over", age=lowest)
    return words.say("coverage.ages", lowest=lowest, highest=above[0] - 1)
