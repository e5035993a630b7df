"""What was known at an earlier moment, by the time of report, and what was decided when.

A moment of None is the present. Facts that were entered without their time of entry (an onset, a
check-out, a scan withdrawn since) are taken as they stand now.
"""

from datetime import datetime
from time import perf_counter

import pandas as pd

from dashboard.data import check_ins, tracing
from dashboard.data.check_ins import Recorded
from dashboard.data.database import Scope, ask_columns, record
from dashboard.data.kept import Load, shared
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.stays.period import Period


def recorded(load: Load, known_at: datetime | None) -> Recorded:
    """Return the co-location index of the 28 days before a moment, of scans received by then."""
    if known_at is None:
        return tracing.recorded(load)
    return _past(load, known_at)


def scans_only(load: Load, known_at: datetime | None) -> ColocationIndex:
    """Return the index of the same check-ins by their scans alone: see `TracingRules.scan_only`."""
    if known_at is None:
        return tracing.scans_only(load)
    return _past_scans(load, known_at)


def known_cases(cases: pd.DataFrame, known_at: datetime | None) -> pd.DataFrame:
    """Return the cases reported by a moment; an isolation after it was not known yet."""
    if known_at is None:
        return cases
    known = cases[cases["reported_at"] <= known_at].reset_index(drop=True)
    isolated_at = known["isolated_at"]
    return known.assign(isolated_at=isolated_at.where(isolated_at <= known_at))


def known_isolations(isolations: pd.DataFrame, known_at: datetime | None) -> pd.DataFrame:
    """Return the isolations that had begun by a moment; a release after it was not known yet."""
    if known_at is None:
        return isolations
    known = isolations[isolations["isolated_at"] <= known_at].reset_index(drop=True)
    released_at = known["released_at"]
    return known.assign(released_at=released_at.where(released_at <= known_at))


def zone_decisions(scope: Scope) -> pd.DataFrame:
    """Return one row per decision on a zone, in time order, with `recorded_at`. Never cached."""
    return record("zone_decisions", scope=scope)


@shared(max_entries=2)
def _past(load: Load, known_at: datetime) -> Recorded:
    started = perf_counter()
    households = tracing.homes(load)["household_id"]
    assumptions = check_ins.assumed(known_at, tracing.places_for_stays(load), households)
    period = Period.build(_known_check_ins(load.scope, known_at), assumptions)
    return Recorded(period, known_at, perf_counter() - started)


@shared(max_entries=1)
def _past_scans(load: Load, known_at: datetime) -> ColocationIndex:
    return check_ins.scans_alone(
        _known_check_ins(load.scope, known_at),
        known_at,
        tracing.places_for_stays(load),
        tracing.homes(load)["household_id"],
    )


def _known_check_ins(scope: Scope, known_at: datetime) -> pd.DataFrame:
    rows = ask_columns(
        "known_check_ins",
        check_ins.CHECK_IN,
        scope=scope,
        since=check_ins.first_moment(known_at),
        known_at=known_at,
    )
    return check_ins.table(rows)
