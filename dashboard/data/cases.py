"""Questions about single cases: who they are, which windows were edited, whom they name.

Nothing here is cached: names are not kept, and two people at work see each other's edits at once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import pandas as pd

from dashboard.alphabet import wanted
from dashboard.data.database import Scope, ask, record
from dashboard.data.follow_up import ALWAYS
from dashboard.data.kept import kept

MOST_FOUND: Final = 20
"""So many people of one name are offered: a longer name, or a phone, tells them apart."""


@dataclass(frozen=True, kw_only=True)
class WindowEdit:
    """A changed infectious window as it enters the ledger; an unknown end is None."""

    case_id: str
    district_id: str
    """Where the case lives: who answers for that district sees the edit."""
    old_from: datetime
    old_until: datetime | None
    new_from: datetime
    new_until: datetime | None
    reason: str
    preset: str
    data_time: datetime


class Relation(StrEnum):
    """What somebody is to the case."""

    HOUSEHOLD = "household"
    FAMILY = "family"
    FRIEND = "friend"
    WORK = "work"
    SCHOOL = "school"
    NEIGHBOUR = "neighbour"
    SERVICE = "service"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Interview:
    """One contact that a case names."""

    case_id: str
    case_person_id: int
    district_id: str
    """Where the case lives: who traces in that district sees it."""
    person_id: int | None
    """None is somebody whom the register does not know: named in the next three."""
    named: str = ""
    phone: str = ""
    lives: str = ""
    place: str = ""
    relation: Relation
    met_at: datetime
    parted_at: datetime


def find_cases(scope: Scope, text: str) -> pd.DataFrame:
    """Return the cases whose name or phone contains `text`; log the look before showing them.

    Marks and case do not matter (`alphabet.fold`), nor what stands between a phone's digits. One
    row per case, latest first: `case_id`, `person_id`, `full_name`, `phone`.
    """
    name, digits = wanted(text)
    return ask("find_cases", scope=scope, wanted_name=name, wanted_digits=digits)


def window_edits(scope: Scope, case_ids: Sequence[str]) -> pd.DataFrame:
    """Return one row per edit of these cases' windows, latest first."""
    return record("window_edits", scope=scope, case_ids=list(case_ids))


def record_window_edit(scope: Scope, edit: WindowEdit) -> None:
    """Write one edit into the ledger; raises if it cannot write."""
    if not edit.reason.strip():
        raise ValueError(f"the edited window of case {edit.case_id} needs its reason")
    values = asdict(edit) | {"reason": edit.reason.strip()}
    record("record_window_edit", scope=scope, **values)


@kept()
def daily_cases(scope: Scope, data_time: datetime, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per day of the last 15: cases confirmed."""
    return ask("daily_cases", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def commune_risk_days(scope: Scope, data_time: datetime, days: int) -> pd.DataFrame:
    """Return one row per commune and day of the last `days`: cases confirmed, F1 isolated."""
    return ask("commune_risk_days", scope=scope, data_time=data_time, days=days)


def interviews(scope: Scope, known_at: datetime | None = None) -> pd.DataFrame:
    """Return one row per contact named by a moment, without names; None is the present.

    `interview_id`, `case_id`, `case_person_id`, `person_id` (negative: not in the register),
    `place`, `relation`, `met_at`, `parted_at`, `recorded_by`, `recorded_at`.
    """
    return record("interviews", scope=scope, known_at=known_at or ALWAYS)


def add_interview(scope: Scope, interview: Interview) -> int:
    """Write one contact into the ledger and return its number; raises if it cannot write."""
    if interview.parted_at <= interview.met_at:
        raise ValueError(f"the contact ends {interview.parted_at}, before {interview.met_at}")
    values = asdict(interview) | {"relation": str(interview.relation)}
    added = record("add_interview", scope=scope, **values)
    return int(added["interview_id"].iloc[0])


def is_joined(scope: Scope, interview_id: int, person_id: int) -> bool:
    """Say who it was: another report's person, or one of the register; False: somebody did."""
    return _replaced(scope, interview_id, person_id=person_id, is_withdrawn=False)


def is_withdrawn(scope: Scope, interview_id: int) -> bool:
    """Take a contact out of all traces from now on; False: somebody else has changed it."""
    return _replaced(scope, interview_id, person_id=None, is_withdrawn=True)


def find_people(scope: Scope, text: str) -> pd.DataFrame:
    """Return the people whose name, phone or card has `text`; log the look before showing them.

    `person_id`, `full_name`, `phone`, `address`; at most `MOST_FOUND`, by name.
    """
    name, digits = wanted(text)
    return ask("find_people", scope=scope, wanted_name=name, wanted_digits=digits, most=MOST_FOUND)


def described(scope: Scope, person_ids: Sequence[int]) -> pd.DataFrame:
    """Return what cases said of people who are not in the register; log the look first."""
    return record("interviewed", scope=scope, person_ids=list(person_ids))


def _replaced(
    scope: Scope, interview_id: int, *, person_id: int | None, is_withdrawn: bool
) -> bool:
    replaced = record(
        "replace_interview",
        scope=scope,
        interview_id=interview_id,
        person_id=person_id,
        is_withdrawn=is_withdrawn,
    )
    return not replaced.empty
