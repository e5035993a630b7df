"""Installs of the app: by agency, by commune, by day, and who has none."""

from datetime import datetime

import pandas as pd

from dashboard.data.database import Scope, ask
from dashboard.data.kept import kept


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
