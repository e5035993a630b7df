"""What a leader wants to know first: where the pace leads, who makes the gap, who was known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from dashboard.figures import adoption, cases, guarded, ranking
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure, targets
from dashboard.indicators.targets import INSTALL_DEADLINE, SMARTPHONE_OWNERS

WORST: Final = 3
"""So many units are named, whose share of the gap is told."""

_PACED: Final = frozenset({"share", "missing_count", "recent_per_day"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Headline:
    """The figures of one sentence, each as the viewer may see it; None where it is not known."""

    expected_share: float | None
    """Of smartphone owners who will have installed on the last day, at the pace of seven days."""
    short_count: float | None
    """Who will still be missing then."""
    worst: Sequence[str]
    """Districts, or communes of the one looked at, that will miss most; empty: nothing to tell."""
    worst_share: float | None
    """What part of all that will be missing is theirs."""
    week_count: float | None
    """New cases of seven days."""
    listed_count: float | None
    """How many of them were on a list when they were reported."""
    outside_count: float | None
    """How many were on none: nobody had been looking for them."""


@once
def headline(here: Viewpoint) -> Headline:
    """Gather what the sentence on top of the leaders' page says."""
    owners = adoption.owners(here)
    rows = here.of_district(owners.rows)
    paced = adoption.total(
        rows, whole=adoption.OWNERS, target=SMARTPHONE_OWNERS, data_day=here.data_day
    )
    known = adoption.known(rows, adoption.OWNERS)[["installed_count", adoption.OWNERS]]
    count, whole = (float(value) for value in known.sum(min_count=1))
    left = targets.days_left(here.data_day, INSTALL_DEADLINE)
    short = targets.expected_missing(count, whole, paced.recent_per_day, left)
    is_hidden = _PACED & owners.withheld_total(here.district_id)
    hidden = frozenset({"paced"}) if is_hidden else guarded.NONE
    worst, worst_share = of_gap(ranking.units(here), left)
    listed = cases.listed(here)
    sums = here.of_district(listed.rows)[["week_count", "listed_count"]].sum()
    sums["outside_count"] = sums["week_count"] - sums["listed_count"]
    week, on_list, outside = (seen(sums[name], name, _withheld(here)) for name in sums.index)
    return Headline(
        expected_share=seen(paced.expected_share, "paced", hidden),
        short_count=seen(short, "paced", hidden),
        worst=worst,
        worst_share=worst_share,
        week_count=week,
        listed_count=on_list,
        outside_count=outside,
    )


def of_gap(units: pd.DataFrame, left: int | None) -> tuple[list[str], float | None]:
    """Return the units that will miss most people on the last day, and their part of all missing.

    Nobody is named where a count is withheld, or where there are not more units than would be.

    Parameters
    ----------
    units
        See `ranking.units`; the unknown stay out.
    left
        Days left to install.
    """
    if disclosure.is_withheld(units, "missing_count").any():
        return [], None
    gaps = pd.Series(
        [
            targets.expected_missing(count, whole, recent, left)
            for count, whole, recent in zip(
                units["installed_count"],
                units[adoption.OWNERS],
                units["recent_per_day"],
                strict=True,
            )
        ],
        index=units["unit_name"],
        dtype="float64",
    ).dropna()
    most = gaps[gaps > 0].nlargest(WORST)
    if len(most) < WORST or len(gaps) <= WORST:
        return [], None
    return [str(name) for name in most.index], float(most.sum() / gaps.sum())


def _withheld(here: Viewpoint) -> frozenset[str]:
    """Return what of the week's cases is withheld, by their lists or by their days."""
    of_days = cases.cases(here).withheld_total(here.district_id)
    return cases.listed(here).withheld_total(here.district_id) | of_days
