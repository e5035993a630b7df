"""Isolations as tables: who is isolated at a moment, and what lies between."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.rounds.able import Spans, able_within, between, looked_up


def isolation_times(isolations: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each isolation begins and ends, in seconds; `contract.NEVER` is not known.

    A table without `released_at` is of isolations that have not ended. A release in the year 9999
    is none.
    """
    contract.require_columns(isolations, ("person_id", "isolated_at"), of="isolations")
    isolated = contract.far_seconds(isolations["isolated_at"], of="isolations.isolated_at")
    if "released_at" not in isolations:
        return isolated, np.full(len(isolated), contract.NEVER, dtype=np.int64)
    released = contract.far_seconds(isolations["released_at"], of="isolations.released_at")
    return isolated, np.where(released > contract.FARTHEST, contract.NEVER, released)


def isolated_at(isolations: pd.DataFrame, moment: object) -> pd.DataFrame:
    """Return who is isolated at a moment, and since when without a break.

    Parameters
    ----------
    isolations
        One row per isolation: `person_id`, `isolated_at`, `released_at` (missing: not yet).

    Returns
    -------
    pandas.DataFrame
        One row per person, by `person_id`, with `isolated_at`. Who was released by then, or is
        isolated only later, is not in it; one isolation that follows another at once goes on.

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> isolations = pd.DataFrame({"person_id": ["a", "b"], "isolated_at": noon,
    ...                            "released_at": [noon + pd.Timedelta("1h"), pd.NaT]})
    >>> isolated_at(isolations, noon + pd.Timedelta("2h"))["person_id"].tolist()
    ['b']
    """
    isolated, released = isolation_times(isolations)
    codes, person_ids = pd.factorize(isolations["person_id"], sort=True)
    spans = between(codes.astype(np.int64), isolated, released)
    when = contract.moment(moment, of="moment")
    since = np.full(len(person_ids), -contract.NEVER, dtype=np.int64)
    begun = spans.ends <= when
    np.maximum.at(since, spans.person[begun], spans.ends[begun])
    is_isolated = since > -contract.NEVER
    is_isolated[spans.person[(spans.begins <= when) & (when < spans.ends)]] = False
    return pd.DataFrame(
        {
            "person_id": pd.Series(person_ids[is_isolated], dtype=isolations["person_id"].dtype),
            "isolated_at": contract.moments(since[is_isolated]),
        }
    )


def without_isolations(windows: pd.DataFrame, isolations: pd.DataFrame | None) -> pd.DataFrame:
    """Return the parts of each window in which its person is not isolated, in the same columns.

    Parameters
    ----------
    windows
        One row per window: `person_id`, `infectious_from`, `infectious_until` (may be unknown).
    isolations
        As for `isolated_at`.

    Examples
    --------
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> hours = pd.to_timedelta([0, 1, 2, 3], unit="h")
    >>> windows = pd.DataFrame({"person_id": ["a"], "infectious_from": noon,
    ...                         "infectious_until": noon + hours[3]})
    >>> isolations = pd.DataFrame({"person_id": ["a"], "isolated_at": noon + hours[1],
    ...                            "released_at": noon + hours[2]})
    >>> len(without_isolations(windows, isolations))
    2
    """
    if isolations is None or isolations.empty:
        return windows
    codes, person_ids = pd.factorize(windows["person_id"])
    known = person_ids.get_indexer(pd.Index(isolations["person_id"]))
    is_asked = known >= 0
    times = isolation_times(isolations)
    isolated = between(known[is_asked].astype(np.int64), *(column[is_asked] for column in times))
    begins = contract.seconds(windows["infectious_from"], of="windows.infectious_from")
    ends = contract.seconds(
        windows["infectious_until"], of="windows.infectious_until", may_be_unknown=True
    )
    able = looked_up(np.full(len(person_ids), -1, dtype=np.int32), isolated)
    parts = able_within(Spans(codes.astype(np.int64), begins, ends), able)
    return pd.DataFrame(
        {
            "person_id": person_ids.take(parts.person),
            "infectious_from": contract.moments(parts.begins),
            "infectious_until": contract.moments(parts.ends),
        }
    )
