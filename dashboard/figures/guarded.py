"""The door between counts of people and the panels: who may not see people sees no small count.

Sums are made from `Guarded.rows`, which hold everything; what is drawn comes from `shown`,
`shown_totals` and `withheld_total`.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.access import Right, Viewer
from dashboard.data.kept import held
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.indicators.disclosure import Grouping, Plan, Withheld

DISTRICTS: Grouping = ("district_id",)
NONE: frozenset[str] = frozenset()
"""Nothing is withheld."""

_withhold = held("1h")(disclosure.withhold)  # the counts alone decide it


@dataclass(frozen=True, eq=False)
class Guarded:
    """Counts of people, and which of them this viewer may not see."""

    rows: pd.DataFrame
    """Everything, to make sums of: never to be drawn."""
    withheld: Withheld

    def shown(self, district_id: str | None = None) -> pd.DataFrame:
        """Return the rows of a district, or all of them, as the viewer may see them."""
        rows = disclosure.hide(self.rows, self.withheld.rows)
        return rows if district_id is None else rows[rows["district_id"] == district_id]

    def shown_totals(self, totals: pd.DataFrame, by: Grouping) -> pd.DataFrame:
        """Return a table of sums of the rows, one row per group, as the viewer may see it."""
        keys = pd.Index(totals[by[0]]) if len(by) == 1 else pd.MultiIndex.from_frame(totals[[*by]])
        return disclosure.hide(totals, self.withheld.totals[by].reindex(keys, fill_value=False))

    def withheld_total(self, district_id: str | None) -> frozenset[str]:
        """Return what the viewer may not see of a district's sums, or of the sums of all."""
        by, key = ((), 0) if district_id is None else (DISTRICTS, district_id)
        masks = self.withheld.totals[by]
        if key not in masks.index:
            return NONE
        return frozenset(str(name) for name, hidden in masks.loc[key].items() if hidden)


def guard(viewer: Viewer, rows: pd.DataFrame, plan: Plan) -> Guarded:
    """Decide what of these counts a viewer may not see; with the right to see people, nothing."""
    if Right.SEE_PEOPLE in viewer.rights:
        return Guarded(rows, disclosure.nothing_withheld(rows, plan))
    keys = {name for by in plan.totals for name in by}
    needed = {*plan.columns, *plan.complete, *keys}
    return Guarded(rows, _withhold(rows[[name for name in rows if name in needed]], plan))


def seen(value: float | None, name: str, withheld: frozenset[str]) -> float | None:
    """Return a number, or that it is withheld, for `words` to write."""
    return words.WITHHELD if name in withheld else value


def records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the rows of a table that was shown, each withheld number as such."""
    rows = table.to_dict("records")
    for name in [name for name in table if f"{name}{disclosure.SUFFIX}" in table]:
        for row, hidden in zip(rows, disclosure.is_withheld(table, str(name)), strict=True):
            row[name] = words.WITHHELD if hidden else row[name]
    return rows


def missing(table: pd.DataFrame, name: str) -> list[str]:
    """Return why cells of a column show no number: unknown, withheld, both or neither."""
    hidden = disclosure.is_withheld(table, name)
    whys = {"unknown": table[name].isna() & ~hidden, "withheld": hidden}
    return [why for why, cells in whys.items() if cells.any()]


def of_district(
    here: Viewpoint,
    plan: Plan,
    rows_of: Callable[[Viewpoint], pd.DataFrame],
    *,
    key: str | None = None,
) -> Guarded:
    """Decide what the viewer may not see of rows that are asked district by district.

    A district's are compared with those of every other district, as anyone can who opens them one
    after another; those of all together are the sums, and compared with nothing else.

    Parameters
    ----------
    plan
        Its totals are `()`, where the sum of a district's rows is printed, or nothing.
    rows_of
        Viewpoint, of a district or of all together -> the rows.
    key
        The column that tells a district's rows apart; None where there is one row.
    """
    if here.district_id is None or here.may_see_people:
        return guard(here.viewer, rows_of(here), plan)
    each = [
        rows_of(here.of(district_id)).assign(district_id=district_id)
        for district_id in here.own_districts()
    ]
    rows = pd.concat(each, ignore_index=True)
    across: tuple[Grouping, ...] = ((key,) if key else (), DISTRICTS)
    masks = guard(here.viewer, rows, replace(plan, totals=across)).withheld
    is_own = rows["district_id"] == here.district_id
    own = masks.totals[DISTRICTS].reindex([here.district_id], fill_value=False).set_axis([0])
    return Guarded(rows[is_own], Withheld(masks.rows[is_own], {(): own}))


def thinned(viewer: Viewer, totals: pd.Series) -> pd.Series:
    """Return the points of a rising count that the viewer may see: see `disclosure.thinned`."""
    return totals if Right.SEE_PEOPLE in viewer.rights else disclosure.thinned(totals).dropna()
