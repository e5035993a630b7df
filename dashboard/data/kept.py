"""One cached, typed function per question. Scope and time are always arguments.

`st.cache_data` is shared by all viewers, so what an answer depends on stands in its arguments:
above all the `Scope`, of which the cache keeps only what decides the rows, its rights and
districts. `data_time` is the time of the data, never the clock. Nothing that failed is cached,
and nothing that names a person is cached at all.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from dashboard.data.database import Scope, ask, record

P = ParamSpec("P")
R = TypeVar("R")


def what_decides_rows(scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rights and districts of a scope: viewers who share them see the same rows."""
    districts = ("*",) if scope.district_ids is None else scope.district_ids
    return tuple(sorted(scope.rights)), districts


SHORT: Final[dict[str, Any]] = {
    "ttl": "2min",
    "max_entries": 256,
    "show_spinner": False,
    "hash_funcs": {Scope: what_decides_rows},
}
"""How answers are kept that change with every load; two viewers of one reach share them."""

LONG: Final[dict[str, Any]] = {**SHORT, "ttl": "1h"}
"""How answers are kept that change with an import: units and outlines."""


LONGEST_LAG: Final = timedelta(minutes=15)
"""How far the roll-ups may be behind the last load; from then on the pages compute their own."""


class Figures(NamedTuple):
    """As of when the indicators are, and whether they were computed ahead."""

    data_time: datetime
    is_rolled: bool


def kept(ttl: str = "2min") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers for `ttl`; a decorator that keeps its types."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_data(**{**SHORT, "ttl": ttl})
    return decorate


def held(ttl: str = "2min") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers as `kept` does, without a copy for each: they never change."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        **{**SHORT, "ttl": ttl}
    )
    return decorate


@kept("20s")
def data_time(scope: Scope) -> datetime | None:
    """Return when any source last loaded: the "now" of every page. None: nothing was loaded."""
    latest = ask("data_time", scope=scope)["data_time"].iloc[0]
    return None if pd.isna(latest) else pd.Timestamp(latest).to_pydatetime().astimezone(UTC)


@kept("20s")
def figures(scope: Scope) -> Figures | None:
    """Return as of when the indicators are. None: nothing was loaded.

    The roll-ups' time while they keep up with the loads, otherwise the last load, computed live.
    `ask` finds out by itself which of them answers for a time.
    """
    found = ask("figures_time", scope=scope, longest_lag=LONGEST_LAG).iloc[0]
    if pd.isna(found["data_time"]):
        return None
    moment = pd.Timestamp(found["data_time"]).to_pydatetime().astimezone(UTC)
    return Figures(moment, is_rolled=bool(found["is_rolled"]))


@kept()
def feeds(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per source: when it last loaded, how much, and whether it is late."""
    return ask("feeds", scope=scope, data_time=data_time)


@kept("1h")
def districts(scope: Scope) -> pd.DataFrame:
    """Return one row per district: `district_id`, `district_name`, `district_kind`."""
    return ask("districts", scope=scope)


@kept("1h")
def communes(scope: Scope) -> pd.DataFrame:
    """Return one row per commune of the province, with its district and denominators."""
    return ask("communes", scope=scope)


@held()
def commune_outlines(scope: Scope) -> pd.DataFrame:
    """Return one row per commune: `commune_id`, `outline` (GeoJSON geometry), `outline_source`.

    One table for all: copying the outlines on every click took longer than the rest of a map.
    """
    return ask("commune_outlines", scope=scope)


@kept()
def agency_adoption(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per agency: head count, and installs now, a day ago and a week ago."""
    return ask("agency_adoption", scope=scope, data_time=data_time)


@kept()
def commune_adoption(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: smartphone owners, installs now, before, and active users."""
    return ask("commune_adoption", scope=scope, data_time=data_time)


@kept()
def daily_installs(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per day with installs: `on_date`, `install_count`, `official_count`."""
    return ask("daily_installs", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def app_uses(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: what the app was used for in the last 7 days, in times."""
    return ask("app_uses", scope=scope, data_time=data_time)


@kept()
def daily_campaign(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per day of the campaign: broadcasts, hours of guidance, installs guided."""
    return ask("daily_campaign", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def daily_declarations(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per day of the last 15: declarations, and those up to this clock time."""
    return ask("daily_declarations", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def daily_venues(scope: Scope, data_time: datetime, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per day of the last 8: registered places that were scanned at."""
    return ask("daily_venues", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def registered_venues(scope: Scope, data_time: datetime, district_id: str | None = None) -> int:
    """Return how many places have a registered QR code."""
    rows = ask("registered_venues", scope=scope, data_time=data_time, district_id=district_id)
    return int(rows["venue_count"].iloc[0])


@kept()
def daily_results(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per day with test results: how many, and how many went back online."""
    return ask("daily_results", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def daily_cases(scope: Scope, data_time: datetime, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per day of the last 15: cases confirmed."""
    return ask("daily_cases", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def commune_risk_days(scope: Scope, data_time: datetime, days: int) -> pd.DataFrame:
    """Return one row per commune and day of the last `days`: cases confirmed, F1 isolated."""
    return ask("commune_risk_days", scope=scope, data_time=data_time, days=days)


@kept()
def commune_coverage(scope: Scope, data_time: datetime, adult_age: int) -> pd.DataFrame:
    """Return one row per commune and `is_adult`: registered, invited, dose 1 and dose 2."""
    return ask("commune_coverage", scope=scope, data_time=data_time, adult_age=adult_age)


@kept()
def daily_doses(scope: Scope, data_time: datetime, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per day with injections: `on_date`, `dose1_count`, `dose2_count`."""
    return ask("daily_doses", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def vaccine_stock(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per vaccine: doses on hand, and used in the last seven days."""
    return ask("vaccine_stock", scope=scope, data_time=data_time, district_id=district_id)


def not_installed(
    scope: Scope,
    data_time: datetime,
    *,
    commune_id: str | None = None,
    agency_id: int | None = None,
) -> list[int]:
    """Return who of one commune or one agency has not installed. Never cached, as it is people."""
    rows = ask(
        "not_installed",
        scope=scope,
        data_time=data_time,
        commune_id=commune_id,
        agency_id=agency_id,
    )
    return [int(person_id) for person_id in rows["person_id"]]


def viewer_of(email: str) -> pd.DataFrame:
    """Return the viewer the province lets in under this address: one row or none."""
    nobody = Scope("", "", frozenset(), ())
    return record("viewer_of", scope=nobody, email=email)


def record_look(scope: Scope, question: str, reason: str, person_ids: Sequence[int]) -> None:
    """Write one look at people into the access log. Never cached; raises if it cannot write."""
    record(
        "record_look",
        scope=scope,
        viewer=scope.viewer,
        role=scope.role,
        question=question,
        reason=reason,
        person_count=len(person_ids),
        person_ids=list(person_ids),
    )
