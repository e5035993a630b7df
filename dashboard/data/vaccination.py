"""One cached, typed function per question about vaccination by group, place and waiting time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from dashboard import clock
from dashboard.data.database import Scope, ask
from dashboard.data.kept import kept
from dashboard.indicators.forecast import MAX_HORIZON_DAYS, Forecast, cumulative, forecast


@kept()
def coverage_groups(scope: Scope, data_time: datetime, lowest_ages: Sequence[int]) -> pd.DataFrame:
    """Return one row per commune, age group, sex and priority group: each step's count."""
    return ask("coverage_groups", scope=scope, data_time=data_time, lowest_ages=list(lowest_ages))


@kept()
def commune_doses(scope: Scope, data_time: datetime, *, by_home: bool) -> pd.DataFrame:
    """Return one row per commune and vaccine: doses recorded where people live, or where given."""
    return ask("commune_doses", scope=scope, data_time=data_time, by_home=by_home)


@kept()
def daily_doses_by_home(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per day with injections of residents, wherever they were given."""
    return ask("daily_doses_by_home", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def waiting_for_second(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per vaccine and day of dose 1: residents without a second dose."""
    return ask("waiting_for_second", scope=scope, data_time=data_time, district_id=district_id)


@dataclass(frozen=True, slots=True)
class Limits:
    """Per vaccine, the last days of dose 1 from which dose 2 is due, or late; one entry each."""

    vaccines: tuple[str, ...]
    due_dates: tuple[date, ...]
    late_dates: tuple[date, ...]


@kept()
def second_doses_due(
    scope: Scope,
    data_time: datetime,
    limits: Limits,
    district_id: str | None = None,
    commune_id: str | None = None,
) -> pd.DataFrame:
    """Return one row per vaccine: residents whose second dose is due by now, and late."""
    return ask(
        "second_doses_due",
        scope=scope,
        data_time=data_time,
        district_id=district_id,
        commune_id=commune_id,
        **_written(limits),
    )


@kept()
def people_due_for_second(
    scope: Scope,
    data_time: datetime,
    limits: Limits,
    most: int,
    district_id: str | None = None,
    commune_id: str | None = None,
) -> pd.DataFrame:
    """Return one row per resident whose second dose is due by now, the longest late first."""
    return ask(
        "people_due_for_second",
        scope=scope,
        data_time=data_time,
        most=most,
        district_id=district_id,
        commune_id=commune_id,
        **_written(limits),
    )


@kept()
def daily_first_doses(
    scope: Scope, data_time: datetime, lowest_age: int, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per day: how many residents of that age and over had their first dose."""
    return ask(
        "daily_first_doses",
        scope=scope,
        data_time=data_time,
        lowest_age=lowest_age,
        district_id=district_id,
    )


@kept("1h")
def first_dose_forecast(
    scope: Scope,
    data_time: datetime,
    lowest_age: int,
    whole: float,
    district_id: str | None = None,
) -> Forecast:
    """Return where first doses will stand, from the whole days before `data_time`, of `whole`.

    Takes half a second to a second.

    Raises
    ------
    dashboard.indicators.forecast.ForecastRefusedError
        When the curve does not carry a forecast.
    """
    days = daily_first_doses(scope, data_time, lowest_age, district_id)
    yesterday = clock.local_day(data_time) - timedelta(days=1)
    totals = cumulative(days["on_date"].dt.date, days["person_count"], yesterday)
    until = yesterday + timedelta(days=MAX_HORIZON_DAYS)
    return forecast(totals, until, at_least=float(days["person_count"].sum()), at_most=whole)


@kept()
def impossible_doses(
    scope: Scope, data_time: datetime, close_days: int, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per impossible record and its kind, with the site that entered it."""
    return ask(
        "impossible_doses",
        scope=scope,
        data_time=data_time,
        close_days=close_days,
        district_id=district_id,
    )


@kept()
def impossible_kinds(
    scope: Scope, data_time: datetime, close_days: int, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per kind with impossible records: `kind`, `record_count`."""
    return ask(
        "impossible_kinds",
        scope=scope,
        data_time=data_time,
        close_days=close_days,
        district_id=district_id,
    )


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


@kept()
def stock_sites(scope: Scope, data_time: datetime, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per site and vaccine: the books of 28 days, and what they do not explain."""
    return ask("stock_sites", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def negative_stock(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per site and vaccine whose latest count on hand is below nothing."""
    return ask("negative_stock", scope=scope, data_time=data_time, district_id=district_id)


def _written(limits: Limits) -> dict[str, list[object]]:
    return {
        "vaccines": [*limits.vaccines],
        "due_dates": [*limits.due_dates],
        "late_dates": [*limits.late_dates],
    }
