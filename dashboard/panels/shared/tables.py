"""Tables on screen and their downloads: aligned, in the reader's language, safe to open.

Nothing leaves here that counts one or two people and is shown to who may not see people: a column
of numbers must be known to count people or things, and small counts must have been withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd
import streamlit as st

from dashboard import access, csv_file, data, figures, words
from dashboard.data.database import is_trial, present
from dashboard.drawing import palette
from dashboard.figures.once import once
from dashboard.indicators import disclosure
from dashboard.indicators.definitions import DEFINITIONS, NUMBERS, refuse_unregistered
from dashboard.panels.shared import filters, frame, grids
from dashboard.panels.shared.downloads import when_clicked
from dashboard.reports.lists.table_book import Head, Table, table_book

Kind = Literal["text", "number", "decimal", "share", "points"]

PEOPLE: Final = frozenset(
    {
        # adoption: residents, staff, and what each did in the app
        *("installed_count", "missing_count", "smartphone_owner_count", "head_count"),
        *("week_change", "active_count", "change_count"),
        *(f"{use}_count" for use in ("declaration", "test", "vaccination", "scan")),
        # vaccination: residents, or doses, each of which is one person's
        *("whole", "resident_count", "dose1_count", "dose2_count", "dose_count", "elderly_count"),
        *("due_count", "week_count", "open_count", "late_count", "waiting_count"),
        "record_count",
        # samples, each of which is one person's
        *("taken_count", "result_count", "positive_count", "lost_count"),
        *("day1_count", "day2_count", "day3_count", "days14_count"),
        # declarations: who made one, and what they told
        *("person_count", "symptom_count", "contact_count", "travel_count"),
        # risk: cases, F1
        *("case_count", "f1_count"),
        # follow-up
        *("known_count", "unknown_count", "decided_count", "within_count", "undecided_count"),
        *("new_case_count", "on_list_count", "outside_count", "named_count", "listed_count"),
    }
)
"""Columns of numbers that count people, or acts and records of which each is one person's."""

THINGS: Final = frozenset(
    {
        "row_count", "reject_count",  # rows of a source
        "zone_count", "on_hand_count",  # zones, doses in stock
        "dose_number",  # the first or second dose: no count
    }
)  # fmt: skip
"""Columns of numbers that count no people."""


class SmallCountError(ValueError):
    """A small count of people was about to be shown to who may not see people."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column on screen: the table's column, its heading, and how it is written.

    Attributes
    ----------
    counts_people
        Whether its numbers count people; None asks `PEOPLE` and `THINGS`.
    """

    name: str
    heading: str
    kind: Kind = "text"
    define: str = ""
    """Its entry in `definitions.DEFINITIONS`."""
    is_pinned: bool = False
    counts_people: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a figure that the register does not know; of a list, a column may be none."""
        if self.define:
            refuse_unregistered(self.define)

    @property
    def help(self) -> str | None:
        """What the column means, for whoever points at its heading."""
        if not self.define:
            return None
        return words.say(DEFINITIONS[self.define].meaning, **NUMBERS)


def show(table: pd.DataFrame, columns: Sequence[Column], *, key: str) -> None:
    """Draw a table; numbers keep their values, so that a click on a heading sorts them rightly."""
    names = {c.name: None for c in columns} | {
        f"{c.name}{disclosure.SUFFIX}": None for c in columns
    }
    cells = table[[name for name in names if name in table]]
    viewer = access.require(access.Right.SEE_AGGREGATES)
    _draw_once(viewer, cells, tuple(columns), key=key)


def show_people(table: pd.DataFrame, columns: Sequence[Column], *, key: str) -> None:
    """Draw a table that names people, of which nothing is kept."""
    viewer = access.require(access.Right.SEE_PEOPLE)
    _draw(viewer, table, columns, key=key)


def download(
    table: pd.DataFrame, columns: Sequence[Column], *, name: str, title: str | None = None
) -> None:
    """Offer exactly what `show` draws, as a workbook that explains itself and as a CSV file.

    Parameters
    ----------
    title
        What the table is called; None asks the sentence `table.name.<name>`.
    """
    called = title or words.say(f"table.name.{name}")
    with st.container(horizontal=True, key=f"downloads_{name}"):
        st.download_button(
            frame.aloud(words.say("table.download_xlsx"), called),
            when_clicked(lambda: workbook(table, columns, title=called)),
            file_name=f"{name}.xlsx",
            icon=":material/table_view:",
            key=f"workbook_{name}",
            on_click="ignore",
        )
        st.download_button(
            frame.aloud(words.say("table.download"), called),
            when_clicked(lambda: csv(table, columns)),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"download_{name}",
            on_click="ignore",
        )


def csv(table: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    r"""Return a table as CSV for a spreadsheet in the language of the screen, rounded as there.

    A share of 68.3 % is 0.683: spreadsheets of every language read it as that number.

    Examples
    --------
    >>> rows = pd.DataFrame({"a": ["=1+1"], "b": [0.6825]})
    >>> csv(rows, [Column("a", "A"), Column("b", "B", "share")]).decode("utf-8-sig")
    '"A";"B"\r\n"\'=1+1";"0,683"\r\n'
    """
    decimals = {c.heading: _DECIMALS[c.kind] for c in columns if c.kind in _DECIMALS}
    style = csv_file.STYLES[words.language()]
    return csv_file.csv_of(_with_words(table, columns), style=style, decimals=decimals)


def workbook(table: pd.DataFrame, columns: Sequence[Column], *, title: str) -> bytes:
    """Return a table as XLSX, with a sheet that says what it is and what each column means."""
    heads = [Head(heading=c.heading, kind=c.kind, meaning=c.help or "") for c in columns]
    return table_book(
        Table(
            title=title,
            sheets=(words.say("table.sheet_table"), words.say("table.sheet_about")),
            heads=heads,
            cells=_with_words(table, columns),
            about=about(title, has_hidden=bool(_hidden(table, columns).any(axis=None))),
        )
    )


def pick(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return the columns in their order under their headings; numbers as plain floats.

    Raises
    ------
    SmallCountError
        If a column counts one or two people, and the viewer may not see people.
    ValueError
        If a column's numbers may be people's or things', and nobody decided.
    """
    return _picked(access.current_viewer(), table, columns)


