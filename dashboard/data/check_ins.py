"""The check-ins of the last 28 days as one index, kept up to date for all who share a scope.

The first trace reads them all. After that a load of check-ins is worked in: who has changed scans
is asked, only the hours around those are read again, and a new `Recorded` takes the place of the
old one, which whoever began with it goes on using.

Where INDEX_DIR names a folder, what was read outlives the server there: the next one works in what
has changed since, and reads everything only where the files or the database say something else.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from time import perf_counter, time
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.data.database import Scope, ask, ask_columns
from dashboard.data.kept import identities, what_decides_rows
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.stay_table import PLACE
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays import saved_period
from dashboard.tracing.stays.estimated import stays_from_check_ins
from dashboard.tracing.stays.homes import Homes
from dashboard.tracing.stays.lengths import suggested_lengths
from dashboard.tracing.stays.period import Assumptions, Period

LOOK_BACK: Final = timedelta(days=28)
"""How far back check-ins are read: 14 days before the earliest useful window, and rings on top."""

LATEST_COMMIT: Final = timedelta(minutes=15)
"""How long after its `changed_at` a row may become readable, as the contract promises."""

SAVED_EVERY: Final = timedelta(hours=1)
"""How often the index is written to INDEX_DIR: a start works in what has changed since."""

SAVING: Final = "saving the index"
"""What the thread is called that does so."""

_LOG: Final = logging.getLogger(__name__)
_ASKED_AGAIN: Final = 200  # people, half of them the latest seen: as many again tell a hundredth
_MARGIN: Final = timedelta(days=1)  # around a changed scan: nearly every outing ends at night
_LAST_SECOND: Final = 2**40  # after the year 9999: every later one
_FEW_DOUBTS: Final = 10_000  # settled whatever the size
_MOST_DOUBTS: Final = 1 / 30  # of the stays: from here on, reading everything is faster

CHECK_IN: Final = [
    ("person_id", "i4"),
    ("place_id", "i4"),
    ("scanned_at", "M8[us]"),
    ("left_at", "M8[us]"),
]
"""What a question about check-ins answers: fixed-width columns; 1970 is an unknown check-out."""

_CHANGED = [("person_id", "i4"), ("scanned_at", "M8[us]")]


@dataclass(frozen=True, eq=False)
class Recorded:
    """What the check-ins of a period say: the index, and what could not be used."""

    period: Period
    loaded_at: datetime
    """When the check-ins were last loaded: it knows everything up to here."""
    seconds: float
    """How long it took to read what was new and to work it in."""

    @property
    def index(self) -> ColocationIndex:
        """Everybody's stays."""
        return self.period.index

    @cached_property
    def stay_count(self) -> int:
        """How many stays check-ins tell of; those at home are not counted."""
        stays = self.index.stays
        return int(np.diff(stays.place_starts)[stays.kind == PLACE].sum())

    @cached_property
    def scanning_people(self) -> pd.Index:
        """Everybody who has scanned: living with somebody is no scan."""
        stays = self.index.stays
        is_scanned = np.repeat(stays.kind == PLACE, np.diff(stays.place_starts))
        has_scanned = np.zeros(len(self.index.person_ids), dtype=np.bool_)
        has_scanned[stays.person[is_scanned]] = True
        scanning: pd.Index = self.index.person_ids[has_scanned]
        return scanning

    @cached_property
    def lengths(self) -> pd.DataFrame:
        """How long recorded check-outs suggest that people stay: see `suggested_lengths`."""
        known = self.period.assumptions.places.rename(columns={"kind": "place_kind"})
        return suggested_lengths(self.index, known)

    @property
    def set_aside(self) -> dict[str, int]:
        """Scans set aside, by reason: counted and shown, never dropped in silence."""
        counts = self.period.set_aside["reason"].value_counts(sort=False)
        return {str(reason): int(count) for reason, count in counts.items()}


class Shelf:
    """The latest `Recorded` of one scope: one thread brings it up to date, others wait for it."""

    def __init__(self, scope: Scope) -> None:
        """Begin with nothing."""
        self.scope = scope
        self._latest: Recorded | None = None
        self._lock = Lock()

    def at(self, loaded_at: datetime, renew: Callable[[Recorded | None], Recorded]) -> Recorded:
        """Return what is known of check-ins loaded by then, made by `renew` from the last."""
        if _is_older(self._latest, loaded_at):
            with self._lock:
                if _is_older(self._latest, loaded_at):  # still, after having waited
                    self._latest = renew(self._latest)
        assert self._latest is not None  # noqa: S101 - for the type checker
        return self._latest


