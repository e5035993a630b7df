"""Each platform of the letters by district, as one viewer may see it."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import guarded
from dashboard.figures.guarded import DISTRICTS, NONE, Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure, targets
from dashboard.indicators.disclosure import Plan
from dashboard.indicators.targets import Target

NAMES: Final = tuple(data.platforms.QUESTIONS)
OF_PROVINCE: Final = frozenset({"portal_visits"})
"""Platforms whose figures have no district."""

TARGETS: Final[Mapping[str, Target]] = {
    "results_electronic": targets.RESULTS_RETURNED,
    "venues": targets.VENUES_ACTIVE,
    "equipment_installed": Target(1.0),
    "equipment_working": Target(1.0),
}
"""Whatever is required is the target of equipment; the letters set none for the others. That every
result goes back electronically is ordered; being told on paper is no part of it."""

SHOWN_WHOLE: Final = frozenset(
    {
        "venues",
        "equipment_installed",
        "equipment_working",
        "support_workers",
        "support_work",
        "campaigns",
        "readiness",
    }
)
"""Platforms that count nobody who was tested, vaccinated or asked: places, equipment, work done,
broadcasts, communes, and staff on duty, whose number is no secret. A sample is one person's; a
visit to the portal is nobody's, as its log knows no one."""

PLAN: Final = Plan(
    counts=("done_count", "whole_count"),
    changes=("day_more_count", "week_more_count"),
    differences={
        "rest_count": ("whole_count", "done_count"),
        "past_day_count": ("done_count", "day_more_count"),
        "past_week_count": ("done_count", "week_more_count"),
    },
    totals=((), DISTRICTS),
    derived={
        "share": ("done_count", "whole_count"),
        "day_change": ("done_count", "whole_count", "day_more_count"),
        "week_change": ("done_count", "whole_count", "week_more_count"),
    },
)
"""What is printed of the districts' people, here and on the overview."""

DECLARED_PLAN: Final = Plan(
    counts=("now", "yesterday", "week", "before"),
    derived={"now_change": ("now", "yesterday"), "week_change": ("week", "before")},
)
"""What is printed of the districts' declarations."""

PARTS: Final = ("done_count", "whole_count")
_AGES: Final = (0, 1, 7)
_WEEK_DAYS: Final = 7


@of_all
def by_district(here: Viewpoint, name: str) -> pd.DataFrame:
    """Return one row per district of the viewer: counts, share, target, distance and trend.

    The trend of a share is in points.
    A district without figures is unknown.
    """
    rows = data.platforms.platform(here.scope, here.data_time, name)
    own = here.own_districts()
    numbers = rows.astype(dict.fromkeys(PARTS, "float64"))
    ago = {
        age: numbers[numbers["days_ago"] == age].set_index("district_id").reindex(list(own))
        for age in _AGES
    }
    done, whole = ({age: ago[age][part] for age in _AGES} for part in PARTS)
    share = {age: shares(done[age], whole[age]) for age in _AGES}
    points = {age: share[age] * 100 for age in _AGES}
    value = points if bool(whole[0].notna().any()) else done
    table = pd.DataFrame(
        {
            "district_id": list(own),
            "district_name": list(own.values()),
            "done_count": done[0],
            "whole_count": whole[0],
            "share": share[0],
            "target": TARGETS[name].share if name in TARGETS else None,
            "day_change": value[0] - value[1],
            "week_change": value[0] - value[7],
            "day_more_count": done[0] - done[1],
            "week_more_count": done[0] - done[7],
        }
    )
    return table.astype({"target": "float64"}).reset_index(drop=True)


@of_all
def guard(here: Viewpoint, name: str) -> Guarded:
    """Decide what of a platform's districts the viewer may not see; of some, they see all."""
    rows = by_district(here, name)
    if name in SHOWN_WHOLE:
        return Guarded(rows, disclosure.nothing_withheld(rows, PLAN))
    return guarded.guard(here.viewer, rows, PLAN)


def withheld(here: Viewpoint, name: str) -> frozenset[str]:
    """Return what of a platform's sums the viewer may not see."""
    if name in OF_PROVINCE:
        return NONE
    return guard(here, name).withheld_total(here.district_id)


@once
def declared(here: Viewpoint) -> Guarded:
    """Count declarations in one row: today, yesterday by this time, a week, the week before."""

    def counts(there: Viewpoint) -> pd.DataFrame:
        days = data.platforms.daily_declarations(there.scope, there.data_time, there.district_id)
        return _declared(days)

    return guarded.of_district(here, DECLARED_PLAN, counts)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the lowest share first, or the largest count; what has no figure before them."""
    is_share = bool(rows["whole_count"].notna().any())
    order = rows["share"] if is_share else -rows["done_count"]
    return rows.loc[order.sort_values(na_position="first").index].reset_index(drop=True)


def counts(here: Viewpoint, name: str) -> pd.DataFrame:
    """Return the sums of a platform over the districts looked at, one row per `days_ago`."""
    rows = data.platforms.platform(here.scope, here.data_time, name)
    if name not in OF_PROVINCE:
        rows = here.of_district(rows)
    sums = rows.groupby("days_ago")[[*PARTS]].sum(min_count=1)
    return sums.reindex(_AGES).astype("float64")


def shares(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return each part of its whole; unknown where there is no whole."""
    return part / whole.where(whole > 0)


def known(value: float) -> float | None:
    """Return a number, or None for one that is not known."""
    return None if words.is_unknown(value) else float(value)


def _declared(days: pd.DataFrame) -> pd.DataFrame:
    by_now = days["by_this_time_count"].astype("float64")
    week, before = _weeks(days["declaration_count"], by_now.iloc[-_WEEK_DAYS - 1])
    counts = {"now": by_now.iloc[-1], "yesterday": by_now.iloc[-2], "week": week, "before": before}
    return pd.DataFrame([counts])


def _weeks(counts: pd.Series, part_of_first_day: float) -> tuple[float, float]:
    """Return the last seven days and the seven before, both up to the same clock time."""
    numbers = counts.astype("float64")
    week = numbers.iloc[-_WEEK_DAYS:].sum()
    before = numbers.iloc[-2 * _WEEK_DAYS : -_WEEK_DAYS - 1].sum() + part_of_first_day
    return float(week), float(before)
