"""A period on disk: its index and what it rests on, so that a start need not read every scan."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from dashboard.tracing.errors import TableError
from dashboard.tracing.index import saved
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays.homes import Homes
from dashboard.tracing.stays.period import Assumptions, Period

VERSION: Final = 1
"""Of the files beside the index; another version is refused."""

_ABOUT: Final = "period.json"
_INDEX: Final = "index"


@dataclass(frozen=True)
class _Tables:
    """What a period holds besides its index, as tables without an index of their own."""

    set_aside: pd.DataFrame
    places: pd.DataFrame
    people: pd.DataFrame
    households: pd.DataFrame


def save(period: Period, folder: Path) -> None:
    """Write the period into `folder`, replacing one that is there: all at once, or not at all.

    About 25 bytes per stay, and 10 per person.
    """
    assumptions = period.assumptions
    with saved.replacing(folder) as part:
        period.index.save(part / _INDEX)
        for name, table in vars(_tables(period)).items():
            table.to_feather(part / f"{name}.arrow", compression="uncompressed")
        about = {
            "version": VERSION,
            "rules": repr(assumptions.rules),
            "period": [assumptions.since.isoformat(), assumptions.now.isoformat()],
            "homes": _span(assumptions.homes),
            "checksums": saved.checksums(part),
        }
        (part / _ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


def opened(folder: Path, rules: TracingRules) -> Period:
    """Return the period that `save` wrote, its index mapped into memory.

    Every byte is read and compared with its checksum: a trace trusts positions that it reads.

    Raises
    ------
    TableError
        If there is none, it is damaged, of another version, or estimated by other rules.
    """
    about = _about(folder, rules)
    try:
        saved.check_bytes(folder, about["checksums"])
        tables = _Tables(
            **{
                name: pd.read_feather(folder / f"{name}.arrow")
                for name in _Tables.__dataclass_fields__
            }
        )
        since, now = map(datetime.fromisoformat, about["period"])
        homes = None
        if about["homes"] is not None:
            households = tables.households.set_index("person_id")["household_id"]
            homes = Homes(households, *map(datetime.fromisoformat, about["homes"]))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise TableError(f"the period in {folder} is damaged: {reason}") from None
    known_people: pd.Index = pd.Index(tables.people["person_id"])
    assumptions = Assumptions(since, now, tables.places, known_people, rules, homes)
    index = ColocationIndex.open(folder / _INDEX, is_checked=True)
    return Period(index, tables.set_aside, assumptions)


def _tables(period: Period) -> _Tables:
    assumptions = period.assumptions
    households = pd.DataFrame({"person_id": [], "household_id": []})
    if assumptions.homes is not None:
        known = assumptions.homes.households.rename("household_id")
        households = known.rename_axis("person_id").reset_index()
    return _Tables(
        set_aside=period.set_aside.reset_index(drop=True),
        places=assumptions.places.reset_index(drop=True),
        people=pd.DataFrame({"person_id": assumptions.known_people}),
        households=households,
    )


def _span(homes: Homes | None) -> list[str] | None:
    return None if homes is None else [homes.since.isoformat(), homes.until.isoformat()]


def _about(folder: Path, rules: TracingRules) -> dict[str, Any]:
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TableError(f"there is no saved period in {folder}: it has no {_ABOUT}") from None
    except (OSError, ValueError) as error:
        raise TableError(f"the period in {folder} is damaged: {_ABOUT}: {error}") from None
    if not isinstance(about, dict) or about.get("version") != VERSION:
        raise TableError(f"the period in {folder} is of another version than {VERSION}")
    if about.get("rules") != repr(rules):
        raise TableError(f"the period in {folder} was estimated by other rules")
    return about
