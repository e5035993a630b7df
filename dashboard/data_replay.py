"""What was known at an earlier moment, by the time of report, and what was decided when.

A moment of None is the present. Facts that were entered without their time of entry (an onset, a
check-out, a scan withdrawn since) are taken as they stand now.
"""

from datetime import datetime
from time import perf_counter

import numpy as np
import pandas as pd

from dashboard import data_tracing
from dashboard.data_tracing import LOOK_BACK, Recorded, shared
from dashboard.database import Scope, ask_columns, record
from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays import stays_from_check_ins

_CHECK_IN = [
    ("person_id", "i4"),
    ("place_id", "i4"),
    ("scanned_at", "M8[us]"),
    ("left_at", "M8[us]"),
]
_NOT_LEFT = np.datetime64(0, "us")


def recorded(scope: Scope, data_time: datetime, known_at: datetime | None) -> Recorded:
    """Return the co-location index of the 28 days before a moment, of scans received by then."""
    if known_at is None:
        return data_tracing.recorded(scope, data_time)
    return _past(scope, data_time, known_at)


def known_cases(cases: pd.DataFrame, known_at: datetime | None) -> pd.DataFrame:
    """Return the cases reported by a moment; an isolation after it was not known yet."""
    if known_at is None:
        return cases
    known = cases[cases["reported_at"] <= known_at].reset_index(drop=True)
    isolated_at = known["isolated_at"]
    return known.assign(isolated_at=isolated_at.where(isolated_at <= known_at))


def known_isolations(isolations: pd.DataFrame, known_at: datetime | None) -> pd.DataFrame:
    """Return the isolations that had begun by a moment."""
    if known_at is None:
        return isolations
    return isolations[isolations["isolated_at"] <= known_at].reset_index(drop=True)


def zone_decisions(scope: Scope) -> pd.DataFrame:
    """Return one row per decision on a zone, in time order, with `recorded_at`. Never cached."""
    return record("zone_decisions", scope=scope)


@shared(max_entries=2)
def _past(scope: Scope, data_time: datetime, known_at: datetime) -> Recorded:
    started = perf_counter()
    rows = ask_columns(
        "known_check_ins", _CHECK_IN, scope=scope, since=known_at - LOOK_BACK, known_at=known_at
    )
    loaded = perf_counter()
    left_at = pd.Series(rows["left_at"])
    check_ins = pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "place_id": rows["place_id"],
            "scanned_at": pd.Series(rows["scanned_at"]).dt.tz_localize("UTC"),
            "left_at": left_at.mask(left_at == _NOT_LEFT).dt.tz_localize("UTC"),
        }
    )
    stays = stays_from_check_ins(
        check_ins,
        data_tracing.places(scope, data_time).rename(columns={"place_kind": "kind"}),
        rules=TracingRules(),
        known_people=data_tracing.homes(scope, data_time).index,
        now=known_at,
    )
    stayed = perf_counter()
    index = ColocationIndex.build(stays)
    return Recorded(
        index=index,
        check_in_count=len(rows),
        set_aside=dict(stays.attrs["set_aside"]),
        seconds={
            "load": loaded - started,
            "stays": stayed - loaded,
            "index": perf_counter() - stayed,
        },
    )
