"""How much a chain proves, and how far into the source's illness each contact fell."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.tracing import contract
from dashboard.tracing.index.colocation import CONFIDENCE

_DAY = 86_400
_LOCAL = 7 * 3_600  # Asia/Ho_Chi_Minh is seven hours ahead of UTC all year


class Strength(NamedTuple):
    """A chain is as strong as its weakest contact."""

    confidence: str
    """Of the worst of all its stays."""
    shortest_minutes: float
    """Of its shortest contact; unknown (NaN) where only scans count."""
    minutes: float
    """Of all its contacts together; unknown where those of one are."""
    contact_count: int


def strength(chain: pd.DataFrame) -> Strength | None:
    """Return how strong a chain is; the empty chain of a case has no strength.

    Parameters
    ----------
    chain
        As `Trace.chain` or `Trace.strongest_chain` returns it.
    """
    if chain.empty:
        return None
    worst = max(CONFIDENCE.index(each) for each in chain["confidence"])
    minutes = chain["minutes"]
    return Strength(
        confidence=CONFIDENCE[worst],
        shortest_minutes=float(minutes.min(skipna=False)),
        minutes=float(minutes.sum(skipna=False)),
        contact_count=len(chain),
    )


def source_days(contacts: pd.DataFrame, onsets: pd.DataFrame) -> pd.Series:
    """Return on which day of the source's illness each contact began.

    Parameters
    ----------
    contacts
        One row per contact: `source_id`, `met_at`.
    onsets
        One row per person who fell ill: `person_id`, `onset_at` (any time of that Vietnamese day,
        timezone-aware, may be missing); of several rows of a person the earliest counts.

    Returns
    -------
    pandas.Series
        `source_day` (Int16), as `contacts` is indexed: 0 on the Vietnamese day of the onset, -2
        two days before it; unknown where the onset is.

    Examples
    --------
    >>> met = pd.DataFrame({"source_id": ["a", "b"],
    ...                     "met_at": pd.to_datetime(["2021-08-02T01:00+07:00"] * 2)})
    >>> ill = pd.DataFrame({"person_id": ["a"],
    ...                     "onset_at": pd.to_datetime(["2021-08-03T23:00+07:00"])})
    >>> source_days(met, ill).tolist()
    [-1, <NA>]
    """
    contract.require_columns(contacts, ("source_id", "met_at"), of="contacts")
    contract.require_columns(onsets, ("person_id", "onset_at"), of="onsets")
    known = onsets.dropna(subset=["onset_at"])
    onset_day = pd.Series(
        _day(known["onset_at"], of="onsets.onset_at"), index=pd.Index(known["person_id"])
    )
    first = onset_day.groupby(level=0).min().astype("Int64")
    onset = contacts["source_id"].map(first).astype("Int64")
    met = pd.Series(_day(contacts["met_at"], of="contacts.met_at"), index=contacts.index)
    return (met - onset).astype("Int16").rename("source_day")


def _day(times: pd.Series, *, of: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return (contract.seconds(times, of=of) + _LOCAL) // _DAY
