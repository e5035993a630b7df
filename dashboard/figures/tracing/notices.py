"""Where and when people were exposed, by commune: what is announced to all, naming nobody."""

import pandas as pd

from dashboard.figures.tracing import evidence
from dashboard.figures.tracing.trace import Base, Result

_COLUMNS = ("commune", "place", "met_at", "parted_at")


def exposures(base: Base, result: Result) -> pd.DataFrame:
    """Return each time in which somebody met a case at a public place, crowded or not.

    Parameters
    ----------
    result
        A forward trace of one ring.

    Returns
    -------
    pandas.DataFrame
        One row per spell, by commune, place and time: `commune` and `place` (names), `met_at`,
        `parted_at` (equal where only scans count). Homes are no public places.
    """
    met = result.trace.contacts(limit=None)
    crowded = result.same_place
    columns = ["place_id", "met_at", "parted_at"]
    shared = pd.concat([met.loc[met["source_ring"] == 0, columns], crowded[columns]])
    places = base.places.set_index("place_id")["commune_id"].astype("object")
    shared = shared[shared["place_id"].isin(places.index)]
    shared = shared.assign(parted_at=shared["parted_at"].fillna(shared["met_at"]))
    found = spells(shared)
    names = evidence.place_names(base)
    communes = dict(base.commune_names)
    found = found.assign(
        commune=found["place_id"].map(places).map(communes).astype("object"),
        place=[names[int(place)] for place in found["place_id"]],
    )
    order = ["commune", "place", "met_at"]
    return found[list(_COLUMNS)].sort_values(order, ignore_index=True)


def spells(shared: pd.DataFrame) -> pd.DataFrame:
    """Join times at one place that overlap or touch.

    Parameters
    ----------
    shared
        `place_id`, `met_at`, `parted_at`.

    Examples
    --------
    >>> times = pd.to_datetime(["2021-08-20 08:00", "2021-08-20 08:30", "2021-08-21 08:00"])
    >>> spells(pd.DataFrame({"place_id": [1, 1, 1], "met_at": times,
    ...     "parted_at": times + pd.Timedelta("45min")}))["parted_at"].dt.strftime("%d %H:%M")
    0    20 09:15
    1    21 08:45
    Name: parted_at, dtype: str
    """
    ordered = shared.sort_values(["place_id", "met_at"], ignore_index=True)
    latest = ordered.groupby("place_id")["parted_at"].cummax()
    before = latest.groupby(ordered["place_id"]).shift()
    number = (before.isna() | (ordered["met_at"] > before)).cumsum()
    joined = ordered.groupby(number.to_numpy())
    return joined.agg(
        place_id=("place_id", "first"), met_at=("met_at", "min"), parted_at=("parted_at", "max")
    ).reset_index(drop=True)
