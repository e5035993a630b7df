"""Questions about single cases: who they are, and which of their windows were edited.

Nothing here is cached: names are not kept, and two people at work see each other's edits at once.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import pandas as pd

from dashboard import alphabet
from dashboard.data.database import Scope, ask, record
from dashboard.data.kept import kept

_PHONE = re.compile(r"[\d\s.+()-]+")


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


def find_cases(scope: Scope, text: str) -> pd.DataFrame:
    """Return the cases whose name or phone contains `text`; log the look before showing them.

    Marks and case do not matter (`alphabet.fold`), nor what stands between a phone's digits. One
    row per case, latest first: `case_id`, `person_id`, `full_name`, `phone`.
    """
    wanted = " ".join(text.split())
    is_phone = _PHONE.fullmatch(wanted) is not None
    return ask(
        "find_cases",
        scope=scope,
        wanted_name="" if is_phone else alphabet.fold(wanted),
        wanted_digits=wanted if is_phone else "",
    )


def window_edits(scope: Scope, case_ids: Sequence[str]) -> pd.DataFrame:
    """Return one row per edit of these cases' windows, latest first."""
    return record("window_edits", scope=scope, case_ids=list(case_ids))


def record_window_edit(scope: Scope, edit: WindowEdit) -> None:
    """Write one edit into the ledger; raises if it cannot write."""
    if not edit.reason.strip():
        raise ValueError(f"the edited window of case {edit.case_id} needs its reason")
    values = asdict(edit) | {"reason": edit.reason.strip()}
    record("record_window_edit", scope=scope, **values, edited_by=scope.viewer)


@kept()
def daily_cases(scope: Scope, data_time: datetime, district_id: str | None = None) -> pd.DataFrame:
    """Return one row per day of the last 15: cases confirmed."""
    return ask("daily_cases", scope=scope, data_time=data_time, district_id=district_id)


@kept()
def commune_risk_days(scope: Scope, data_time: datetime, days: int) -> pd.DataFrame:
    """Return one row per commune and day of the last `days`: cases confirmed, F1 isolated."""
    return ask("commune_risk_days", scope=scope, data_time=data_time, days=days)
