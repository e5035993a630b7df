"""How long do people stay, where their check-out was recorded? A suggestion beside each rule."""

import numpy as np
import pandas as pd

from dashboard.tracing import contract
from dashboard.tracing.index.colocation import CONFIDENCE, ColocationIndex
from dashboard.tracing.rules import PLACE_KINDS

FEWEST_PAIRS = 30
"""Recorded in/out pairs of a kind below which nothing is suggested: our choice."""


def suggested_lengths(index: ColocationIndex, places: pd.DataFrame) -> pd.DataFrame:
    """Return the median length of the recorded stays at each kind of place.

    Parameters
    ----------
    index
        The stays; those whose confidence is "recorded" have an in and an out.
    places
        One row per place: `place_id`, `place_kind`. A place not listed, of no kind or of a kind
        not in `PLACE_KINDS` counts as "other".

    Returns
    -------
    pandas.DataFrame
        One row per kind, in the order of `PLACE_KINDS`: `kind`, `pair_count`, `minutes` (whole;
        unknown with fewer than `FEWEST_PAIRS`).

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(pd.DataFrame({
    ...     "person_id": range(30), "place_id": "mill", "arrived_at": noon,
    ...     "left_at": noon + pd.Timedelta("9h"), "confidence": "recorded"}))
    >>> places = pd.DataFrame({"place_id": ["mill"], "place_kind": ["factory"]})
    >>> suggested_lengths(index, places).dropna().to_numpy().tolist()
    [['factory', 30, 540]]
    """
    contract.require_columns(places, ("place_id", "place_kind"), of="places")
    known = places.drop_duplicates("place_id").set_index("place_id")["place_kind"]
    kinds = known.reindex(index.place_ids).astype("object")
    kinds = kinds.where(kinds.isin(PLACE_KINDS), "other")
    rows = np.flatnonzero(index.confidence == CONFIDENCE.index("recorded"))
    stays = pd.DataFrame(
        {
            "kind": pd.Categorical(kinds.to_numpy()[index.places_of(rows)], PLACE_KINDS),
            "seconds": index.stays.left[rows].astype(np.int64) - index.stays.arrived[rows],
        }
    )
    found = stays.groupby("kind", observed=False)["seconds"].agg(["size", "median"])
    minutes = np.floor(found["median"] / 60 + 0.5).where(found["size"] >= FEWEST_PAIRS)
    return pd.DataFrame(
        {
            "kind": list(PLACE_KINDS),
            "pair_count": found["size"].to_numpy(),
            "minutes": minutes.astype("Int64").to_numpy(dtype=object),
        }
    ).astype({"minutes": "Int64"})
