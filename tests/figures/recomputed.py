"""The second pair of eyes: every registered figure once more, straight from the operational tables.

Written from what the register says a figure means, not from the query it checks. A recomputation is
registered under the figure's key: `tile` gives the numbers that a tile or sentence shows, in their
order; `column` gives a value per unit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import ceil, isnan
from typing import Any

import numpy as np
import pandas as pd
import psycopg
from shapely import Geometry

VIETNAM = "Asia/Ho_Chi_Minh"
LAST_DAY_TO_INSTALL = date(2021, 8, 30)
DOSE_1_TARGET_DAY = date(2021, 12, 31)
DOSE_1_TARGET = 0.5

Tokens = list[str]
TILES: dict[str, Callable[["World"], Tokens]] = {}
COLUMNS: dict[str, Callable[["World", str], pd.Series]] = {}
NO_FIGURES: dict[str, str] = {}
"""Registered keys that are words, and why nothing is counted in them."""
TIPS: dict[str, Callable[["World", str], pd.Series]] = {}


def tile(*keys):
    """Register what a tile of these figures shows: number tokens in their order."""

    def register(work):
        TILES.update(dict.fromkeys(keys, work))
        return work

    return register


def column(*keys):
    """Register a column: unit -> number, for the unit that the column `level` names."""

    def register(work):
        COLUMNS.update(dict.fromkeys(keys, work))
        return work

    return register


def tips(name: str):
    """Register the tooltips of a map: unit -> number tokens in their order."""

    def register(work):
        TIPS[f"map.{name}"] = work
        return work

    return register


@dataclass(frozen=True, eq=False)
class World:
    """The operational tables as a viewer's scope leaves them.

    Attributes
    ----------
    district_ids
        The districts looked at; None is the whole province.
    own_district_ids
        The districts that the viewer may see at all; None is everyone's.
    address
        What the page was opened with: base, where, by, platform, case.
    is_tracer
        Whether the viewer may see who is isolated and who is a case.
    shapes
        The outlines that the page drew, where its figures are of what these enclose.
    ranked
        The communes that a ranking is among, where the viewer may not see all; None is all.
    kept
        What was read and worked out already, shared by all worlds of the same tables.
    """

    connection: psycopg.Connection
    now: datetime
    district_ids: tuple[str, ...] | None = None
    own_district_ids: tuple[str, ...] | None = None
    address: dict[str, str] = field(default_factory=dict)
    is_tracer: bool = True
    shapes: tuple[Geometry, ...] = ()
    ranked: tuple[str, ...] | None = None
    kept: dict[object, Any] = field(default_factory=dict)

    def ask(self, sql: str, **parameters: object) -> pd.DataFrame:
        """Return the rows of a plain question over `operational`, read once."""
        asked = parameters | {"now": self.now, "today": self.today}
        rows = self.once((sql, repr(asked)), lambda: self._read(sql, asked))
        return rows.copy(deep=False)

    def once(self, key: object, work: Callable[[], Any]) -> Any:
        """Return what was worked out under this key, now or before."""
        if key not in self.kept:
            self.kept[key] = work()
        return self.kept[key]

    def _read(self, sql: str, asked: dict[str, object]) -> pd.DataFrame:
        cursor = self.connection.execute(sql, asked)
        return pd.DataFrame(cursor.fetchall(), columns=[c.name for c in cursor.description])

    @property
    def today(self) -> date:
        """The Vietnamese day of the data."""
        return pd.Timestamp(self.now).tz_convert(VIETNAM).date()

    @cached_property
    def communes(self) -> pd.DataFrame:
        """Communes looked at, by id."""
        rows = self.ask("select * from operational.communes").set_index("commune_id")
        ids = self.district_ids
        return rows if ids is None else rows[rows["district_id"].isin(ids)]

    @property
    def people(self) -> pd.DataFrame:
        """People who live in the communes looked at, by id, with age at the data's year."""
        return self.once(("people", self.district_ids), self._people)

    def _people(self) -> pd.DataFrame:
        rows = self.ask("select * from operational.people").set_index("person_id")
        rows = rows[rows["commune_id"].isin(self.communes.index)]
        return rows.assign(
            age=self.today.year - rows["birth_year"],
            district_id=rows["commune_id"].map(self.communes["district_id"]),
        )

    def events(self, table: str, at: str) -> pd.DataFrame:
        """Rows of a table of people's acts up to now, of people looked at, with `days_ago`."""
        key = ("events", table, at, self.district_ids)
        return self.once(key, lambda: self._events(table, at)).copy(deep=False)

    def _events(self, table: str, at: str) -> pd.DataFrame:
        rows = self.ask(f"select * from operational.{table} where {at} <= %(now)s")  # noqa: S608
        rows = rows[rows["person_id"].isin(self.people.index)]
        passed = (pd.Timestamp(self.now) - pd.to_datetime(rows[at], utc=True)) / timedelta(days=1)
        return rows.assign(
            days_ago=passed,
            commune_id=rows["person_id"].map(self.people["commune_id"]),
            district_id=rows["person_id"].map(self.people["district_id"]),
        )

    def per(self, level: str, rows: pd.DataFrame) -> pd.Series:
        """Count rows per unit, zero where a unit has none."""
        return rows.groupby(level).size().reindex(self.units(level), fill_value=0)

    def units(self, level: str) -> pd.Index:
        """Return the units of a level that are looked at."""
        if level == "commune_id":
            return self.communes.index
        return pd.Index(sorted(self.communes["district_id"].unique()))

    def per_commune(self, level: str, name: str) -> pd.Series:
        """Sum a column of the communes per unit; unknown where none is known."""
        values = self.communes[name].astype("float64")
        if level == "commune_id":
            return values
        return values.groupby(self.communes["district_id"]).sum(min_count=1)

    @property
    def days_left(self) -> int:
        """Days to install, today included."""
        return max((LAST_DAY_TO_INSTALL - self.today).days + 1, 0)


def n(value: float, decimals: int = 0) -> str:
    """Write a number as Vietnamese pages do, halves away from zero."""
    if value is None or isnan(value):
        return "—"
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"−{text}" if rounded < 0 else text


def pct(value: float, decimals: int = 1) -> str:
    """Write a share as a percentage."""
    return f"{n(value * 100, decimals)}%" if not isnan(value) else "—"


def change(value: float, decimals: int = 0) -> str:
    """Write a change with its sign; nothing changed has none."""
    text = n(value, decimals)
    return text if text.startswith("−") or not text.strip("0,") else f"+{text}"


def share(part: float, whole: float) -> float:
    """Return a part of a whole; unknown where there is no whole."""
    return part / whole if whole else float("nan")


def side_by_side(*columns: pd.Series) -> pd.Series:
    """Return for each unit its tokens, those of each column in turn."""
    return pd.concat(columns, axis=1).apply(list, axis=1)


def shares(parts: pd.Series, wholes: pd.Series) -> pd.Series:
    """Return each part of its whole; unknown where there is no whole."""
    return parts / wholes.where(wholes > 0)


def per_day(missing: float, days: int) -> float:
    """Return how many a day are needed; a part of a person is a person."""
    return ceil(missing / days) if days else np.nan


def compared_days(world: World) -> tuple[date, date]:
    """Return the two days that the address compares."""
    return date.fromisoformat(world.address["from"]), date.fromisoformat(world.address["to"])


def compared_day(world: World) -> date:
    """Return the day of one column of a comparison."""
    first, last = compared_days(world)
    return first if world.address["column"].endswith("before") else last
