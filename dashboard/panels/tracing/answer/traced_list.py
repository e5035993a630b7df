"""The list of people a trace reached: sorted, found, named on request, and taken away as CSV."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, clock, csv_file, data, figures, words
from dashboard.figures.tracing.trace import Base, Result
from dashboard.indicators.follow_up import State
from dashboard.panels.shared import grids, naming, search, tables, views
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.tracing.answer import blind_spot, pages
from dashboard.panels.tracing.person.contacts import tier_names
from dashboard.panels.tracing.person.selection import asked, select
from dashboard.reports.lists.table_book import Head, Table, table_book
from dashboard.tracing.ascertainment import Ascertainment
from dashboard.tracing.direction import Direction
from dashboard.tracing.index.stay_table import CONFIDENCE

_LIST = "trace"
_COLUMNS = (
    "ring",
    "person_id",
    "risk",
    "minutes",
    "follow_up",
    "place_name",
    "isolated_at",
    "exposed_at",
    "tier",
    "commune",
    "confidence",
    "contact_count",
)
"""In order of use: what decides a call stands on the first screen, how sure it is after it."""
_COLUMNS_BOTH = ("way", "person_id", "risk", "share", "via_id", *_COLUMNS[3:])
_IDENTITY = ("full_name", "phone", "address")
_OWN_CASE = "own_case_ids"
"""Shown where somebody on the list is a case: a code that other columns would hide."""
_KINDS = {
    **dict.fromkeys(("exposed_at", "isolated_at"), "time"),
    **dict.fromkeys(("minutes", "contact_count"), "number"),
    **dict.fromkeys(("risk", "share"), "share"),
}
"""How columns are written in files; the others are text."""
_SHOWN_AS: Mapping[str, grids.Kind] = {
    **dict.fromkeys(("exposed_at", "isolated_at"), "short_moment"),
    **dict.fromkeys(("minutes", "contact_count"), "number"),
    "risk": "whole_share",
    "share": "share",
}
_DECIMALS = {"time": None, "number": 0, "share": 3}


@dataclass(frozen=True, eq=False)
class Listed:
    """The list as it is on screen, and what it was filtered by."""

    people: pd.DataFrame
    kinds: tuple[str, ...]
    """Rings or ways asked for, as keys of what they are called; none is every one."""
    text: str


def show(viewer: access.Viewer, base: Base, result: Result) -> Listed:
    """Show the filters, a page of the list, and what can be done with it; return what is listed."""
    states = data.follow_up.states(viewer.scope, base.known_at or data.follow_up.ALWAYS)
    filtered = _filtered(result)
    in_order, page = pages.turn(filtered.people)
    listed = replace(filtered, people=in_order)
    shown = figures.tracing.lists.with_follow_up(page, states)
    known = named(base, shown)
    picked = _picked(base, result, shown, known)
    if picked is not None:
        select(picked)
    _actions(viewer, _File(base, result, listed.people, states), is_picked=picked is not None)
    if access.Right.SEE_PEOPLE in viewer.rights:
        naming.offer(
            shown["person_id"].tolist(),
            of=_LIST,
            question=asked("identities"),
            named_count=len(known),
        )
    return listed


def _picked(base: Base, result: Result, shown: pd.DataFrame, known: pd.DataFrame) -> int | None:
    """Draw a page of the list; return the person picked in it, if anybody is."""
    rows = _on_screen(base, result, shown, known)
    rows["risk"] = words.rounded_each(rows["risk"], 2)  # a bar's figure has no equal decimals
    titles = _titles(result, rows, has_names=not known.empty)
    picked = grids.show(
        rows[list(titles)],
        key=f"trace_list_{len(rows)}",
        columns=_columns(titles, highest=float(result.people["risk"].max())),
        kinds={name: kind for name, kind in _SHOWN_AS.items() if name in titles},
        on_select="rerun",
        selection_mode="single-row",
    )["selection"]["rows"]
    is_there = picked and picked[0] < len(shown)
    return int(shown["person_id"].iloc[picked[0]]) if is_there else None


@dataclass(frozen=True, eq=False)
class _File:
    """The download: everybody whom the filters leave, not the page alone."""

    base: Base
    result: Result
    people: pd.DataFrame
    states: pd.DataFrame

    def name(self, kind: str) -> str:
        """Return what the file is called: as CSV ("csv") or as a workbook ("xlsx")."""
        called = words.say(f"tracing.file_name_{self.result.choice.direction}")
        return f"{called.removesuffix('.csv')}.{kind}"

    def logged_csv(self) -> bytes:
        """Return the CSV file once the ledger holds the look: no entry, no file."""
        rows, titles = self._logged("traced_people_csv")
        places = {titles[name]: _DECIMALS[kind] for name, kind in _KINDS.items() if name in titles}
        decimals = {heading: count for heading, count in places.items() if count is not None}
        style = csv_file.STYLES[words.language()]
        return csv_file.csv_of(rows.rename(columns=titles), style=style, decimals=decimals)

    def logged_workbook(self) -> bytes:
        """Return the workbook once the ledger holds the look: no entry, no file."""
        rows, titles = self._logged("traced_people_xlsx")
        title = words.say("tracing.list_book")
        return table_book(
            Table(
                title=title,
                sheets=(words.say("table.sheet_table"), words.say("table.sheet_about")),
                heads=[
                    Head(heading=heading, kind=_KINDS.get(name, "text"), meaning="")
                    for name, heading in titles.items()
                ],
                cells=rows,
                about=tables.about(title),
            )
        )

    def _logged(self, question: str) -> tuple[pd.DataFrame, dict[str, str]]:
        """Return the rows to write, columns in the order of their titles, once it is logged."""
        ids = [int(person) for person in self.people["person_id"]]
        known = named(self.base, self.people)
        reason = naming.reason_for_file(
            asked(question), words.say("tracing.download_reason"), has_names=not known.empty
        )
        access.record_look(asked(question), reason, ids)
        people = figures.tracing.lists.with_follow_up(self.people, self.states)
        rows = _on_screen(self.base, self.result, people, known)
        titles = _titles(self.result, rows, has_names=not known.empty)
        return rows[list(titles)], titles


def _filtered(result: Result) -> Listed:
    rings, words_in, count = st.columns(
        [4, 3, 1.5] if result.both else [2, 3, 2], vertical_alignment="bottom"
    )
    with rings:
        people, kinds = _of_ways(result) if result.both else _of_rings(result)
    text = words_in.text_input(
        words.say("tracing.filter_text"),
        key="trace_filter_text",
        placeholder=words.say("tracing.filter_hint"),
        persist_state="session",
    )
    if text:
        people = people[_mentions(people, text)]
    count.markdown(words.say("tracing.listed", count=words.number(len(people))))
    st.caption(blind_spot.line(_ascertainment(result, people)))
    return Listed(people, kinds, text.strip())


def _ascertainment(result: Result, people: pd.DataFrame) -> Ascertainment:
    if len(people) == len(result.people):
        return result.counts.whole
    return result.shares.ascertained(result.people.index.isin(people.index))


def _of_rings(result: Result) -> tuple[pd.DataFrame, tuple[str, ...]]:
    people = figures.tracing.lists.in_words(result.people)
    rings = sorted(people["ring"].unique())
    wanted = st.pills(
        words.say("tracing.filter_ring"),
        rings,
        selection_mode="multi",
        format_func=words.names(result.rings_called, rings).__getitem__,
        key="trace_filter_ring",
        persist_state="session",
    )
    kinds = tuple(f"{result.rings_called}{ring}" for ring in sorted(wanted))
    return people[people["ring"].isin(wanted)] if wanted else people, kinds


def _of_ways(result: Result) -> tuple[pd.DataFrame, tuple[str, ...]]:
    people = figures.tracing.lists.in_words(result.people)
    wanted = st.pills(
        words.say("tracing.column_way"),
        figures.tracing.both_ways.WAYS,
        selection_mode="multi",
        format_func=words.names("tracing.way_", figures.tracing.both_ways.WAYS).__getitem__,
        key="trace_filter_way",
        persist_state="session",
    )
    kinds = tuple(f"tracing.way_{way}" for way in wanted)
    return people[people["way"].str.contains("|".join(wanted))] if wanted else people, kinds


def _mentions(people: pd.DataFrame, text: str) -> pd.Series:
    is_number = people["person_id"].astype("str") == text.strip()
    return is_number | search.mentioned(people, ("place_name", "commune"), text)


def _on_screen(
    base: Base, result: Result, people: pd.DataFrame, named: pd.DataFrame
) -> pd.DataFrame:
    """Return the list in words: local times, tiers and confidences as they are called."""
    confidences = words.names("tracing.confidence_", CONFIDENCE)
    rows = people.assign(
        ring=people["ring"].map(words.names(result.rings_called, people["ring"].unique())),
        person_id=people["person_id"].astype("str"),
        exposed_at=clock.local_times(people["exposed_at"]),
        isolated_at=clock.local_times(people["isolated_at"]),
        minutes=figures.tracing.lists.counted_minutes(people),
        tier=figures.tracing.lists.tiers_called(people, tier_names()),
        confidence=people["confidence"].astype("str").map(confidences),
        follow_up=people["follow_up"].map(words.names("follow_up.state_", State)),
        own_case_ids=figures.tracing.lists.own_cases(people, base.cases),
    )
    if "way" in rows:
        rows["way"] = figures.tracing.both_ways.way_names(people)
        rows["via_id"] = (
            people["via_id"].astype("Int64").astype("str").where(people["via_id"].notna())
        )
        rows["share"] = people["share"].astype("float64")
    if named.empty:
        return rows
    return rows.merge(
        named.assign(person_id=named["person_id"].astype("str")), on="person_id", how="left"
    )


def _titles(result: Result, rows: pd.DataFrame, *, has_names: bool) -> dict[str, str]:
    columns = _COLUMNS_BOTH if result.both else _COLUMNS
    own = [_OWN_CASE] if rows[_OWN_CASE].notna().any() else []
    decisive = columns.index("follow_up") + 1
    named = _IDENTITY if has_names else ()
    names = [*columns[:2], *named, *columns[2:decisive], *own, *columns[decisive:]]
    titles = {name: words.say(f"tracing.column_{name}") for name in names}
    if result.choice.direction == Direction.BACKWARD or result.choice.is_scan_only:
        del titles["risk"]
    if result.choice.direction == Direction.BACKWARD:
        titles["exposed_at"] = words.say("tracing.column_ready_by")
    return titles


def _columns(titles: dict[str, str], *, highest: float) -> dict[str, Any]:
    column = st.column_config
    columns: dict[str, Any] = dict(titles)
    if "risk" in titles:
        columns["risk"] = column.ProgressColumn(
            titles["risk"],
            help=words.say("tracing.risk_help"),
            format="percent",
            width="small",
            min_value=0,
            max_value=highest or 1,
        )
    if "share" in titles:
        columns["share"] = column.Column(
            titles["share"], help=words.say("tracing.share_help"), alignment="right"
        )
    pinned = [name for name in ("ring", "way", "person_id") if name in titles]
    return columns | {name: column.Column(titles[name], pinned=True) for name in pinned}


def _actions(viewer: access.Viewer, file: _File, *, is_picked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.say("tracing.open_evidence"),
            icon=":material/fact_check:",
            on_click=views.open_part,
            args=("tracing", "evidence"),
            disabled=not is_picked,
            type="primary",
        )
        may_not = file.people.empty or access.Right.SEE_PEOPLE not in viewer.rights
        st.download_button(
            words.say("tracing.download_xlsx"),
            data=when_clicked(file.logged_workbook),
            file_name=file.name("xlsx"),
            icon=":material/table_view:",
            key="trace_list_xlsx",
            disabled=may_not,
            on_click="ignore",  # a run in between would take the next click's file away
        )
        st.download_button(
            words.say("tracing.download"),
            data=when_clicked(file.logged_csv),
            file_name=file.name("csv"),
            mime="text/csv",
            icon=":material/download:",
            key="trace_list_csv",
            disabled=may_not,
            on_click="ignore",
        )
        if not is_picked:
            st.caption(words.say("tracing.pick_hint"))


def named(base: Base, people: pd.DataFrame) -> pd.DataFrame:
    """Return names of those people whose names this session asked for with a reason."""
    return naming.known(base.scope, people["person_id"], of=_LIST)
