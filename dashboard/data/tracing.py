"""Questions of contact tracing: cases, check-ins, homes, places; and the index built of them.

What every authorised viewer shares (stays, index, homes) is kept as a resource, renewed when its
own source loads: read by all, changed by nobody. Nothing that names a person is cached.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd

from dashboard.data import cases as single_cases
from dashboard.data import check_ins
from dashboard.data.check_ins import Recorded
from dashboard.data.database import Scope, ask, ask_columns
from dashboard.data.kept import Load, kept, shared
from dashboard.data.units import communes
from dashboard.tracing.index.colocation import ColocationIndex

_HOME = [
    ("person_id", "i4"),
    ("household_id", "i4"),
    ("commune_number", "i4"),
    ("hamlet_id", "i4"),
    ("home_lon", "f8"),
    ("home_lat", "f8"),
]


def recorded(load: Load) -> Recorded:
    """Return the co-location index of the last 28 days, with every check-in loaded by now.

    Minutes for a province the first time, seconds after a load of check-ins, else at once. While
    it is brought up to date, whoever asks waits; whoever has the former one goes on with it.
    """
    loaded_at = _loaded_at(load, "check_ins")
    households = homes(load)["household_id"]
    return check_ins.latest(load.scope, loaded_at, places_for_stays(load), households)


def places_for_stays(load: Load) -> pd.DataFrame:
    """Return of each place what a stay depends on: `place_id`, `kind`, hours, `commune_id`."""
    known = places(load).rename(columns={"place_kind": "kind"})
    return known[["place_id", "kind", "closes_at", "commune_id"]]


def scans_only(load: Load) -> ColocationIndex:
    """Return the index of the same check-ins by their scans alone: see `TracingRules.scan_only`."""
    return _scans_only(load, _loaded_at(load, "check_ins"))


@shared(max_entries=1)
def _scans_only(load: Load, loaded_at: datetime) -> ColocationIndex:
    return check_ins.scans_alone(
        check_ins.since(load.scope, check_ins.first_moment(loaded_at)),
        loaded_at,
        places_for_stays(load),
        homes(load)["household_id"],
    )


def homes(load: Load) -> pd.DataFrame:
    """Return one row per person, by `person_id`: household, hamlet, commune, the home's point."""
    return _homes(replace(load, data_time=_loaded_at(load, "population")))


@shared(max_entries=2)
def _homes(load: Load) -> pd.DataFrame:
    rows = ask_columns("homes", _HOME, scope=load.scope)
    commune_ids = pd.Index(communes(load.scope)["commune_id"])  # by code, as they are numbered
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
def _loaded_at(load: Load, feed_id: str) -> datetime:
    """Return when this source last loaded; any source, where the contract does not name it."""
    latest = ask("loaded_at", scope=load.scope, feed_id=feed_id)["loaded_at"].iloc[0]
    return load.data_time if pd.isna(latest) else latest.to_pydatetime()


@kept()
def cases(load: Load) -> pd.DataFrame:
    """Return one row per case, the latest confirmed first, without names."""
    return ask("cases", scope=load.scope)


def new_cases(scope: Scope, since: datetime, until: datetime) -> list[str]:
    """Return the codes of the cases of that time, the latest first: asked anew every time."""
    found = ask("new_cases", scope=scope, since=since, until=until)
    return [str(code) for code in found["case_id"]]


@kept()
def undated_cases(load: Load) -> list[str]:
    """Return the codes of the cases that `cases` leaves out: no date places them in time."""
    found = ask("undated_cases", scope=load.scope)
    return [str(code) for code in found["case_id"]]


@shared(max_entries=4)
def places(load: Load) -> pd.DataFrame:
    """Return one row per place: name, kind, commune, point and hours."""
    return ask("places", scope=load.scope)


@shared(max_entries=4)
def place_names(load: Load) -> dict[int, str]:
    """Return what each place is called: tens of thousands, looked up on every click."""
    known = places(load)
    return dict(zip(known["place_id"].tolist(), known["place_name"].tolist(), strict=True))


@kept("1h")
def hamlets(scope: Scope) -> pd.DataFrame:
    """Return one row per hamlet: `hamlet_id`, `commune_id`, `hamlet_name` and its point."""
    return ask("hamlets", scope=scope)


@kept()
def isolations(load: Load) -> pd.DataFrame:
    """Return one row per isolation, other than as a case: `isolated_at`, `released_at` or not yet.

    By `person_id`, who may have several; with its `reason`.
    """
    return ask("isolations", scope=load.scope)


@kept()
def commune_apps(load: Load) -> pd.DataFrame:
    """Return one row per commune: residents, smartphone owners, people with the app."""
    return ask("commune_apps", scope=load.scope)


@kept()
def scan_audits(load: Load) -> pd.DataFrame:
    """Return one row per count at a door in the last 28 days: visitors, and who scanned."""
    return ask("scan_audits", scope=load.scope, since=load.data_time - check_ins.LOOK_BACK)


def severity_conditions(scope: Scope, person_ids: Sequence[int]) -> pd.DataFrame:
    """Return birth year and priority group of these people. Never cached; log the look first."""
    return ask("severity_conditions", scope=scope, person_ids=list(person_ids))


def identities(scope: Scope, person_ids: Sequence[int]) -> pd.DataFrame:
    """Return name, phone and address of these people. Never cached; log the look first.

    Of whom the register does not know, what the case said of them.
    """
    known = ask("identities", scope=scope, person_ids=list(person_ids))
    told = [person for person in person_ids if person < 0]
    return pd.concat([known, single_cases.described(scope, told)]) if told else known
