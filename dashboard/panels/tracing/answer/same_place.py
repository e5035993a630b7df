"""Who shared nothing but a crowded place with a case: told by a notice of the place, not called."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import access, clock, figures, words
from dashboard.figures.tracing.notices import spells
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared import grids, tables
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.tracing.person.selection import asked
from dashboard.reports.lists.table_book import Head, Table, table_book

_KINDS = {"met_at": "time", "parted_at": "time", "minutes": "number", "crowd_count": "number"}
_COLUMNS = ("person_id", "case", "place", "met_at", "parted_at", "minutes", "crowd_count")


def show(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Show the crowded places, what to announce, and a file of the people; nothing without any."""
    apart = result.same_place
    if apart.empty:
        return
    title = words.say("same_place.title", count=words.number(len(apart)))
    with st.expander(title, icon=":material/campaign:", key="trace_same_place"):
        st.markdown(words.say("same_place.means"))
        names = figures.tracing.evidence.place_names(base)
        _table(apart["place_id"].map(names))
        st.code(notice(apart, names), language=None, wrap_lines=True)
        st.download_button(
            words.say("same_place.file"),
            data=when_clicked(_File(base, result).logged_workbook),
            file_name=words.say("same_place.file_name"),
            icon=":material/table_view:",
            key="trace_same_place_xlsx",
            disabled=access.Right.SEE_PEOPLE not in viewer.rights,
            on_click="ignore",
        )


def notice(apart: pd.DataFrame, names: Mapping[int, str]) -> str:
    """Return what to announce, which names nobody: a line for each time at each place.

    Parameters
    ----------
    apart
        As `Trace.same_place` returns it.
    names
        `place_id` -> what the place is called.
    """
    parted = apart["parted_at"].fillna(apart["met_at"])  # where only scans count
    lines = [
        words.say(
            "same_place.notice_scans"
            if row["met_at"] == row["parted_at"]
            else "same_place.notice_line",
            place=names[row["place_id"]],
            met=words.moment(row["met_at"]),
            parted=words.moment(row["parted_at"]),
        )
        for row in spells(apart.assign(parted_at=parted)).to_dict("records")
    ]
    head, end = words.say("same_place.notice_head"), words.say("same_place.notice_end")
    return "\n".join([head, *lines, end])


def _table(places: pd.Series) -> None:
    """Show how many people there are to tell at each place, most first."""
    counts = places.value_counts(sort=True)
    grids.show(
        pd.DataFrame({"place": counts.index, "person_count": counts.to_numpy()}),
        key="trace_same_place_table",
        kinds={"person_count": "number"},
        columns={
            "place": words.say("tracing.place"),
            "person_count": words.say("same_place.people"),
        },
    )


@dataclass(frozen=True, eq=False)
class _File:
    """The people of these places, for those who tell them one by one."""

    base: Base
    result: Result

    def logged_workbook(self) -> bytes:
        """Return the workbook once the ledger holds the look: no entry, no file."""
        apart = self.result.same_place
        ids = [int(person) for person in apart["person_id"]]
        access.record_look(asked("same_place_xlsx"), words.say("same_place.file_reason"), ids)
        title = words.say("same_place.book")
        titles = [words.say(f"same_place.column_{name}") for name in _COLUMNS]
        return table_book(
            Table(
                title=title,
                sheets=(words.say("table.sheet_table"), words.say("table.sheet_about")),
                heads=[
                    Head(heading=heading, kind=_KINDS.get(name, "text"), meaning="")
                    for name, heading in zip(_COLUMNS, titles, strict=True)
                ],
                cells=self._rows(apart).set_axis(titles, axis="columns"),
                about=tables.about(title),
            )
        )

    def _rows(self, apart: pd.DataFrame) -> pd.DataFrame:
        rows = apart.assign(
            person_id=apart["person_id"].astype("str"),
            case=apart["other_id"].map(self.result.case_names),
            place=apart["place_id"].map(figures.tracing.evidence.place_names(self.base)),
            met_at=clock.local_times(apart["met_at"]),
            parted_at=clock.local_times(apart["parted_at"]),
            minutes=words.rounded_each(apart["minutes"]),
        )
        return rows[list(_COLUMNS)]
