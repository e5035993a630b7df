"""Questions of contact tracing: cases, check-ins, homes, places; and the index built of them.

What every authorised viewer shares (stays, index, homes) is built once per load of data and kept
as a resource: read by all, changed by nobody. Nothing that names a person is cached.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dashboard.data import SHORT, communes, kept
from dashboard.database import Scope, ask, ask_columns
from dashboard.tracing.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays import stays_from_check_ins

LOOK_BACK = timedelta(days=28)
"""How far back check-ins are read: 14 days before the earliest useful window, and rings on top."""

_CHECK_IN = [
    ("person_id", "i4"),
    ("place_id", "i4"),
    ("scanned_at", "M8[us]"),
    ("left_at", "M8[us]"),
]
_HOME = [
    ("person_id", "i4"),
    ("household_id", "i4"),
    ("commune_number", "i4"),
    ("hamlet_id", "i4"),
    ("home_lon", "f8"),
    ("home_lat", "f8"),
]


P = ParamSpec("P")
R = TypeVar("R")


def shared(max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function builds, for everybody of the same reach; it must never be changed."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        max_entries=max_entries,
        ttl="2h",
        show_spinner=False,
        hash_funcs=SHORT["hash_funcs"],
    )
    return decorate


@dataclass(frozen=True, eq=False)
class Recorded:
    """What the check-ins of a period say: the index, and what could not be used."""

    index: ColocationIndex
    check_in_count: int
    set_aside: dict[str, int]
    """Scans set aside, by reason: counted and shown, never dropped in silence."""
    seconds: dict[str, float]
    """How long each part took when it was built: `load`, `stays`, `index`."""


@shared(max_entries=2)
def recorded(scope: Scope, data_time: datetime) -> Recorded:
    """Return the co-location index of the last 28 days: seconds the first time, then at once."""
    started = perf_counter()
    rows = ask_columns("check_ins", _CHECK_IN, scope=scope, since=data_time - LOOK_BACK)
    loaded = perf_counter()
    stays = stays_from_check_ins(
        _check_in_table(rows),
        places(scope, data_time).rename(columns={"place_kind": "kind"}),
        rules=TracingRules(),
        known_people=homes(scope, data_time).index,
        now=data_time,
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


@shared(max_entries=2)
def homes(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per person, by `person_id`: household, hamlet, commune, the home's point."""
    del data_time  # a new load makes a new answer
    rows = ask_columns("homes", _HOME, scope=scope)
    commune_ids = pd.Index(communes(scope)["commune_id"])  # by code, as the question numbers them
    return pd.DataFrame(
        {
            "household_id": rows["household_id"],
            "hamlet_id": rows["hamlet_id"],
            "commune_id": pd.Categorical.from_codes(rows["commune_number"] - 1, commune_ids),
            "lon": rows["home_lon"],
            "lat": rows["home_lat"],
        },
        index=pd.Index(rows["person_id"], name="person_id"),
    ).sort_index()


@kept()
def cases(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per case, the latest confirmed first, without names."""
    del data_time
    return ask("cases", scope=scope)


@kept("1h")
def places(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per place: name, kind, commune, point and hours."""
    del data_time
    return ask("places", scope=scope)


@kept("1h")
def hamlets(scope: Scope) -> pd.DataFrame:
    """Return one row per hamlet: `hamlet_id`, `commune_id`, `hamlet_name` and its point."""
    return ask("hamlets", scope=scope)


@kept()
def isolations(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per isolated person who is not a case: `person_id`, `isolated_at`."""
    del data_time
    return ask("isolations", scope=scope)


@kept()
def app_reach(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: residents, smartphone owners, people with the app."""
    del data_time
    return ask("app_reach", scope=scope)


@kept()
def scan_audits(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per count at a door in the last 28 days: visitors, and who scanned."""
    return ask("scan_audits", scope=scope, since=data_time - LOOK_BACK)


def identities(scope: Scope, person_ids: Sequence[int]) -> pd.DataFrame:
    """Return name, phone and address of these people. Never cached; log the look first."""
    return ask("identities", scope=scope, person_ids=list(person_ids))


def _check_in_table(rows: npt.NDArray[Any]) -> pd.DataFrame:
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
