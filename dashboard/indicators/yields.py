"""Did tracing know the new cases before they were reported, and how many people did it list? Pure.

What it means to be on a list is defined here alone: the alerts, and every figure on it, ask
`of_cases`.

References
----------
Báo Hải Dương (English edition), 23/2/2021: 617 cases, 15,175 F1 traced, 24.6 a case. VietNamNet's
running report from 17/2/2021: of the 54 new cases of 18-21/2, 48 were known F1.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

import pandas as pd

from dashboard.indicators.follow_up import QUARANTINE, STILL_A_CASE

DAYS: Final = 14
"""New cases are those confirmed in so many Vietnamese days, with today: as on the overview."""

WEEKS: Final = 12
"""So many weeks are told apart, this one among them."""

AFTER_RELEASE: Final = QUARANTINE
"""Who is reported longer after a release than this was not found by that list: the longest time
from an infection to the disease is the length of a quarantine."""

ONE_LISTING: Final = 2 * QUARANTINE
"""Who is listed again within this is listed once: for another case, or isolated after being
called."""


class Found(StrEnum):
    """On which list a case was when it was reported; of several, the first of these."""

    QUARANTINED = "quarantined"
    """Isolated as an F1."""
    LISTED = "listed"
    """On the call list."""
    F2 = "f2"
    OTHER = "other"
    """Isolated for another reason, such as an arrival."""
    OUTSIDE = "outside"
    """On none."""


AS_F1: Final = (Found.QUARANTINED, Found.LISTED)
"""Lists of close contacts: what the province counted in February."""

_OF_REASON: Final = {"f1": Found.QUARANTINED, "f2": Found.F2}


@dataclass(frozen=True, slots=True)
class February:
    """What the province reported in February 2021, to be measured against."""

    case_count: int = 54
    known_count: int = 48
    traced_case_count: int = 617
    f1_count: int = 15_175

    @property
    def share(self) -> float:
        """Of the new cases of 18 to 21 February, who were known F1."""
        return self.known_count / self.case_count

    @property
    def per_case(self) -> float:
        """F1 traced for each case up to 22 February."""
        return self.f1_count / self.traced_case_count


FEBRUARY: Final = February()


def of_cases(cases: pd.DataFrame, isolations: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Tell on which list each case was when it was reported, and since when.

    A list counts from its very start to `AFTER_RELEASE` after its end. A person confirmed again
    within `STILL_A_CASE` is the same case: the first row counts.

    Parameters
    ----------
    cases
        One row per case: `case_id`, `person_id`, `confirmed_at`, `reported_at`.
    isolations
        Other than as a case, one row each: `person_id`, `reason`, `isolated_at`, `released_at`
        (missing: not yet).
    listed
        One row per listing for follow-up: `person_id`, `listed_at`, `released_at`.

    Returns
    -------
    pandas.DataFrame
        The rows of `cases` that are cases of their own, with `found` (one of `Found`) and
        `known_at`, the earliest that such a list began; unknown of who was on none.
    """
    own = cases[~_follows(cases, "confirmed_at", "case_id", within=STILL_A_CASE)]
    since = lists(isolations, listed).rename(columns={"on_list_at": "known_at"})
    asked = own[["person_id", "reported_at"]].assign(row=own.index)
    held = asked.merge(since, on="person_id")
    is_over = held["released_at"] < held["reported_at"] - AFTER_RELEASE
    held = held[(held["known_at"] <= held["reported_at"]) & ~is_over]
    ranks = {found: rank for rank, found in enumerate(Found)}
    first = held.assign(rank=held["found"].map(ranks)).sort_values("rank", kind="stable")
    found = first.groupby("row")["found"].first().reindex(own.index)
    return own.assign(
        found=found.fillna(Found.OUTSIDE).astype("str"),
        known_at=held.groupby("row")["known_at"].min().reindex(own.index),
    )


