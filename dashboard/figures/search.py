"""What one viewer may find by name, nobody among it: units, agencies, places, cases, pages."""

from typing import Final

import pandas as pd

from dashboard import alphabet, data, menu, words
from dashboard.access import Right
from dashboard.figures import platforms, units
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint

KINDS: Final = ("commune", "district", "agency", "place", "case", "page")
"""In the order in which they are offered."""

MOST: Final = 8
"""So many of one kind are offered; more letters find the others."""

_COLUMNS: Final = ("kind", "thing_id", "name", "detail", "district_id")


def found(here: Viewpoint, typed: str) -> pd.DataFrame:
    """Return what mentions the text from the beginning of a word on, however it is typed.

    One row per thing: `kind`, `thing_id`, `name`, `detail`, `district_id` (None: of none), those
    whose name is shortest first: what was typed is most of it.
    """
    wanted = alphabet.fold(typed)
    rows = things(here)
    if not wanted:
        return rows.head(0)
    own = rows[rows["folded"].str.contains(f" {wanted}", regex=False)]
    order = own["kind"].map(KINDS.index), own["folded"].str.len()
    ranked = own.assign(kind_rank=order[0], length=order[1])
    return ranked.sort_values(["kind_rank", "length", "folded"]).reset_index(drop=True)


@once
def things(here: Viewpoint) -> pd.DataFrame:
    """Return everything that the viewer may find, with its name as it is searched (`folded`)."""
    rows = pd.concat(
        [
            _communes(here),
            _districts(here),
            _agencies(here),
            _places(here),
            _cases(here),
            _pages(here),
        ]
    )
    folded = [f" {alphabet.fold(str(name))}" for name in rows["name"]]
    return rows.assign(folded=pd.Series(folded, rows.index, dtype="str")).reset_index(drop=True)


def _communes(here: Viewpoint) -> pd.DataFrame:
    rows = units.own_communes(here.viewer)
    return _rows(
        "commune", rows["commune_id"], rows["unit_name"], rows["district_name"], rows["district_id"]
    )


def _districts(here: Viewpoint) -> pd.DataFrame:
    names = here.own_districts()
    ids = pd.Series(list(names), dtype="str")
    return _rows("district", ids, pd.Series(list(names.values()), dtype="str"), "", ids)


def _agencies(here: Viewpoint) -> pd.DataFrame:
    rows = units.named(data.adoption.agency_adoption(here.scope, here.data_time))
    detail = rows["district_name"].fillna(words.say("frame.province"))
    return _rows("agency", rows["agency_id"], rows["agency_name"], detail, rows["district_id"])


def _places(here: Viewpoint) -> pd.DataFrame:
    names = platforms.places.names(here.everywhere)
    labels = pd.Series(list(names.values()), dtype="str")
    return _rows("place", pd.Series(list(names), dtype="str"), labels, "", None)


def _cases(here: Viewpoint) -> pd.DataFrame:
    if Right.TRACE_CONTACTS not in here.viewer.rights:
        return pd.DataFrame(columns=list(_COLUMNS))
    rows = data.tracing.cases(here.load)
    communes = units.own_communes(here.viewer).set_index("commune_id")["unit_name"]
    return _rows(
        "case", rows["case_id"], rows["case_id"], rows["commune_id"].map(communes).fillna(""), None
    )


def _pages(here: Viewpoint) -> pd.DataFrame:
    own = [
        (name, words.say(title))
        for of_heading in menu.PAGES.values()
        for name, title, _, right in of_heading
        if right in here.viewer.rights
    ]
    ids, titles = zip(*own, strict=True)
    return _rows("page", pd.Series(ids, dtype="str"), pd.Series(titles, dtype="str"), "", None)


def _rows(
    kind: str,
    ids: pd.Series,
    names: pd.Series,
    detail: "pd.Series | str",
    districts: "pd.Series | None",
) -> pd.DataFrame:
    rows = pd.DataFrame({"thing_id": ids.astype("str"), "name": names.astype("str")})
    return rows.assign(kind=kind, detail=detail, district_id=districts)[list(_COLUMNS)]
