"""Who is behind, in people: the ten that would close most of the gap, and the league tables."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import alphabet, words
from dashboard.figures import guarded
from dashboard.figures.adoption import Adoption
from dashboard.figures.once import once
from dashboard.panels.shared import definitions, frame, province, search, tables, tiles
from dashboard.panels.shared.tables import Column

MOST = 10
"""How many closers of the gap are named: the order says ten."""

_UNITS = {
    "commune": "unit.commune",
    "district": "unit.district",
    "agency": "unit.agency",
    "level": "unit.agency_kind",
}
"""Heading of the first column -> its definition."""


class _Of(NamedTuple):
    """The definitions of a share, its count and its whole, and the column of the whole."""

    share: str
    installed: str
    whole: str
    whole_column: str


_OWNERS = _Of(
    "adoption.owners",
    "adoption.installed",
    "adoption.smartphone_owners",
    "smartphone_owner_count",
)
_STAFF = _Of("adoption.officials", "adoption.installed_staff", "adoption.head_count", "head_count")


@once
def show_gaps(adoption: Adoption) -> None:
    """Draw the ten communes where most people are missing, and their part of the whole gap."""
    st.header(words.say("adoption.gaps"), anchor=False)
    worst = closers(adoption.communes_shown)
    if worst.empty:
        frame.empty(words.say("adoption.no_gap"), words.say("adoption.no_gap_hint"), icon="check")
        return
    most = float(worst["missing_count"].max())
    tiles.show_bars(
        [
            tiles.Bar(
                label=row["unit_name"],
                length=row["missing_count"] / most,
                text=words.say(
                    "adoption.gap",
                    count=words.number(row["missing_count"]),
                    share=words.percent(row["gap_share"]),
                ),
            )
            for row in worst.to_dict("records")
        ],
        label=words.say("adoption.gaps"),
    )
    is_partly = "withheld" in guarded.missing(adoption.communes_shown, "missing_count")
    st.caption(
        words.say(
            "adoption.gaps_close_seen" if is_partly else "adoption.gaps_close",
            count=words.number(len(worst)),
            share=words.percent(worst["gap_share"].sum()),
        )
    )
    drawn = definitions.Figure(words.say("adoption.gaps"), "adoption.gap")
    definitions.show([drawn], key="adoption_gaps")


def closers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the `MOST` rows with most people missing, and `gap_share`, their part of the gap.

    The whole gap is the sum over the units that miss people: one that is above 100 % closes
    nobody else's, and one whose number is withheld is in no sum.
    """
    behind = rows[rows["missing_count"] > 0]
    worst = behind.nlargest(MOST, "missing_count")
    gap = behind["missing_count"].sum()
    return worst.assign(gap_share=worst["missing_count"].astype("float64") / float(gap or 1))


def show_communes(adoption: Adoption) -> None:
    """Draw the communes' league table, most missing first, with its download."""
    _league(adoption, "adoption_communes")
    province.show_line(adoption.here, "adoption.owners")
    sources = _sources(adoption.communes_shown)
    st.caption(words.say("adoption.owners_source", source=sources))


def show_districts(adoption: Adoption) -> None:
    """Draw the districts' league table, most missing first, with its download."""
    _league(adoption, "adoption_districts")


def show_agencies(adoption: Adoption) -> None:
    """Draw the league tables of agencies by kind, and of each, with their downloads."""
    _league(adoption, "adoption_kinds")
    _league(adoption, "adoption_agencies")
    province.show_line(adoption.here, "adoption.officials")
    st.caption(words.say("adoption.agency_note"))


def _league(adoption: Adoption, name: str) -> None:
    rows, columns = _rows(adoption, name), _columns_of(name)
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    found = search.narrowed(rows, (columns[0].name, "district_name"), key=name)
    if found.empty:
        return
    if found is rows:
        _draw(adoption, name)
    else:
        tables.show(found, columns, key=name)
    tables.download(found, columns, name=name)


@once
def _draw(adoption: Adoption, name: str) -> None:
    rows, columns = _rows(adoption, name), _columns_of(name)
    tables.show(rows, columns, key=name)
    definitions.show(columns, key=name)


@once
def _rows(adoption: Adoption, name: str) -> pd.DataFrame:
    """Return the rows of a league table as the viewer may see them, most missing first."""
    if name == "adoption_communes":
        rows = adoption.communes_shown
    elif name == "adoption_districts":
        rows = adoption.districts_shown
    elif name == "adoption_kinds":
        rows = adoption.kinds_shown
    else:
        rows = adoption.agencies_shown
    by_name = rows.sort_values(_columns_of(name)[0].name, key=alphabet.sort_key())
    return by_name.sort_values("missing_count", ascending=False, na_position="last", kind="stable")


def _columns_of(name: str) -> list[Column]:
    """Return the columns of a league table."""
    district = Column("district_name", words.say("table.district"), define="unit.district")
    if name == "adoption_communes":
        return _columns("unit_name", "commune", "owners", district)
    if name == "adoption_districts":
        return _columns("district_name", "district", "owners")
    if name == "adoption_kinds":
        return _columns("kind_name", "level", "head_count")
    level = Column("kind_name", words.say("table.level"), define="unit.agency_kind")
    return _columns("agency_name", "agency", "head_count", level, district)


def _columns(unit: str, heading: str, whole: str, *beside: Column) -> list[Column]:
    """Return the columns, those beside the figures before the remark, which few rows have."""
    say = words.say
    of = _OWNERS if whole == "owners" else _STAFF
    return [
        Column(unit, say(f"table.{heading}"), define=_UNITS[heading], is_pinned=True),
        Column("share", say("table.rate"), "share", define=of.share),
        Column("missing_count", say("table.missing"), "number", define="adoption.missing"),
        Column("installed_count", say("table.installed"), "number", define=of.installed),
        Column(of.whole_column, say(f"table.{whole}"), "number", define=of.whole),
        Column("week_change", say("table.week_change"), "number", define="adoption.week_change"),
        Column(
            "recent_per_day", say("adoption.pace_recent"), "decimal", define="adoption.pace_recent"
        ),
        Column(
            "needed_per_day",
            say("adoption.pace_needed"),
            "number",
            define="adoption.pace_needed",
            counts_people=False,
        ),
        Column("status_word", say("table.status"), define="adoption.status"),
        *beside,
        Column("remark", say("table.remark"), define="adoption.remark"),
    ]


def _sources(rows: pd.DataFrame) -> str:
    named = alphabet.in_order(set(rows["smartphone_owner_source"].dropna()))
    return "; ".join(map(words.of_data, named)) or words.UNKNOWN
