"""The leaders' page: where the province stands, who is behind, and which sources are late."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, indicators, words
from dashboard.access import Viewer
from dashboard.database import AnswerTookTooLong
from dashboard.indicators import INSTALL_DEADLINE, Status
from dashboard.panels import adoption, coverage, tables, tiles
from dashboard.panels.tables import Column
from dashboard.panels.tiles import Tile

WEEK_DAYS = 7


def all_tiles(viewer: Viewer, data_time: datetime) -> list[Tile]:
    """Return a tile for each ordered thing, in the order of the letters."""
    communes = adoption.communes(viewer, data_time)
    residents = coverage.communes(viewer, data_time, "adults")
    return [
        *adoption.target_tiles(adoption.agencies(viewer, data_time), communes, data_time),
        *coverage.dose_tiles(residents, data_time),
        _results_tile(data.daily_results(viewer.scope, data_time), data_time),
        _venues_tile(viewer, data_time),
        _declarations_tile(data.daily_declarations(viewer.scope, data_time)),
        _cases_tile(data.daily_cases(viewer.scope, data_time)),
    ]


def show_headline(shown: Sequence[Tile], data_time: datetime) -> None:
    """Say in one line how many days are left and how the targets stand."""
    left = indicators.days_left(words.local_day(data_time), INSTALL_DEADLINE)
    counts = Counter(tile.status for tile in shown if tile.status)
    parts = [
        f"{tiles.status_html(status)} <b>{counts[status]}</b>"
        for status in (Status.BEHIND, Status.AT_RISK, Status.ON_COURSE, Status.UNKNOWN)
        if counts[status]
    ]
    st.html(
        f'<div class="headline"><span class="days-left"><b>{words.number(left)}</b> '
        f"{words.say('overview.days_left', day=words.day(INSTALL_DEADLINE))}</span>"
        f'<span class="counts">{"".join(f"<span>{part}</span>" for part in parts)}</span></div>'
    )


def show_links() -> None:
    """Offer the pages behind the tiles."""
    with st.container(horizontal=True, gap="small"):
        for name, title, icon in (
            ("app_adoption", "adoption.title", ":material/install_mobile:"),
            ("vaccination_coverage", "coverage.title", ":material/vaccines:"),
            ("containment_zones", "zones.title", ":material/share_location:"),
        ):
            st.page_link(f"dashboard/pages/{name}.py", label=words.say(title), icon=icon)


def show_ranking(viewer: Viewer, data_time: datetime) -> None:
    """Rank the viewer's districts, or one district's communes, whom to call first on top."""
    rows = adoption.communes(viewer, data_time)
    if len(rows["district_id"].unique()) == 1:
        _show_communes(rows)
        return
    st.subheader(words.say("overview.ranking"), anchor=False)
    day = words.local_day(data_time)
    ranked = sorted(
        (
            (_progress(group, day), words.short_unit(group["district_kind"].iloc[0], str(name)))
            for name, group in rows.groupby("district_name")
        ),
        key=lambda item: (item[0].share is not None, item[0].share),
    )
    tiles.show_bars(
        [
            tiles.Bar(name, step.share or 0, words.percent(step.share), step.status)
            for step, name in ranked
        ],
        label=words.say("overview.ranking"),
    )
    st.caption(words.say("overview.ranking_note"))


def show_feeds(viewer: Viewer, data_time: datetime) -> None:
    """Name the sources that are late; all of them on request."""
    st.subheader(words.say("overview.feeds"), anchor=False)
    rows = data.feeds(viewer.scope, data_time)
    late = rows[rows["is_late"]]
    if late.empty:
        st.success(words.say("overview.none_late"), icon=":material/check:")
    else:
        names = "".join(f"\n- {_late_line(row)}" for row in late.to_dict("records"))
        heading = words.say("overview.late", count=len(late))
        st.warning(f"**{heading}**\n{names}", icon=":material/schedule:")
    with st.expander(words.say("overview.all_feeds", count=len(rows))):
        _show_all_feeds(rows)


def _show_communes(rows: pd.DataFrame) -> None:
    st.subheader(words.say("overview.lowest_communes"), anchor=False)
    tiles.show_bars(
        [
            tiles.Bar(
                row["unit_name"], row["share"], words.percent(row["share"]), Status(row["status"])
            )
            for row in rows.dropna(subset=["share"]).nsmallest(12, "share").to_dict("records")
        ],
        label=words.say("overview.lowest_communes"),
    )
    st.caption(words.say("overview.ranking_note"))


def _show_all_feeds(rows: pd.DataFrame) -> None:
    shown = rows.assign(
        state=[
            words.say("overview.is_late" if is_late else "overview.in_time")
            for is_late in rows["is_late"]
        ],
        loaded=[words.moment(moment) for moment in rows["last_loaded_at"]],
    )
    columns = [
        Column("source", words.say("overview.source"), is_pinned=True),
        Column("state", words.say("overview.state")),
        Column("loaded", words.say("overview.loaded")),
        Column("row_count", words.say("overview.rows"), "number"),
        Column("reject_count", words.say("overview.rejects"), "number"),
    ]
    tables.show(shown, columns, key="overview_feeds")


def _late_line(row: Mapping[Any, Any]) -> str:
    return words.say(
        "overview.late_since",
        source=words.plain(str(row["source"])),
        moment=words.moment(row["last_loaded_at"]),
    )


def _progress(rows: pd.DataFrame, day: date) -> indicators.Progress:
    return adoption.total(
        rows,
        whole="smartphone_owner_count",
        target=indicators.SMARTPHONE_OWNERS,
        data_day=day,
    )


def _declarations_tile(days: pd.DataFrame) -> Tile:
    by_now = days["by_this_time_count"].astype("float64")
    week, before = _weeks(days["declaration_count"], by_now.iloc[-WEEK_DAYS - 1])
    return Tile(
        label=words.say("overview.declarations"),
        value=words.number(by_now.iloc[-1]),
        lines=(
            words.say("overview.in_week", count=words.number(week)),
            words.say("overview.same_time", change=words.change(by_now.iloc[-1] - by_now.iloc[-2])),
        ),
        trend=words.say("overview.week_before", change=words.change(week - before)),
    )


def _venues_tile(viewer: Viewer, data_time: datetime) -> Tile:
    registered = data.registered_venues(viewer.scope, data_time)
    try:
        days = data.daily_venues(viewer.scope, data_time)["active_count"].astype("float64")
    except AnswerTookTooLong:  # it reads every scan: one slow figure must not cost the page
        return _unknown_venues(registered)
    share = indicators.share(days.iloc[-1], registered)
    target = indicators.VENUES_ACTIVE
    return Tile(
        label=words.say("overview.venues"),
        value=words.percent(share),
        lines=(
            words.say(
                "overview.venues_of",
                count=words.number(days.iloc[-1]),
                registered=words.number(registered),
            ),
            words.say("overview.own_target", target=words.percent(target.share, 0)),
        ),
        trend=words.say(
            "overview.venues_before",
            yesterday=words.number(days.iloc[-2]),
            week=words.number(days.iloc[-1 - WEEK_DAYS]),
        ),
        status=indicators.share_status(share, target),
        share=share,
        target_share=target.share,
    )


def _unknown_venues(registered: int) -> Tile:
    return Tile(
        label=words.say("overview.venues"),
        value=words.UNKNOWN,
        lines=(
            words.say("overview.venues_registered", registered=words.number(registered)),
            words.say("overview.too_slow"),
        ),
        status=Status.UNKNOWN,
    )


def _results_tile(days: pd.DataFrame, data_time: datetime) -> Tile:
    age = (pd.Timestamp(words.local_day(data_time)) - days["on_date"]).dt.days
    week = days[age < WEEK_DAYS][["result_count", "returned_count"]].astype("float64").sum()
    before = days[(age >= WEEK_DAYS) & (age < 2 * WEEK_DAYS)]
    share = indicators.share(week["returned_count"], week["result_count"])
    share_before = indicators.share(before["returned_count"].sum(), before["result_count"].sum())
    return Tile(
        label=words.say("overview.results"),
        value=words.percent(share),
        lines=(
            words.say(
                "overview.results_of",
                count=words.number(week["returned_count"]),
                results=words.number(week["result_count"]),
            ),
            words.say(
                "overview.results_missing",
                count=words.number(week["result_count"] - week["returned_count"]),
            ),
        ),
        trend=words.say("overview.share_before", share=words.percent(share_before)),
        status=indicators.share_status(share, indicators.RESULTS_RETURNED),
        share=share,
        target_share=indicators.RESULTS_RETURNED.share,
    )


def _cases_tile(days: pd.DataFrame) -> Tile:
    counts = days["case_count"].astype("float64")
    week, before = counts.iloc[-WEEK_DAYS:].sum(), counts.iloc[-2 * WEEK_DAYS : -WEEK_DAYS].sum()
    return Tile(
        label=words.say("overview.cases"),
        value=words.number(week),
        lines=(
            words.say(
                "overview.cases_days",
                today=words.number(counts.iloc[-1]),
                yesterday=words.number(counts.iloc[-2]),
            ),
        ),
        trend=words.say("overview.week_before", change=words.change(week - before)),
    )


def _weeks(counts: pd.Series, part_of_first_day: float) -> tuple[float, float]:
    """Return the last seven days and the seven before, both up to the same clock time."""
    numbers = counts.astype("float64")
    week = numbers.iloc[-WEEK_DAYS:].sum()
    before = numbers.iloc[-2 * WEEK_DAYS : -WEEK_DAYS - 1].sum() + part_of_first_day
    return float(week), float(before)
