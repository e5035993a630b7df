"""Any two days compared: how every unit's share changed between them, withheld where it must be."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd

from dashboard import words
from dashboard.figures import adoption, guarded, province, vaccination
from dashboard.figures.adoption import Adoption
from dashboard.figures.guarded import DISTRICTS, Guarded
from dashboard.figures.vaccination import Basis, Coverage
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.indicators.disclosure import Plan, Withheld

LEVELS: Final = ("district", "commune")
"""What is compared, where more than one district is looked at."""

_PARTS: Final = ("count_before", "whole_before", "count_after", "whole_after")
_FIGURES: Final = ("share_before", "share_after", "change_points", "change_count")

PLAN: Final = Plan(
    counts=_PARTS,
    differences={
        "rise": ("count_after", "count_before"),
        "fall": ("count_before", "count_after"),
        "growth": ("whole_after", "whole_before"),
        "missing_before": ("whole_before", "count_before"),
        "missing_after": ("whole_after", "count_after"),
    },
    totals=((), DISTRICTS),
)
"""What anyone can work out from two shares beside their denominators."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Of a day's rows: the two columns whose ratio is a share, and the share's own."""

    count: str
    whole: str
    share: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """Two days of the communes looked at, and what of their comparison the viewer may not see."""

    here: Viewpoint
    days: tuple[date, date]
    define: str
    """Definition of the share; empty where it is of people who have none of their own."""
    earlier: Guarded
    """One row per commune of all districts, its `count` and `whole`, and whether its `share` is
    withheld by itself; so is `later`."""
    later: Guarded

    @property
    def before(self) -> pd.DataFrame:
        """The communes looked at on the earlier day, to make sums of."""
        return self.here.of_district(self.earlier.rows)

    @property
    def after(self) -> pd.DataFrame:
        """The communes looked at on the later day, to make sums of."""
        return self.here.of_district(self.later.rows)

    @cached_property
    def withheld(self) -> Withheld:
        """Which communes, districts and sum of all the viewer may not see compared.

        A line is withheld whole: two shares tell the change, and one share and the change the
        other. It is where two days tell a small number, and where a day's own share is withheld.
        """
        both = _known(_joined(self.earlier.rows, self.later.rows, ["commune_id", "district_id"]))
        told = guarded.guard(self.here.viewer, both, PLAN).withheld
        rows = told.rows.any(axis="columns").set_axis(both["commune_id"], axis="index")
        totals = {by: mask.any(axis="columns") for by, mask in told.totals.items()}
        for day in (self.earlier, self.later):
            own = day.withheld.rows["share"].set_axis(day.rows["commune_id"], axis="index")
            rows |= own.reindex(rows.index, fill_value=False)
            for by, hidden in totals.items():
                share = day.withheld.totals[by]["share"]
                totals[by] = hidden | share.reindex(hidden.index, fill_value=False)
        return Withheld(_of_figures(rows), {by: _of_figures(mask) for by, mask in totals.items()})

    @property
    def is_one_district(self) -> bool:
        """Whether all communes lie in one district: then each is a unit."""
        return len(self.after["district_id"].unique()) == 1

    def units(self, level: str) -> pd.DataFrame:
        """Return one row per unit of a level as the viewer may see it, the least risen first.

        The order of what is withheld tells nothing.
        """
        is_commune = level == "commune"
        own = ["commune_id", "unit_name"] if is_commune else []
        rows = compare(self.before, self.after, [*own, "district_id", "district_name"])
        key = "commune_id" if is_commune else "district_id"
        masks = self.withheld.rows if is_commune else self.withheld.totals[DISTRICTS]
        shown = disclosure.hide(rows, masks.reindex(rows[key], fill_value=False))
        return shown.sort_values(["change_points", key], na_position="last", ignore_index=True)

    @cached_property
    def together(self) -> Mapping[Hashable, Any]:
        """All units together, each withheld number as such."""
        district_id = self.here.district_id
        by, key = ((), 0) if district_id is None else (DISTRICTS, district_id)
        mask = self.withheld.totals[by].reindex([key], fill_value=False)
        row = compare_all(self.before, self.after).to_frame().T
        [seen] = guarded.records(disclosure.hide(row, mask))
        return seen

    @cached_property
    def province(self) -> tuple[float | None, float | None] | None:
        """The whole province's shares on both days; None for who sees the whole province."""
        if not province.is_beside(self.here, self.define):
            return None
        earlier, later = self.days
        return (
            province.share(self.here, self.define, earlier),
            province.share(self.here, self.define, later),
        )

    @property
    def later_of_all(self) -> float | None:
        """The whole province's share on the later day, to hold units against; None if unknown."""
        if not self.here.is_provincial:
            return None if self.province is None else self.province[1]
        share = self.together["share_after"]
        is_other = self.here.district_id is not None  # the province is not what is looked at
        return None if is_other or words.is_unknown(share) else float(share)


