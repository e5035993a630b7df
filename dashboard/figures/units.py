"""The viewer's own districts; communes and districts by name."""

import pandas as pd

from dashboard import alphabet, data, words
from dashboard.access import Viewer


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Write communes (`unit_name`) and districts with their kind; a district may be missing."""
    written = rows.assign(district_name=_units(rows, "district"))
    if "commune_name" not in rows:
        return written
    return written.assign(unit_name=_units(rows, "commune"))


def of_district(rows: pd.DataFrame, district_id: str | None) -> pd.DataFrame:
    """Return the rows of one district; all of them for None."""
    return rows if district_id is None else rows[rows["district_id"] == district_id]


def _units(rows: pd.DataFrame, level: str) -> pd.Series:
    pairs = zip(rows[f"{level}_kind"], rows[f"{level}_name"], strict=True)
    written = [None if pd.isna(name) else words.unit(kind, name) for kind, name in pairs]
    return pd.Series(written, rows.index, dtype="str")


def own_districts(viewer: Viewer) -> dict[str, str]:
    """Return the districts that the viewer answers for: id -> name with its kind."""
    rows = data.units.districts(viewer.scope)
    if viewer.district_ids is not None:
        rows = rows[rows["district_id"].isin(viewer.district_ids)]
    names = {
        str(row["district_id"]): words.unit(row["district_kind"], row["district_name"])
        for row in rows.to_dict("records")
    }
    return dict(sorted(names.items(), key=lambda named: alphabet.order(named[1])))


def own_communes(viewer: Viewer) -> pd.DataFrame:
    """Return the communes that the viewer answers for, with their names and their district."""
    rows = named(data.units.communes(viewer.scope))
    rows = rows[rows["district_id"].isin(own_districts(viewer))]
    return rows[["commune_id", "unit_name", "district_id", "district_name"]]


def area(viewer: Viewer | None, district_id: str | None) -> str:
    """Name the district that is looked at, or all that the viewer answers for."""
    province = words.say("frame.province")
    if viewer is None or (viewer.district_ids is None and district_id is None):
        return province
    names = own_districts(viewer)
    if district_id is not None:
        return names[district_id]
    return f"{', '.join(names.values())} – {province}"
