"""Questions of contact tracing: cases, check-ins, homes, places; and the index built of them.

What every authorised viewer shares (stays, index, homes) is kept as a resource, renewed when its
own source loads: read by all, changed by nobody. Nothing that names a person is cached.
"""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from dashboard.data import check_ins
from dashboard.data.check_ins import Recorded
from dashboard.data.database import Scope, ask, ask_columns
from dashboard.data.kept import kept, shared
from dashboard.data.units import communes
from dashboard.tracing.index import subset
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays.estimated import stays_from_check_ins

_HOME = [
    ("person_id", "i4"),
    ("household_id", "i4"),
    ("commune_number", "i4"),
    ("hamlet_id", "i4"),
    ("home_lon", "f8"),
    ("home_lat", "f8"),
]


def recorded(scope: Scope, data_time: datetime) -> Recorded:
    """Return the co-location index of the last 28 days, with every check-in loaded by now.

    Minutes for a province the first time, seconds after a load of check-ins, else at once. While
    it is brought up to date, whoever asks waits; whoever has the former one goes on with it.
    """
    loaded_at = _loaded_at(scope, "check_ins", data_time)
    return check_ins.latest(
        scope, loaded_at, places_for_stays(scope, data_time), homes(scope, data_time).index
    )


def places_for_stays(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return of each place what a stay depends on: `place_id`, `kind`, hours, `commune_id`."""
    known = places(scope, data_time).rename(columns={"place_kind": "kind"})
    return known[["place_id", "kind", "closes_at", "commune_id"]]


def scans_only(scope: Scope, data_time: datetime) -> ColocationIndex:
    """Return the index of the same check-ins by their scans alone: see `TracingRules.scan_only`."""
    return _scans_only(scope, _loaded_at(scope, "check_ins", data_time), data_time)


@shared(max_entries=1)
def _scans_only(scope: Scope, loaded_at: datetime, data_time: datetime) -> ColocationIndex:
    stays = stays_from_check_ins(
        check_ins.since(scope, check_ins.first_moment(loaded_at)),
        places_for_stays(scope, data_time),
        rules=TracingRules(scan_only=True),
        known_people=homes(scope, data_time).index,
        now=loaded_at,
    )
    return ColocationIndex.build(stays)


@shared(max_entries=2)
def at_kinds(
    _index: ColocationIndex,
    _places: pd.DataFrame,
    scope: Scope,
    loaded_at: datetime,
    kinds: tuple[str, ...],
    *,
    is_scan_only: bool,
) -> ColocationIndex:
    """Return the stays of an index of this load that are at these kinds of place."""
    del scope, loaded_at, is_scan_only  # they say which index it is, for the cache
    return subset.at_kinds(_index, _places, kinds)


def homes(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per person, by `person_id`: household, hamlet, commune, the home's point."""
    return _homes(scope, _loaded_at(scope, "population", data_time))


@shared(max_entries=2)
def _homes(scope: Scope, loaded_at: datetime) -> pd.DataFrame:
    del loaded_at  # a new load makes a new answer
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
def _loaded_at(scope: Scope, feed_id: str, data_time: datetime) -> datetime:
    """Return when this source last loaded; any source, where the contract does not name it."""
    latest = ask("loaded_at", scope=scope, feed_id=feed_id)["loaded_at"].iloc[0]
    return data_time if pd.isna(latest) else latest.to_pydatetime()


@kept()
def cases(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per case, the latest confirmed first, without names."""
    del data_time
    return ask("cases", scope=scope)


@shared(max_entries=4)
def places(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per place: name, kind, commune, point and hours."""
    del data_time
    return ask("places", scope=scope)


@shared(max_entries=4)
def place_names(scope: Scope, data_time: datetime) -> dict[int, str]:
    """Return what each place is called: tens of thousands, looked up on every click."""
    known = places(scope, data_time)
    return dict(zip(known["place_id"].tolist(), known["place_name"].tolist(), strict=True))


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
def commune_apps(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: residents, smartphone owners, people with the app."""
    del data_time
    return ask("commune_apps", scope=scope)


@kept()
def scan_audits(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per count at a door in the last 28 days: visitors, and who scanned."""
    return ask("scan_audits", scope=scope, since=data_time - check_ins.LOOK_BACK)


def identities(scope: Scope, person_ids: Sequence[int]) -> pd.DataFrame:
    """Return name, phone and address of these people. Never cached; log the look first."""
    return ask("identities", scope=scope, person_ids=list(person_ids))
