"""Vaccination by age and priority group, vaccine and certificate."""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import guarded
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import once
from dashboard.figures.vaccination import STEPS, Coverage, groups
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import vaccination
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
def seen_by_part(coverage: Coverage, part: str) -> pd.DataFrame:
    """Return the groups of a district as the viewer may see them: districts and groups add up."""
    all_rows, here = coverage.groups, coverage.here
    keyed = all_rows.assign(group_name=[_name(part, key) for key in all_rows[_COLUMNS[part]]])
    by = ["district_id", "group_name"]
    cells = keyed.groupby(by, as_index=False)[["resident_count", *_COUNTS]].sum()
    counted = guarded.guard(here.viewer, cells, GROUPS_PLAN)
    table = by_part(here.of_district(all_rows), part)
    if here.district_id is None:
        return counted.shown_totals(table, GROUPS)
    own = counted.withheld.rows.set_axis(pd.MultiIndex.from_frame(cells[by]), axis="index")
    return hide(table, own.loc[[(here.district_id, name) for name in table["group_name"]]])


@once
def seen_by_vaccine(here: Viewpoint, where: str) -> pd.DataFrame:
    """Return the doses of a district by vaccine, as the viewer may see them; most given first."""
    doses = data.vaccination.commune_doses(here.scope, here.data_time, by_home=where == "lived")
    by = ["district_id", "vaccine"]
    counts = ["dose1_count", "dose2_count"]
    cells = _with_shares(doses.groupby(by, as_index=False)[counts].sum())
    counted = guarded.guard(here.viewer, cells, VACCINES_PLAN)
    if here.district_id is None:
        sums = doses.groupby("vaccine", as_index=False)[counts].sum()
        shown = counted.shown_totals(_with_shares(sums), VACCINES)
    else:
        own = here.of_district(cells)
        shown = hide(_with_shares(own), counted.withheld.rows.loc[own.index])
    return shown.sort_values("dose_count", ascending=False)


@once
def certificates(here: Viewpoint) -> Guarded:
    """Return one row per district: certificates issued, looked up, and people with a dose.

    Everyone's, of whatever age, who has a recorded dose: as on the page of every platform.
    """
    counts = [*CERTIFICATES_PLAN.counts]
    sums = groups(here, "everyone").groupby("district_id", as_index=False)[counts].sum()
    return guarded.guard(here.viewer, sums, CERTIFICATES_PLAN)


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
