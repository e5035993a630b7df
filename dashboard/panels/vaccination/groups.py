"""Coverage by age group, sex, priority group and vaccine."""

from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.access import Viewer
from dashboard.drawing import charts
from dashboard.figures.guarded import DISTRICTS, Guarded, seen
from dashboard.indicators import targets, vaccination
from dashboard.indicators.disclosure import Plan, hide
from dashboard.panels.adoption.tiles import of_district
from dashboard.panels.shared import definitions, filters, frame, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.vaccination import steps
from dashboard.panels.vaccination.steps import STEPS, step_columns

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


@frame.once
def groups(viewer: Viewer, data_time: datetime, base: str) -> pd.DataFrame:
    """Return one row per commune and group of residents: adults, or people of every age."""
    rows = data.vaccination.coverage_groups(viewer.scope, data_time, vaccination.LOWEST_AGES)
    lowest = targets.ADULT_AGE if base == "adults" else vaccination.LOWEST_AGES[0]
    return rows[rows["lowest_age"] >= lowest]


@frame.once
def guard(viewer: Viewer, data_time: datetime, base: str, place: str) -> Guarded:
    """Return `coverage.guard` of all communes, where the elderly are printed too."""
    return steps.guard(viewer, data_time, base, place, groups(viewer, data_time, base))


@frame.once
def certificate_tile(
    viewer: Viewer, data_time: datetime, base: str, district_id: str | None
) -> tiles.Tile:
    """Return the tile of certificates: how many of those issued were looked up."""
    all_rows = groups(viewer, data_time, base)
    sums = all_rows.groupby("district_id", as_index=False)[[*CERTIFICATES_PLAN.counts]].sum()
    withheld = figures.guarded.guard(viewer, sums, CERTIFICATES_PLAN).withheld_total(district_id)
    rows = of_district(all_rows, district_id)
    issued, looked_up, doses = (
        rows[name].sum(min_count=1)
        for name in ("certificate_count", "looked_up_count", "dose1_count")
    )
    share = targets.share(looked_up, issued)
    return tiles.Tile(
        words.say("coverage.certificates"),
        words.percent(seen(share, "share", withheld)),
        (
            words.say(
                "coverage.looked_up",
                count=words.number(seen(looked_up, "looked_up_count", withheld)),
            ),
            words.say(
                "coverage.issued",
                count=words.number(seen(issued, "certificate_count", withheld)),
                doses=words.number(seen(doses, "dose1_count", withheld)),
            ),
        ),
        share=None if "share" in withheld else share,
        define="coverage.certificates",
        warning=words.say("coverage.certificates_contradict")
        if targets.is_above(issued, doses)
        else "",
    )


@frame.part
def show(
    viewer: Viewer, data_time: datetime, base: str, place: str, district_id: str | None
) -> None:
    """Draw coverage by the chosen part of the people, or the doses of each vaccine."""
    part = filters.one_of("by", PARTS, label=words.say("coverage.by"), prefix="coverage.by")
    if part == "vaccine":
        doses = data.vaccination.commune_doses(viewer.scope, data_time, by_home=place == "lived")
        _show_vaccines(viewer, doses, district_id, place)
    else:
        _show_people(viewer, data_time, base, part, district_id)


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


def _show_people(
    viewer: Viewer, data_time: datetime, base: str, part: str, district_id: str | None
) -> None:
    table, columns = (
        _seen_by_part(viewer, data_time, base, part, district_id),
        _people_columns(part),
    )
    if table.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _draw_people(viewer, table, part)
    with right:
        tables.show(table, columns, key=f"coverage_groups_{part}")
        definitions.show(columns, key="coverage_groups")
        tables.download(table, columns, name="coverage_groups")
    st.caption(words.say("coverage.groups_note"))


@frame.once
def _draw_people(viewer: Viewer, table: pd.DataFrame, part: str) -> None:
    del viewer  # whose rights and language the chart has
    series = {f"{step}_share": words.say(f"coverage.{step}") for step in ("dose1", "dose2")}
    figure = charts.base.share_bars(table, label="group_name", series=series)
    charts.base.show(figure, key=f"coverage_by_{part}", alt=words.say("coverage.view_groups"))


@frame.once
def _seen_by_part(
    viewer: Viewer, data_time: datetime, base: str, part: str, district_id: str | None
) -> pd.DataFrame:
    """Return the groups of a place as the viewer may see them: districts and groups add up."""
    all_rows = groups(viewer, data_time, base)
    keyed = all_rows.assign(group_name=[_name(part, key) for key in all_rows[_COLUMNS[part]]])
    by = ["district_id", "group_name"]
    cells = keyed.groupby(by, as_index=False)[["resident_count", *_COUNTS]].sum()
    guarded = figures.guarded.guard(viewer, cells, GROUPS_PLAN)
    table = by_part(of_district(all_rows, district_id), part)
    if district_id is None:
        return guarded.shown_totals(table, GROUPS)
    own = guarded.withheld.rows.set_axis(pd.MultiIndex.from_frame(cells[by]), axis="index")
    return hide(table, own.loc[[(district_id, name) for name in table["group_name"]]])


def _show_vaccines(
    viewer: Viewer, doses: pd.DataFrame, district_id: str | None, place: str
) -> None:
    rows = of_district(doses, district_id)
    if rows.empty:
        frame.empty(words.say("coverage.no_doses"), words.say("coverage.no_doses_hint"))
        return
    table, say = _seen_by_vaccine(viewer, doses, district_id), words.say
    columns = [
        Column("vaccine", say("coverage.vaccine"), define="coverage.vaccine", is_pinned=True),
        Column(
            "dose1_count", say("coverage.dose1_short"), "number", define="coverage.vaccine_dose1"
        ),
        Column(
            "dose2_count", say("coverage.dose2_short"), "number", define="coverage.vaccine_dose2"
        ),
        Column("dose_count", say("coverage.doses"), "number", define="coverage.doses"),
        Column("dose_share", say("coverage.of_doses"), "share", define="coverage.of_doses"),
    ]
    ranked = table.sort_values("dose_count", ascending=False)
    tables.show(ranked, columns, key="coverage_vaccines")
    definitions.show(columns, key="coverage_vaccines")
    tables.download(ranked, columns, name="coverage_vaccines")
    st.caption(words.say(f"coverage.where_{place}"))


def _seen_by_vaccine(viewer: Viewer, doses: pd.DataFrame, district_id: str | None) -> pd.DataFrame:
    """Return the doses of a place by vaccine, as the viewer may see them."""
    by = ["district_id", "vaccine"]
    counts = ["dose1_count", "dose2_count"]
    cells = _with_shares(doses.groupby(by, as_index=False)[counts].sum())
    guarded = figures.guarded.guard(viewer, cells, VACCINES_PLAN)
    if district_id is None:
        sums = doses.groupby("vaccine", as_index=False)[counts].sum()
        return guarded.shown_totals(_with_shares(sums), VACCINES)
    own = of_district(cells, district_id)
    return hide(_with_shares(own), guarded.withheld.rows.loc[own.index])


def _with_shares(sums: pd.DataFrame) -> pd.DataFrame:
    doses = sums["dose1_count"] + sums["dose2_count"]
    return sums.assign(dose_count=doses, dose_share=doses.astype("float64") / float(doses.sum()))


def _people_columns(part: str) -> list[Column]:
    heading = words.say(f"coverage.by.{part}")
    return [
        Column("group_name", heading, define="coverage.group", is_pinned=True),
        *step_columns("resident_count"),
    ]


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