def latest(
    scope: Scope, loaded_at: datetime, places: pd.DataFrame, households: pd.Series
) -> Recorded:
    """Return what the check-ins of the last 28 days say, as loaded by then or later.

    Parameters
    ----------
    loaded_at
        When check-ins were last loaded.
    places
        One row per place: `place_id`, `kind`, `closes_at`, `commune_id`, which decides who sees it.
    households
        `household_id` of everybody in the register, by `person_id`.
    """
    assumptions = assumed(loaded_at, places, households)
    shelf = _shelf(scope)
    return shelf.at(loaded_at, lambda before: _renewed(shelf.scope, assumptions, before))


def assumed(now: datetime, places: pd.DataFrame, households: pd.Series) -> Assumptions:
    """Return what the stays of the 28 days before a moment rest on; parameters as in `latest`."""
    return Assumptions(
        since=first_moment(now),
        now=now,
        places=places,
        known_people=households.index,
        rules=TracingRules(),
        homes=homes_until(now, households),
    )


def scans_alone(
    scans: pd.DataFrame, now: datetime, places: pd.DataFrame, households: pd.Series
) -> ColocationIndex:
    """Return the index of these scans by themselves, and of homes: see `TracingRules.scan_only`."""
    stays = stays_from_check_ins(
        scans,
        places,
        rules=TracingRules(scan_only=True),
        known_people=households.index,
        now=now,
    )
    homes = homes_until(now, households).stays()
    return ColocationIndex.build(pd.concat([stays, homes], ignore_index=True))


def homes_until(now: datetime, households: pd.Series) -> Homes:
    """Return who lives together in these 28 days; a day begins and ends at Vietnamese midnight."""
    first = first_moment(now)
    return Homes(households, first, first + LOOK_BACK + timedelta(days=1))


def since(scope: Scope, moment: datetime) -> pd.DataFrame:
    """Return every check-in since this moment: one row per scan, see `table`."""
    return table(ask_columns("check_ins", CHECK_IN, scope=scope, since=moment))


def first_moment(loaded_at: datetime) -> datetime:
    """Return where the period begins: a Vietnamese midnight, so that it moves once a day."""
    local = (loaded_at - LOOK_BACK).astimezone(clock.TIME_ZONE)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=identities())
def _shelf(scope: Scope) -> Shelf:
    return Shelf(scope)


def _is_older(recorded: Recorded | None, loaded_at: datetime) -> bool:
    return recorded is None or recorded.loaded_at < loaded_at


def _renewed(scope: Scope, assumptions: Assumptions, before: Recorded | None) -> Recorded:
    started = perf_counter()
    saved = _folder(scope)
    period = None
    if before is not None:
        period = _up_to_date(scope, assumptions, before.period)
    elif saved is not None:
        period = _reopened(scope, assumptions, saved)
    if period is None:
        period = Period.build(since(scope, assumptions.since), assumptions)
    if saved is not None and _is_due(saved):
        # Whoever asked does not wait for the disk.
        Thread(target=_save, args=(period, saved), name=SAVING).start()
    return Recorded(period, assumptions.now, perf_counter() - started)


def _up_to_date(scope: Scope, assumptions: Assumptions, before: Period) -> Period | None:
    """Return the period with what has changed since, or nothing where reading all is faster."""
    doubtful = _doubtful(scope, assumptions, before)
    if len(doubtful) > max(_FEW_DOUBTS, _MOST_DOUBTS * len(before.index)):
        return None
    return _settled(scope, assumptions, before, doubtful)


def _folder(scope: Scope) -> Path | None:
    """Return where the index of all who share this scope is kept, of this very database."""
    if not (root := os.environ.get("INDEX_DIR")):
        return None
    database = ask("which_database", scope=scope).iloc[0].tolist()
    # Of the rights, the views of check-ins ask for one alone: whoever traces shares what was read.
    seen = ("trace_contacts" in scope.rights, what_decides_rows(scope)[1])
    name = hashlib.sha256(repr((database, seen)).encode()).hexdigest()[:16]
    return Path(root) / name


