"""Questions of every platform that the province's letters name, all answered in one form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pandas as pd

from dashboard.data.database import Scope, ask
from dashboard.data.kept import kept

QUESTIONS: Final = {
    "declarations": "platform_declarations",
    "waiting_samples": "platform_waiting_samples",
    "results_electronic": "platform_results",
    "results_told": "platform_results",
    "matching_results": "platform_matching_results",
    "certificates": "platform_certificates",
    "health_records": "platform_health_records",
    "portal_visits": "platform_portal_visits",
    "venues": "platform_venues",
    "equipment_installed": "platform_equipment_installed",
    "equipment_working": "platform_equipment_working",
    "support_workers": "platform_support_workers",
    "support_work": "platform_support_work",
    "campaigns": "platform_campaigns",
    "readiness": "platform_readiness",
}
"""Platform -> its question, in the order of the letters."""

BLANKS: Final[Mapping[str, Mapping[str, object]]] = {
    "results_electronic": {"channels": ["app", "portal"]},
    "results_told": {"channels": None},
}
"""Platform -> its question's own blanks, where it has any."""


@kept()
def platform(scope: Scope, data_time: datetime, name: str) -> pd.DataFrame:
    """Return one row per district and `days_ago` (0, 1, 7): `done_count`, `whole_count`.

    A count without a whole has none; what is the province's own has no `district_id`.
    """
    blanks = BLANKS.get(name, {})
    rows = ask(QUESTIONS[name], scope=scope, data_time=data_time, **blanks)
    return rows.astype({"done_count": "Float64", "whole_count": "Float64"})


@kept()
def checkpoint_items(
    scope: Scope,
    data_time: datetime,
    district_id: str | None = None,
    commune_id: str | None = None,
) -> pd.DataFrame:
    """Return one row per open checkpoint and kind of equipment that it lacks, in part or whole."""
    return ask(
        "checkpoint_items",
        scope=scope,
        data_time=data_time,
        district_id=district_id,
        commune_id=commune_id,
    )


@kept()
def silent_communes(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: declarations of a day, the day before and the week before."""
    return ask("silent_communes", scope=scope, data_time=data_time)


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
def sample_groups(scope: Scope, data_time: datetime, by: str) -> pd.DataFrame:
    """Return one row per group of samples and district, and per group of all together.

    Counts of two weeks, hours from sample to result and from result to citizen; groups `by` all,
    day, commune, laboratory, method, reason or channel.
    """
    return ask("sample_groups", scope=scope, data_time=data_time, asked_by=by)


@kept()
def declared_communes(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: residents, and who declared what within 7 days."""
    return ask("declared_communes", scope=scope, data_time=data_time)


@kept("1h")
def declared_days(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune and day of the last 35: who declared what."""
    return ask("declared_days", scope=scope, data_time=data_time)


def declared_risks(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per person who declared a contact or symptom within 7 days; log the look."""
    return ask("declared_risks", scope=scope, data_time=data_time)


@kept()
def linked_communes(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: residents, and those with a linked health record."""
    return ask("linked_communes", scope=scope, data_time=data_time)


@kept()
def support_communes(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: who of the team works there, what got done, which days nobody."""
    return ask("support_communes", scope=scope, data_time=data_time)


@kept()
def support_kinds(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per district and kind of helper: how many, and their last 7 whole days."""
    return ask("support_kinds", scope=scope, data_time=data_time)


@kept()
def support_days(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per district and day of the last 28: hours, and what got done."""
    return ask("support_days", scope=scope, data_time=data_time)


@kept()
def system_days(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune, day and kind: how results of the two test systems agree."""
    return ask("system_days", scope=scope, data_time=data_time)


def system_differences(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per result that the two test systems do not agree on; log the look."""
    return ask("system_differences", scope=scope, data_time=data_time)


@kept("1h")
def pairing_tried(scope: Scope, data_time: datetime) -> pd.Series:
    """Return how many pairs the rule without codes makes (`tried_count`), how many are right."""
    return ask("pairing_tried", scope=scope, data_time=data_time).iloc[0]


@kept()
def sample_backlog(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: samples that wait for their result, by how long."""
    return ask("sample_backlog", scope=scope, data_time=data_time)


@kept()
def venue_groups(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune and kind of place: registered, in use, and hand counts."""
    return ask("venue_groups", scope=scope, data_time=data_time)


@kept()
def silent_venues(
    scope: Scope, data_time: datetime, district_id: str | None = None
) -> pd.DataFrame:
    """Return one row per registered place that nobody scanned at for a week, longest first.

    Takes half a second in a province of 60,000: days before the last 9 are in no roll-up.
    """
    return ask("silent_venues", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def open_checkpoints(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per open checkpoint: staff by shift, scans, and hand counts."""
    return ask("open_checkpoints", scope=scope, data_time=data_time)


@kept()
def checkpoint_equipment(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per open checkpoint and kind of equipment: required, installed, working."""
    return ask("checkpoint_equipment", scope=scope, data_time=data_time)


@kept()
def checkpoint_flow(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per district and hour of the day: scans at checkpoints in 7 whole days."""
    return ask("checkpoint_flow", scope=scope, data_time=data_time)


@kept()
def readiness_items(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune and item of "four on the spot": its latest assessment."""
    return ask("readiness_items", scope=scope, data_time=data_time)


@kept()
def commune_reports(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: how many days ago it last reported what."""
    return ask("commune_reports", scope=scope, data_time=data_time)


@kept()
def venue(scope: Scope, data_time: datetime, place_id: int) -> pd.DataFrame:
    """Return one row per code of a place's site, the place itself first; none out of scope."""
    return ask("venue", scope=scope, data_time=data_time, place_id=place_id)


@kept()
def venue_hours(scope: Scope, data_time: datetime, place_id: int) -> pd.DataFrame:
    """Return one row per hour of the day: people who scanned at a place in 7 whole days."""
    return ask("venue_hours", scope=scope, data_time=data_time, place_id=place_id)


def venue_cases(scope: Scope, data_time: datetime, place_id: int) -> pd.DataFrame:
    """Return one row per case and day at a place: visitors of that day, and those traced."""
    return ask("venue_cases", scope=scope, data_time=data_time, place_id=place_id)


@kept()
def service_visits(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per day of 28, service and channel: visits of the portal and the app."""
    return ask("service_visits", scope=scope, data_time=data_time)


@kept()
def campaign_kinds(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per way of the campaign and district: broadcasts of two weeks."""
    return ask("campaign_kinds", scope=scope, data_time=data_time)


@kept()
def campaign_reach(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per commune: broadcasts of its loudspeakers and its district's radio."""
    return ask("campaign_reach", scope=scope, data_time=data_time)
