"""Districts or communes by their shares, the lowest first."""

from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard import data, words
from dashboard.figures import adoption
from dashboard.figures.guarded import DISTRICTS
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import changes
from dashboard.indicators.targets import SMARTPHONE_OWNERS

_OWNERS = "smartphone_owner_count"
_COUNTS = ["installed_count", "day_ago_count", "week_ago_count", _OWNERS]
MOST_COMMUNES = 12
"""So many communes of a district are drawn; the adoption page lists all."""


@once
def units(here: Viewpoint) -> pd.DataFrame:
    """Return one row per district, or per commune where only one district is looked at.

    The lowest share comes first, unknown ones before it: `unit_id`, `unit_name`, `district_id`,
    `share`, `day_ago_share`, `rank` and `rank_before` (1 is the highest share), `missing_count`,
    `status`, and `stopped_count`, its communes that have stopped declaring.
    """
    owners = adoption.owners(here)
    silent = data.platforms.silent_communes(here.scope, here.data_time)
    silent = silent.assign(stopped_count=changes.has_stopped(silent).astype("int64"))
    by_commune = silent.set_index("commune_id")["stopped_count"]
    stopped = owners.rows["commune_id"].map(by_commune).fillna(0).astype("int64")
    owners = replace(owners, rows=_before(owners.rows.assign(stopped_count=stopped)))
    rows = owners.shown(here.district_id).assign(unit_id=lambda shown: shown["commune_id"])
    if len(rows["district_id"].unique()) > 1:
        rows = owners.shown_totals(_before(_districts(owners.rows, here.data_day)), DISTRICTS)
    ranked = rows.assign(
        rank=changes.ranks(rows["share"]), rank_before=changes.ranks(rows["day_ago_share"])
    )
    return ranked.sort_values("share", na_position="first").reset_index(drop=True)


def _before(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(day_ago_share=(rows["day_ago_count"] / rows[_OWNERS]).astype("float64"))


def move(rank: float, before: float) -> str:
    """Write how many places a unit rose or fell; nothing where it stayed or nobody knows.

    Examples
    --------
    >>> move(7, 3), move(1, 2), move(4, 4), move(4, float("nan"))
    ('▼4', '▲1', '', '')
    """
    if words.is_unknown(rank) or words.is_unknown(before) or rank == before:
        return ""
    return f"{'▼' if rank > before else '▲'}{words.number(abs(rank - before))}"


def _districts(communes: pd.DataFrame, data_day: date) -> pd.DataFrame:
    """Sum the known communes of each district; one of which none is known stays unknown."""
    known = adoption.known(communes, _OWNERS)
    sums = known.groupby("district_id")[_COUNTS].sum()
    first = communes.groupby("district_id").agg(
        district_name=("district_name", "first"),
        district_kind=("district_kind", "first"),
        stopped_count=("stopped_count", "sum"),
    )
    rows = first.join(sums).reset_index()
    names = [
        words.short_unit(row["district_kind"], row["district_name"])
        for row in rows.to_dict("records")
    ]
    return adoption.measured(
        rows.assign(unit_id=rows["district_id"], unit_name=names),
        whole=_OWNERS,
        target=SMARTPHONE_OWNERS,
        data_day=data_day,
    )
