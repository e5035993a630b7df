"""Which commune, hamlet, agency or site a file means, by code or by any spelling of its name."""

import re
from collections import defaultdict
from functools import cached_property
from typing import Final

import pandas as pd

from dashboard.alphabet import fold
from launch.commune_names import Commune, CommuneNames, name_key
from launch.importing.values import Read
from launch.installation import Connection

_COMMUNE_DIGITS: Final = 5
_DISTRICT_DIGITS: Final = 3
_NAMED: Final = {
    "hamlet_id": "hamlets",
    "agency_id": "agencies",
    "site_id": "vaccination_sites",
    "checkpoint_id": "checkpoints",
}
"""Columns that may say a name instead of a number, and the table that knows it."""


class References:
    """What the database knows by name, read when the first file asks for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._named: dict[str, dict[str, list[tuple[str, str]]]] = {}

    def communes(self, texts: pd.Series, districts: pd.Series | None) -> Read:
        """Return communes' codes: as given, else by name, and by district where one repeats."""
        beside = districts if districts is not None else pd.Series("", index=texts.index)
        pairs = list(zip(texts.fillna(""), beside.fillna(""), strict=True))
        found = {pair: self._commune(*pair) for pair in dict.fromkeys(pairs)}
        return Read(
            pd.Series([found[pair][0] for pair in pairs], index=texts.index, dtype="str"),
            pd.Series([found[pair][1] for pair in pairs], index=texts.index, dtype="object"),
        )

    def districts(self, texts: pd.Series) -> Read:
        """Return districts' codes: as given, else by name."""
        found = {text: self._district(str(text)) for text in texts.dropna().unique()}
        values = texts.astype("object").map(found).astype("str")
        is_lost = (texts.notna() & values.isna()).to_numpy()
        reasons = pd.Series("", index=texts.index, dtype="object")
        reasons[is_lost] = "district"
        return Read(values, reasons)

    def is_named(self, column: str, table: str) -> bool:
        """Say whether a column may hold names of things that another table knows."""
        # A place's site is no vaccination site.
        return _NAMED.get(column, table) != table and (column, table) != ("site_id", "places")

    def named(self, column: str, texts: pd.Series, communes: pd.Series | None) -> pd.Series:
        """Return numbers for the names that one thing has, of the row's commune if several do."""
        is_name = (~texts.str.fullmatch(r"\d+").fillna(value=True)).astype(bool)
        if not is_name.any():
            return texts
        known = self._things(_NAMED[column])
        beside = communes if communes is not None else pd.Series(None, index=texts.index)
        things = [known.get(fold(text), []) for text in texts.fillna("")]
        rows = zip(texts, is_name, things, beside, strict=True)
        chosen = [_number(found, here) if named else text for text, named, found, here in rows]
        return pd.Series(chosen, index=texts.index, dtype="str").fillna(texts)

    def _commune(self, text: str, district: str) -> tuple[str | None, str]:
        if not text:
            return None, ""
        for code in (text, text.zfill(_COMMUNE_DIGITS)):
            if code in self._communes:
                return code, ""
        parts = [part.strip(" )") for part in re.split(r",| - |\(", text)]
        found = self._names.find(parts[0])
        others = [part for part in (district, *parts[1:]) if not fold(part).startswith("tinh ")]
        known = next(filter(None, map(self._district, filter(None, others))), None)
        if known is not None:
            found = [each for each in found if self._communes[each.commune_id] == known]
        if len(found) == 1:
            return found[0].commune_id, ""
        return None, "several" if found else "commune"

    def _district(self, text: str) -> str | None:
        code = text.strip().zfill(_DISTRICT_DIGITS)
        if code in self._district_names:
            return code
        keys = {name_key(name): number for number, name in self._district_names.items()}
        bare = {fold(name): number for number, name in self._district_names.items()}
        return keys.get(name_key(text)) or bare.get(fold(name_key(text)))

    @cached_property
    def _district_names(self) -> dict[str, str]:
        rows = self._connection.execute(
            "select district_id, district_name from operational.districts"
        )
        return {str(number): str(name) for number, name in rows}

    @cached_property
    def _communes(self) -> dict[str, str]:
        rows = self._connection.execute("select commune_id, district_id from operational.communes")
        return {str(commune): str(district) for commune, district in rows}

    @cached_property
    def _names(self) -> CommuneNames:
        rows = self._connection.execute(
            "select commune_id, commune_name, district_name from operational.communes"
            " inner join operational.districts using (district_id)"
        )
        return CommuneNames(Commune(*map(str, row)) for row in rows)

    def _things(self, table: str) -> dict[str, list[tuple[str, str]]]:
        if table not in self._named:
            key = {"agencies": "agency", "vaccination_sites": "site"}.get(table, table[:-1])
            rows = self._connection.execute(
                f"select {key}_id, {key}_name, commune_id from operational.{table}"  # noqa: S608 - ours
            )
            things = defaultdict(list)
            for number, name, commune in rows:
                things[fold(str(name))].append((str(number), str(commune)))
            self._named[table] = dict(things)
        return self._named[table]


def _number(things: list[tuple[str, str]], commune: object) -> str | None:
    """Return the number of the one thing of a name, of the row's commune if several have it."""
    here = [number for number, where in things if where == commune]
    numbers = here or [number for number, _ in things]
    return numbers[0] if len(numbers) == 1 else None