def _reopened(scope: Scope, assumptions: Assumptions, saved: Path) -> Period | None:
    """Return what an earlier server saved, brought up to date, if there is any and it is true."""
    if not saved.exists():
        return None
    try:
        before = saved_period.opened(saved, assumptions.rules)
        period = _up_to_date(scope, assumptions, before)
    except TableError as error:
        _LOG.warning("The saved index is not used, every check-in is read: %s", error)
        return None
    if period is not None and not _is_true(scope, period):
        _LOG.warning("The saved index in %s is of other check-ins: every one is read", saved)
        return None
    return period


def _is_true(scope: Scope, period: Period) -> bool:
    """Ask everything anew of some people: a database may have been put back to an earlier state."""
    people = period.some_people(_ASKED_AGAIN)
    rows = ask_columns(
        "check_ins_around",
        CHECK_IN,
        scope=scope,
        person_ids=people.tolist(),
        begins=[int(period.assumptions.since.timestamp())] * len(people),
        ends=[_LAST_SECOND] * len(people),
    )
    return period.agrees(table(rows), people)


def _is_due(saved: Path) -> bool:
    try:
        return _is_older_than(SAVED_EVERY, saved)
    except OSError:  # there is none, or it will be told when it cannot be written
        return True


def _is_older_than(age: timedelta, path: Path) -> bool:
    return time() - path.stat().st_mtime > age.total_seconds()


def _save(period: Period, saved: Path) -> None:
    """Write the index for the next server; without it that one reads every check-in."""
    try:
        saved.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_others(saved)
        saved_period.save(period, saved)
    except OSError as error:
        _LOG.warning("The index could not be saved in %s: %s", saved, error)


def _forget_others(saved: Path) -> None:
    """Remove what can be of no use: who was where is kept no longer than it is looked at.

    That is an index older than the period that is read, of another database or other districts,
    and what a server that was killed left half written.
    """
    for other in saved.parent.iterdir():
        age = LOOK_BACK if not other.suffix else SAVED_EVERY
        if other != saved and _is_older_than(age, other):
            shutil.rmtree(other)


def _doubtful(scope: Scope, assumptions: Assumptions, before: Period) -> pd.DataFrame:
    """Return whose scans may say something else than before, and when: `person_id`, `at`."""
    changed = ask_columns(
        "changed_check_ins",
        _CHANGED,
        scope=scope,
        changed_since=before.assumptions.now - LATEST_COMMIT,
        since=assumptions.since,
        place_ids=before.changed_places(assumptions).tolist(),
    )
    at = pd.Series(changed["scanned_at"]).dt.tz_localize("UTC")
    moments = pd.DataFrame({"person_id": changed["person_id"], "at": at})
    return pd.concat([moments, before.doubtful(assumptions)], ignore_index=True)


def _settled(
    scope: Scope, assumptions: Assumptions, period: Period, doubtful: pd.DataFrame
) -> Period:
    """Return the period with every doubt settled, reaching further for those who never pause."""
    margin = _MARGIN
    while True:
        spans = assumptions.spans(doubtful, margin)
        rows = ask_columns(
            "check_ins_around",
            CHECK_IN,
            scope=scope,
            person_ids=spans["person_id"].tolist(),
            begins=_unix(spans["begins_at"]),
            ends=_unix(spans["ends_at"]),
        )
        period, doubtful = period.advanced(table(rows), doubtful, assumptions, margin=margin)
        if doubtful.empty:
            return period
        margin *= 4


def table(rows: npt.NDArray[Any]) -> pd.DataFrame:
    """Return check-ins as tracing wants them: times with a zone, an unknown check-out unknown."""
    left_at = rows["left_at"].copy()
    left_at[left_at == np.datetime64(0, "us")] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "place_id": rows["place_id"],
            "scanned_at": pd.Series(rows["scanned_at"]).dt.tz_localize("UTC"),
            "left_at": pd.Series(left_at).dt.tz_localize("UTC"),
        }
    )


def _unix(times: pd.Series) -> list[int]:
    return [int(second) for second in times.to_numpy("M8[s]").astype(np.int64)]