def of_owners(page: Adoption, days: tuple[date, date]) -> Compared:
    """Compare the install rates of two days."""

    def seen_from(there: Viewpoint) -> Guarded:
        return page.owners if there == page.here else adoption.owners(there)

    columns = _Columns("installed_count", adoption.OWNERS, "share")
    return _compared(page.here, days, seen_from, columns, define="adoption.owners")


def of_step(page: Coverage, step: str, days: tuple[date, date]) -> Compared:
    """Compare a step of vaccination on two days, of whom and where the page counts."""

    def seen_from(there: Viewpoint) -> Guarded:
        return page.counted if there == page.here else vaccination.guard(there, page.basis)

    columns = _Columns(f"{step}_count", "whole", f"{step}_share")
    define = f"coverage.{step}" if page.basis == Basis() else ""
    return _compared(page.here, days, seen_from, columns, define=define)


def compare(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return one row per unit: both shares, the change in points, and the people between.

    Parameters
    ----------
    before, after
        One row per commune, `commune_id`, the columns `by`, `count` and `whole`. Where either
        number is unknown on a day, the commune stays out of that day's sums.
    by
        What a unit is told by.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, `share_before`, `share_after`, `change_points`, `change_count`; the
        unit that rose least stands first.
    """
    keys = ["commune_id", *(name for name in by if name != "commune_id")]
    sums = (
        _known(_joined(before, after, keys))
        .groupby(list(by), as_index=False)[[*_PARTS]]
        .sum(min_count=1)
    )
    share_before = sums["count_before"] / sums["whole_before"].where(sums["whole_before"] > 0)
    share_after = sums["count_after"] / sums["whole_after"].where(sums["whole_after"] > 0)
    table = sums.assign(
        share_before=share_before,
        share_after=share_after,
        change_points=(share_after - share_before) * 100,
        change_count=sums["count_after"] - sums["count_before"],
    ).drop(columns=[*_PARTS])
    return table.sort_values("change_points", na_position="last", ignore_index=True)


def compare_all(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Return the row of all units together; see `compare`."""
    return compare(before.assign(all=""), after.assign(all=""), ["all"]).iloc[0]


def _compared(
    here: Viewpoint,
    days: tuple[date, date],
    seen_from: Callable[[Viewpoint], Guarded],
    columns: _Columns,
    *,
    define: str,
) -> Compared:
    earlier, later = (_counted(seen_from(here.at_end_of(day)), columns) for day in days)
    return Compared(here=here, days=days, define=define, earlier=earlier, later=later)


def _counted(day: Guarded, columns: _Columns) -> Guarded:
    rows = day.rows.assign(count=day.rows[columns.count], whole=day.rows[columns.whole])
    return Guarded(rows, disclosure.named(day.withheld, {"share": columns.share}))


def _joined(before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return after[[*keys, "count", "whole"]].merge(
        before[["commune_id", "count", "whole"]],
        on="commune_id",
        suffixes=("_after", "_before"),
        validate="1:1",
    )


def _known(both: pd.DataFrame) -> pd.DataFrame:
    """Blank a day's count and whole where either is unknown, so that neither is summed."""
    numbers = both.astype(dict.fromkeys(_PARTS, "float64"))
    for day in ("before", "after"):
        parts = [f"count_{day}", f"whole_{day}"]
        numbers.loc[numbers[parts].isna().any(axis="columns"), parts] = float("nan")
    return numbers


def _of_figures(hidden: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(dict.fromkeys(_FIGURES, hidden.astype("bool")), index=hidden.index)
