"""Electronic health declarations: who declares, what they tell, and whom of them nobody follows."""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import guarded, units
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import unusual, yields
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.follow_up import STILL_A_CASE

COUNTS: Final = ("person_count", "symptom_count", "contact_count", "travel_count")

SYMPTOMS: Final = (
    *("fever", "cough", "sore_throat", "fatigue", "breathlessness"),
    "loss_of_taste",
)
"""Symptoms that the screen has words for; others are written as they come."""

PLAN: Final = Plan(
    counts=("resident_count", *COUNTS),
    differences={"silent_count": ("resident_count", "person_count")},
    totals=((), DISTRICTS),
    derived={"share": ("person_count", "resident_count")},
)
"""What is printed of the communes' people: what one of few declared is that person's."""

DAYS_PLAN: Final = Plan(counts=COUNTS, derived={"limit": ("symptom_count",)})

CLUSTER: Final = (
    *("unit_name", "district_name", "commune_count", "since"),
    *("symptom_count", "expected_count", "chance"),
)
"""What is told of a cluster."""

_SHOWN_DAYS: Final = 14


@of_all
def communes(here: Viewpoint) -> Guarded:
    """Count by commune of all districts who declared within 7 days, and what."""
    rows = data.platforms.declared_communes(here.scope, here.data_time)
    every = units.own_communes(here.viewer).merge(rows.drop(columns="district_id"), on="commune_id")
    return guarded.guard(here.viewer, _with_share(every), PLAN)


@once
def total(here: Viewpoint) -> pd.Series:
    """Return the sums of what is looked at, with their share."""
    sums = here.of_district(communes(here).rows)[["resident_count", *COUNTS]].sum()
    return _with_share(sums.to_frame().T).iloc[0]


@once
def days(here: Viewpoint) -> pd.DataFrame:
    """Return one row per day of the last 14, the last first, as the viewer may see it.

    With the most that would be usual (`limit`), and a word where there were more (`signal`).
    """
    shown = guarded.of_district(here, DAYS_PLAN, _days, key="group_name").shown()
    more = words.say("declared.signal_more")
    return shown.assign(
        unit_name=[words.day(day) for day in shown["group_name"]],
        signal=[more if is_more else "" for is_more in shown["symptom_count"] > shown["limit"]],
    ).sort_values("group_name", ascending=False)


@once
def false_alarms(here: Viewpoint) -> float | None:
    """Return in what share of quiet weeks a day would be called unusual."""
    rows = _every_day(here)
    exposed, counts = (rows[name].to_numpy("float64") for name in ("person_count", "symptom_count"))
    return unusual.false_alarm_share(exposed, counts)


@once
def clusters(here: Viewpoint) -> pd.DataFrame:
    """Return one row per cluster of symptoms that ends today, the least likely first.

    `unit_name` (its centre), `district_name`, `commune_count`, `since`, `symptom_count`,
    `expected_count`, `chance`; `centre_id`, and the `commune_ids` of all of it. Nobody knows how
    few people stand behind one, so it is for who may see people.
    """
    every = here.of_district(data.units.communes(here.scope))
    own = every.reset_index(drop=True)
    rows = here.of_district(data.platforms.declared_days(here.scope, here.data_time))
    week = pd.date_range(end=pd.Timestamp(here.data_day), periods=unusual.WINDOW_DAYS)
    exposed, counts = (
        rows.pivot_table(index="commune_id", columns="on_date", values=name, aggfunc="sum")
        .reindex(index=own["commune_id"], columns=week)
        .fillna(0)
        .to_numpy("float64")
        for name in ("person_count", "symptom_count")
    )
    found = unusual.clusters(own, exposed, counts, seed=here.data_day.toordinal())
    named = units.named(own)
    return pd.DataFrame(
        [
            {
                "unit_name": named["unit_name"][one.centre],
                "district_name": named["district_name"][one.centre],
                "commune_count": float(len(one.members)),
                "since": words.day(week[-one.days].date()),
                "symptom_count": one.count,
                "expected_count": one.expected,
                "chance": one.chance,
                "centre_id": named["commune_id"][one.centre],
                "commune_ids": named["commune_id"][list(one.members)].tolist(),
            }
            for one in found
        ],
        columns=[*CLUSTER, "centre_id", "commune_ids"],
    )


def unlisted(here: Viewpoint) -> pd.DataFrame:
    """Return who declared a contact or a symptom and is on no list; never kept, each is a person.

    One row per person, who told of a contact and symptoms first, then of a contact, then the
    latest: `person_id`, `commune_id`, `unit_name`, `declared_at`, `symptoms`, `has_contact`,
    `has_travelled`. On a list is whoever was isolated, followed up or a case when they declared,
    or until two weeks before.
    """
    rows = here.of_district(data.platforms.declared_risks(here.scope, here.data_time))
    rows = rows.reset_index(drop=True)
    rows = rows[~_is_listed(here, rows)].drop(columns="district_id")
    named = rows.merge(units.own_communes(here.viewer), on="commune_id")
    both = named["has_contact"].astype("int64") * 2 + (named["symptoms"] != "").astype("int64")
    order = named.assign(both=both).sort_values(["both", "declared_at"], ascending=False)
    return order.drop(columns="both").reset_index(drop=True)


def _days(there: Viewpoint) -> pd.DataFrame:
    """Count the days to show, and set the most that each may count beside it."""
    rows = _every_day(there)
    exposed, counts = (rows[name].to_numpy("float64") for name in ("person_count", "symptom_count"))
    judged = rows.assign(limit=unusual.limits(exposed, counts)).tail(_SHOWN_DAYS)
    return judged[judged["person_count"] > 0].rename_axis("group_name").reset_index()


def _every_day(there: Viewpoint) -> pd.DataFrame:
    """Return one row per day since the first with a declaration, in order, also without any."""
    rows = there.of_district(data.platforms.declared_days(there.scope, there.data_time))
    sums = rows.groupby("on_date")[[*COUNTS]].sum().astype("float64")
    if sums.empty:
        return sums
    every = pd.date_range(sums.index.min(), pd.Timestamp(there.data_day))
    return sums.reindex(every, fill_value=0.0)


def _is_listed(here: Viewpoint, rows: pd.DataFrame) -> "pd.Series[bool]":
    lists = yields.lists(
        data.tracing.isolations(here.load),
        data.follow_up.follow_ups_ever(here.scope, here.data_time),
    )
    known = pd.concat([lists, _confirmed(here)])[["person_id", "released_at"]]
    asked = rows[["person_id", "declared_at"]].assign(row=rows.index)
    held = asked.merge(known, on="person_id")
    is_over = held["released_at"] < held["declared_at"] - yields.AFTER_RELEASE
    return pd.Series(rows.index.isin(held.loc[~is_over, "row"]), rows.index)


def _confirmed(here: Viewpoint) -> pd.DataFrame:
    """Return the cases as a list that ends with what is one case still."""
    cases = data.tracing.cases(here.load)
    ends = cases["confirmed_at"] + STILL_A_CASE
    return pd.DataFrame({"person_id": cases["person_id"], "released_at": ends})


def _with_share(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows["resident_count"].astype("float64")
    share = rows["person_count"].astype("float64") / whole.where(whole > 0)
    return rows.astype(dict.fromkeys(COUNTS, "float64")).assign(share=share)