def _picked(
    viewer: access.Viewer | None, table: pd.DataFrame, columns: Sequence[Column]
) -> pd.DataFrame:
    _refuse_small(viewer, table, columns)
    picked = table[[c.name for c in columns]].set_axis([c.heading for c in columns], axis="columns")
    numbers = [c.heading for c in columns if c.kind != "text"]
    return picked.astype(dict.fromkeys(numbers, "float64"))


@once
def _draw_once(
    viewer: access.Viewer,
    cells: pd.DataFrame,
    columns: tuple[Column, ...],
    *,
    key: str,
) -> None:
    _draw(viewer, cells, columns, key=key)


def _draw(
    viewer: access.Viewer,
    table: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
) -> None:
    shown = _picked(viewer, table, columns).reset_index(drop=True)
    hidden = _hidden(table, columns)
    is_unknown = shown.isna() & ~hidden
    withheld, unknown = hidden.any(axis=None), is_unknown.any(axis=None)
    grids.show(
        shown,
        key=key,
        columns={
            c.heading: st.column_config.Column(
                c.heading,
                help=c.help,
                pinned=c.is_pinned,
                alignment="left" if c.kind == "text" else "right",
            )
            for c in columns
        },
        kinds={c.heading: c.kind for c in columns if c.kind != "text"},
        tints=hidden.map(_TINTS.get),
        empty=words.say("table.withheld") if withheld and not unknown else words.UNKNOWN,
    )
    if withheld:
        st.caption(words.say("table.withheld_note", most=disclosure.SMALLEST_SHOWN - 1))


def _refuse_small(
    viewer: access.Viewer | None, table: pd.DataFrame, columns: Sequence[Column]
) -> None:
    may_see = viewer is not None and access.Right.SEE_PEOPLE in viewer.rights
    for column in columns:
        small = _counts_people(column) and disclosure.is_small(table[column.name]).any()
        if small and not may_see:
            raise SmallCountError(f"small counts in column {column.name} are not withheld")


def _counts_people(column: Column) -> bool:
    if column.kind != "number":
        return False
    if column.counts_people is not None:
        return column.counts_people
    if column.name not in PEOPLE | THINGS:
        raise ValueError(f"does column {column.name} count people? Say so in PEOPLE or THINGS")
    return column.name in PEOPLE


def _hidden(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return which shown cells are withheld, under their headings."""
    return pd.DataFrame(
        {c.heading: disclosure.is_withheld(table, c.name).to_numpy() for c in columns},
        dtype="bool",
    )


def _with_words(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return what is shown, each withheld number as its word."""
    hidden = _hidden(table, columns)
    shown = pick(table, columns).reset_index(drop=True)
    with_word = [heading for heading in hidden if hidden[heading].any()]
    return shown.assign(
        **{
            str(heading): shown[heading].astype("object").mask(
                hidden[heading], words.say("table.withheld")
            )
            for heading in with_word
        }
    )  # fmt: skip


def about(title: str, *, has_hidden: bool = False) -> list[tuple[str, str]]:
    """Return what a file of a table says of itself: what, where, as of when, by whom."""
    viewer = access.require(access.Right.SEE_AGGREGATES)
    latest = data.feeds.data_time(viewer.scope)
    lines = [
        ("table", title),
        ("area", figures.units.area(viewer, filters.district_chosen(viewer))),
        *(("filters", said) for said in ["; ".join(filters.said())] if said),
        ("data_time", words.moment(latest)),
        ("exporter", viewer.name),
        ("exported_at", words.moment(present())),
    ]
    if is_trial():
        lines.append(("data", words.say("frame.simulated")))
    if has_hidden:
        lines.append(
            ("withheld", words.say("table.withheld_note", most=disclosure.SMALLEST_SHOWN - 1))
        )
    return [(words.say(f"table.about_{name}"), said) for name, said in lines]


_TINTS = {
    True: f"background-color:{palette.STATUS_TINT['unknown']};color:{palette.STATUS['unknown']}",
    False: "",
}
"""Of a withheld cell: all empty cells of a table show one word, so its ground tells it apart."""

_DECIMALS = {"number": 0, "decimal": 1, "share": 3, "points": 1}
"""Of each kind's numbers in a CSV file: those of the screen, a share's as a part of 1."""
