"""Whether tracing pays: which new cases were on a list before, and how many were listed."""

import pandas as pd
import streamlit as st

from dashboard import access, figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.figures.yields import Yield
from dashboard.indicators.yields import DAYS, FEBRUARY, WEEKS, Found, by_list, measured
from dashboard.menu import file_of
from dashboard.panels.follow_up import set_aside
from dashboard.panels.shared import definitions, frame, tables, tiles

_COUNTS = ("new_case_count", "on_list_count", "outside_count", "listed_count")


def show(here: Viewpoint) -> None:
    """Show how many new cases were known, at what cost, in all, by list, week and district."""
    found = figures.yields.read(here)
    if found.cases.empty and found.people.empty:
        frame.empty(words.say("yield.empty_title"), words.say("yield.empty"), icon="query_stats")
        return
    may_trace = access.Right.TRACE_CONTACTS in here.viewer.rights
    row = measured(found.new_cases, found.newly_listed).iloc[0]
    shown = [_share(row), _per_case(row), _days(row)]
    tiles.show(shown)
    definitions.show(shown, key="yield")
    if not may_trace:
        st.caption(words.say("yield.without_cases"))
    if found.undated_count:
        st.caption(words.say("yield.undated", count=words.number(found.undated_count)))
    set_aside.show(here.load)
    st.caption(words.say("yield.source"))
    if may_trace:
        _lists(found.new_cases)
    _table(_by_week(found), "week")
    _table(_by_district(here, found), "district")


def _share(row: "pd.Series[float]") -> tiles.Tile:
    february = words.say(
        "yield.share_february",
        share=words.percent(FEBRUARY.share, 0),
        known=words.number(FEBRUARY.known_count),
        cases=words.number(FEBRUARY.case_count),
    )
    return tiles.Tile(
        words.say("yield.share"),
        words.percent(row["share"], 0),
        lines=(*_share_of(row), february),
        define="yield.share",
    )


def _share_of(row: "pd.Series[float]") -> tuple[str, ...]:
    """Say what the share is of; of whom nothing is told, only how many they are."""
    names = ("new_case_count", "on_list_count", "on_f1_list_count")
    counts = {name: words.number(row[name]) for name in names}
    key = "yield.untold" if words.is_unknown(row["on_list_count"]) else "yield.share_of"
    of = words.say(key, **counts, days=words.number(DAYS))
    return (of,) if key == "yield.untold" else (of, words.say("yield.as_f1", **counts))


def _per_case(row: "pd.Series[float]") -> tiles.Tile:
    counts = {name: words.number(row[name]) for name in ("listed_count", "new_case_count")}
    return tiles.Tile(
        words.say("yield.per_case"),
        words.number(row["per_case"], 1),
        lines=(
            words.say("yield.per_case_of", **counts),
            words.say(
                "yield.per_case_february",
                count=words.number(FEBRUARY.per_case, 1),
                listed=words.number(FEBRUARY.f1_count),
                cases=words.number(FEBRUARY.traced_case_count),
            ),
        ),
        define="yield.per_case",
    )


def _days(row: "pd.Series[float]") -> tiles.Tile:
    known = row["on_list_count"]
    of = words.say("yield.median_of", count=words.number(known))
    return tiles.Tile(
        words.say("yield.median_days"),
        words.number(row["median_days"], 1),
        lines=(*(() if words.is_unknown(known) else (of,)), words.say("yield.median_february")),
        define="yield.median_days",
    )


def _lists(cases: pd.DataFrame) -> None:
    """Show on which list the new cases were, and lead to a trace of those on none."""
    st.header(words.say("yield.by_list"), anchor=False)
    table = by_list(cases)
    columns = [
        tables.Column("found", words.say("yield.column_found"), is_pinned=True),
        tables.Column("new_case_count", words.say("yield.new_case_count"), "number"),
        tables.Column("named_count", words.say("yield.named_count"), "number"),
        tables.Column("median_days", words.say("yield.column_days"), "decimal"),
    ]
    rows = table.assign(found=[words.say(f"yield.found_{name}") for name in table.index])
    tables.show(rows, columns, key="yield_list")
    tables.download(rows, columns, name="yield_list")
    outside = cases.loc[cases["found"] == Found.OUTSIDE, "case_id"].tolist()
    if outside:
        st.page_link(
            file_of("contact_tracing"),
            label=words.say("yield.trace_outside", count=words.number(len(outside))),
            icon=":material/hub:",
            query_params={"case": ",".join(outside)},
        )


def _by_week(found: Yield) -> pd.DataFrame:
    table = measured(found.cases, found.people, "monday").sort_index(ascending=False)
    return table.assign(group=[words.week(day) for day in table.index])


def _by_district(here: Viewpoint, found: Yield) -> pd.DataFrame:
    """Return a row per district of the days of the new cases; unknown homes come last."""
    names = figures.units.own_districts(here.viewer)
    table = measured(found.new_cases, found.newly_listed, "district_id")
    order = [key for key in names if key in table.index]
    table = table.loc[[*order, *table.index[table.index.isna()]]]
    return table.assign(group=[names.get(str(key), words.UNKNOWN) for key in table.index])


def _table(table: pd.DataFrame, group: str) -> None:
    span = {"week": WEEKS, "district": DAYS}[group]
    st.header(words.say(f"yield.by_{group}", span=words.number(span)), anchor=False)
    columns = [
        tables.Column("group", words.say(f"speed.column_{group}"), is_pinned=True),
        tables.Column("share", words.say("yield.column_share"), "share"),
        tables.Column("per_case", words.say("yield.column_per_case"), "decimal"),
        tables.Column("median_days", words.say("yield.column_days"), "decimal"),
        *(tables.Column(name, words.say(f"yield.{name}"), "number") for name in _COUNTS),
    ]
    tables.show(table, columns, key=f"yield_{group}")
    tables.download(table, columns, name=f"yield_{group}")
