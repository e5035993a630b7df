"""A table as JSON and as CSV for programs: numbers in full, what is withheld said to be so."""

import json
from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from dashboard import csv_file, words
from dashboard.addresses.tables import Column, Table
from dashboard.data.database import is_trial
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure

WITHHELD: Final = "withheld"
"""In a CSV file, and in the list of what a row of JSON holds back."""


class SmallCountError(ValueError):
    """A small count of people was about to be given to who may not see people."""


def found(table: Table, here: Viewpoint) -> pd.DataFrame:
    """Return a table as the viewer may see it.

    Raises
    ------
    SmallCountError
        If a column counts one or two people, and the viewer may not see people.
    """
    rows = table.find(here).reset_index(drop=True)
    if not here.may_see_people:
        small = [
            column.name
            for column in table.columns
            if column.kind == "people" and disclosure.is_small(rows[column.name]).any()
        ]
        if small:
            raise SmallCountError(f"small counts in {small} are not withheld")
    return rows


def as_json(name: str, table: Table, rows: pd.DataFrame, here: Viewpoint) -> bytes:
    """Return a table with what it is of: null is unknown, unless `withheld` names the column."""
    hidden = {c.name: disclosure.is_withheld(rows, c.name).tolist() for c in table.columns}
    records = rows[[c.name for c in table.columns]].to_dict("records")
    return json.dumps(
        {
            "table": name,
            "area": here.area,
            "data_time": here.data_time.isoformat(),
            "is_simulated": is_trial(),
            "rows": [
                _row(table, record, [key for key, cells in hidden.items() if cells[place]])
                for place, record in enumerate(records)
            ],
        },
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def as_csv(table: Table, rows: pd.DataFrame) -> bytes:
    """Return a table for programs: commas, points, UTF-8; an unknown value is empty."""
    cells = {
        column.name: rows[column.name]
        .astype("object")
        .mask(disclosure.is_withheld(rows, column.name), WITHHELD)
        for column in table.columns
    }
    return csv_file.csv_of(pd.DataFrame(cells), style=csv_file.PLAIN)


def _row(table: Table, record: Mapping[Hashable, Any], hidden: list[str]) -> dict[str, Any]:
    row = {c.name: None if c.name in hidden else _value(c, record[c.name]) for c in table.columns}
    return row | ({WITHHELD: hidden} if hidden else {})


def _value(column: Column, value: Any) -> str | int | float | None:  # noqa: ANN401 - a cell
    if value is None or words.is_unknown(value):
        return None
    if column.kind == "text":
        return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
    number = float(value)
    is_whole = column.kind in {"people", "count"} and number.is_integer()
    return int(number) if is_whole else number