def listings(isolations: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person and time of being put on a list of close contacts.

    Returns
    -------
    pandas.DataFrame
        `person_id` and `on_list_at`; who is listed again within `ONE_LISTING` is listed once.
    """
    rows = lists(isolations, listed)
    rows = rows[rows["found"].isin(AS_F1)].reset_index(drop=True)
    is_same = _follows(rows, "on_list_at", within=ONE_LISTING)
    return rows.loc[~is_same, ["person_id", "on_list_at"]].reset_index(drop=True)


def lists(isolations: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return every time of somebody on a list.

    Returns
    -------
    pandas.DataFrame
        `person_id`, `on_list_at`, `released_at` (missing: not yet), `found`.
    """
    isolated = pd.DataFrame(
        {
            "person_id": isolations["person_id"],
            "on_list_at": isolations["isolated_at"],
            "released_at": isolations["released_at"],
            "found": isolations["reason"].map(_OF_REASON).fillna(Found.OTHER).astype("str"),
        }
    )
    called = pd.DataFrame(
        {
            "person_id": listed["person_id"],
            "on_list_at": listed["listed_at"],
            "released_at": listed["released_at"],
            "found": str(Found.LISTED),
        }
    )
    rows = pd.concat([isolated, called], ignore_index=True)
    return rows.astype({"person_id": "int64"})


def measured(cases: pd.DataFrame, people: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count new cases and listed people, per group.

    Parameters
    ----------
    cases
        As `of_cases` returns them; where `found` is unknown, so is how many were known.
    people
        One row per person listed.
    by
        Column of both to group by; None takes all together.

    Returns
    -------
    pandas.DataFrame
        One row per group, by `group`, in its order: `new_case_count`, `on_list_count` of them,
        `on_f1_list_count` of these, `outside_count`, `share` of those on a list, `listed_count`,
        `per_case` (people listed for each new case; unknown without any) and `median_days` from
        being listed to being reported.
    """
    is_unknown = cases["found"].isna()
    told = pd.DataFrame(
        {
            "group": "" if by is None else cases[by],
            "case": 1,
            "is_on_list": cases["found"].ne(Found.OUTSIDE).astype("float64").mask(is_unknown),
            "is_on_f1_list": cases["found"].isin(AS_F1).astype("float64").mask(is_unknown),
            "days": _days_known(cases),
        },
        index=cases.index,
    )
    groups = told.groupby("group", sort=True, dropna=False)
    table = pd.DataFrame(
        {
            "new_case_count": groups["case"].sum(),
            "on_list_count": groups["is_on_list"].sum(min_count=1),
            "on_f1_list_count": groups["is_on_f1_list"].sum(min_count=1),
            "median_days": groups["days"].median(),
        }
    )
    listed = people.assign(group="" if by is None else people[by])
    listed_count = listed.groupby("group", dropna=False).size()
    index = table.index.union(listed_count.index) if by is not None else pd.Index([""])
    table = table.reindex(index.set_names("group"))
    table["listed_count"] = listed_count.reindex(index).fillna(0).to_numpy()
    case_count = table["new_case_count"].fillna(0)
    table["new_case_count"] = case_count
    for name in ("on_list_count", "on_f1_list_count"):
        table[name] = table[name].mask(case_count == 0, 0)
    some = case_count.where(case_count > 0)
    return table.assign(
        outside_count=table["new_case_count"] - table["on_list_count"],
        share=table["on_list_count"] / some,
        per_case=table["listed_count"] / some,
    )


def is_named(cases: pd.DataFrame, interviews: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which cases another case had named by their own report.

    Parameters
    ----------
    interviews
        One row per contact named: `person_id`, `recorded_at`.
    """
    first = interviews.groupby("person_id")["recorded_at"].min()
    named_at = pd.to_datetime(first.reindex(cases["person_id"]), utc=True).set_axis(cases.index)
    return named_at <= cases["reported_at"]


def by_list(cases: pd.DataFrame) -> pd.DataFrame:
    """Count new cases by their list (`found`).

    Parameters
    ----------
    cases
        As `of_cases` returns them, with `is_named`.

    Returns
    -------
    pandas.DataFrame
        One row per list, also without cases: `new_case_count`, `named_count` of them, `median_days`
        from being listed to being reported.
    """
    groups = cases.assign(days=_days_known(cases)).groupby("found")
    table = groups.agg(
        new_case_count=("case_id", "size"),
        named_count=("is_named", "sum"),
        median_days=("days", "median"),
    )
    table = table.reindex(pd.Index([str(found) for found in Found], name="found"))
    return table.fillna({"new_case_count": 0, "named_count": 0})


def _days_known(cases: pd.DataFrame) -> "pd.Series[float]":
    """Return how many days before its report each case was on a list."""
    known: pd.Series[pd.Timedelta] = cases["reported_at"] - cases["known_at"]
    return known.dt.total_seconds().astype("float64") / timedelta(days=1).total_seconds()


def _follows(rows: pd.DataFrame, at: str, *then: str, within: timedelta) -> "pd.Series[bool]":
    """Tell which rows come so soon after another of the same person."""
    ordered = rows.sort_values([at, *then], kind="stable")
    gap = ordered.groupby("person_id")[at].diff()
    return (gap <= within).reindex(rows.index).astype("bool")
