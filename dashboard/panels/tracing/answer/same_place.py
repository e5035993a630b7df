"""Who shared nothing but a crowded place with a case: told by a notice of the place, not called."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import access, clock, figures, words
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared import grids, tables
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.tracing.person.selection import asked
from dashboard.reports.lists.table_book import Head, Table, table_book

_KINDS = {"met_at": "time", "parted_at": "time", "minutes": "number", "crowd_count": "number"}
_COLUMNS = ("person_id", "case", "place", "met_at", "parted_at", "minutes", "crowd_count")


def show(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Show the crowded places, a notice for each, and a file of the people; nothing without any."""
    apart = result.same_place
    if apart.empty:
        return
    title = words.say("same_place.title", count=words.number(len(apart)))
    with st.expander(title, icon=":material/campaign:", key="trace_same_place"):
        st.markdown(words.say("same_place.means"))
        places = by_place(apart).assign(
            place=lambda table: table["place_id"].map(figures.tracing.evidence.place_names(base))
        )
        _table(places)
        st.code(notice(places), language=None, wrap_lines=True)
        st.download_button(
            words.say("same_place.file"),
            data=when_clicked(_File(base, result).logged_workbook),
            file_name=words.say("same_place.file_name"),
            icon=":material/table_view:",
            key="trace_same_place_xlsx",
            disabled=access.Right.SEE_PEOPLE not in viewer.rights,
            on_click="ignore",
        )


def by_place(apart: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place, most people first: who met whom there longest, from when to when.

    Parameters
    ----------
    apart
        As `Trace.same_place` returns it.

    Returns
    -------
    pandas.DataFrame
        `place_id`, `person_count`, `met_at` (the first), `parted_at` (the last; unknown where only
        scans count).
    """
    found = apart.groupby("place_id", sort=True).agg(
        person_count=("person_id", "size"),
        met_at=("met_at", "min"),
        parted_at=("parted_at", "max"),
    )
    return found.reset_index().sort_values("person_count", ascending=False, ignore_index=True)


def notice(places: pd.DataFrame) -> str:
    """Return what to announce, a line per place, which names nobody.

    Parameters
    ----------
    places
        As `by_place` returns it, with `place`, its name.
    """
    lines = [
        words.say(
            "same_place.notice_line" if pd.notna(row["parted_at"]) else "same_place.notice_scans",
            place=row["place"],
            met=words.moment(row["met_at"]),
            parted=words.moment(row["parted_at"]),
        )
        for row in places.to_dict("records")
    ]
    return "\n".join(
        [words.say("same_place.notice_head"), *lines, words.say("same_place.notice_end")]
    )


def _table(places: pd.DataFrame) -> None:
    grids.show(
        pd.DataFrame(
            {
                "place": places["place"],
                "person_count": places["person_count"],
                "met_at": clock.local_times(places["met_at"]),
                "parted_at": clock.local_times(places["parted_at"]),
            }
        ),
        key="trace_same_place_table",
        kinds={"person_count": "number", "met_at": "moment", "parted_at": "moment"},
        columns={
            "place": words.say("tracing.place"),
            "person_count": st.column_config.NumberColumn(
                words.say("same_place.people"), format="localized"
            ),
            "met_at": _moment("same_place.from"),
            "parted_at": _moment("same_place.until"),
        },
    )


def _moment(key: str) -> object:
    return st.column_config.DatetimeColumn(words.say(key), format=grids.MOMENT)


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
