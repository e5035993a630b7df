"""The leaders' page: where the province stands, who is behind, and which sources are late."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, indicators, words
from dashboard.access import Viewer
from dashboard.database import AnswerTookTooLong
from dashboard.indicators import INSTALL_DEADLINE, Status
from dashboard.panels import (
    adoption,
    coverage,
    definitions,
    overview_changes,
    overview_ranking,
    overview_watch,
    platforms,
    tiles,
)
from dashboard.panels.overview_changes import Told
from dashboard.panels.tiles import Link, Tile

WEEK_DAYS = 7
LAST_COUNT = 3
"""So many units are named in the headline."""

ALREADY_SHOWN: Final = frozenset({"declarations", "venues"})
"""Platforms that have a tile among the ordered things."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """Where the province or a district stands: what page, presentation and sheet all show."""

    data_time: datetime
    days_left: int
    """Days left to install, today included."""
    ordered: Sequence[tuple[Tile, Link]]
    """The ordered things, in the order of the letters."""
    platforms: Sequence[tuple[Tile, Link]]
    """Every other platform that the letters name."""
    units: pd.DataFrame
    """Districts or communes, the lowest first: see `overview_ranking.units`."""
    changes: Sequence[Told]
    ending: pd.DataFrame
    """Zones that end within a week: see `overview_watch.ending`."""
    late: Sequence[str]
    """A line for each source that is late."""


def board(viewer: Viewer, data_time: datetime, district_id: str | None) -> Board:
    """Gather everything that the page, the presentation and the sheet show."""
    units = overview_ranking.units(viewer, data_time, district_id)
    zones = overview_watch.own_zones(viewer, district_id)
    return Board(
        data_time=data_time,
        days_left=indicators.days_left(words.local_day(data_time), INSTALL_DEADLINE) or 0,
        ordered=ordered_tiles(viewer, data_time, district_id),
        platforms=[
            platforms.linked_tile(viewer, data_time, name, district_id)
            for name in platforms.NAMES
            if name not in ALREADY_SHOWN
        ],
        units=units,
        changes=overview_changes.told(viewer, data_time, units, zones),
        ending=overview_watch.ending(zones, data_time),
        late=overview_watch.late_lines(viewer, data_time),
    )


def ordered_tiles(
    viewer: Viewer, data_time: datetime, district_id: str | None
) -> list[tuple[Tile, Link]]:
    """Return a tile and its page for each ordered thing that has a target or a daily figure."""
    communes = adoption.of_district(adoption.communes(viewer, data_time), district_id)
    agencies = adoption.of_district(adoption.agencies(viewer, data_time), district_id)
    residents = adoption.of_district(coverage.communes(viewer, data_time, "adults"), district_id)
    scope, kept = viewer.scope, {"district": district_id} if district_id else {}
    officials, owners = adoption.target_tiles(viewer, agencies, communes, data_time)
    dose1, dose2 = coverage.dose_tiles(viewer, residents, data_time)
    results = _results_tile(data.daily_results(scope, data_time, district_id), data_time)
    declarations = _declarations_tile(data.daily_declarations(scope, data_time, district_id))
    cases = _cases_tile(data.daily_cases(scope, data_time, district_id))
    venues = _venues_tile(viewer, data_time, district_id)
    shown = [officials, owners, dose1, dose2, results, venues, declarations, cases]
    links = [
        Link("app_adoption", kept),
        Link("app_adoption", kept),
        Link("vaccination_coverage", kept),
        Link("vaccination_coverage", kept),
        Link("platforms", {"platform": "waiting_samples", **kept}),
        Link("platforms", {"platform": "venues", **kept}),
        Link("platforms", {"platform": "declarations", **kept}),
        Link("containment_zones"),
    ]
    return list(zip(definitions.dated(shown), links, strict=True))


def show_headline(shown: Board) -> None:
    """Say in a few lines how many days are left, how the targets stand, and who is behind."""
    st.html(headline_html(shown))


def headline_html(shown: Board) -> str:
    """Return the headline: days left, targets by status, and the last three units by name."""
    counts = Counter(tile.status for tile, _ in shown.ordered if tile.status)
    parts = [
        f"<span>{tiles.status_html(status)} <b>{counts[status]}</b></span>"
        for status in (Status.BEHIND, Status.AT_RISK, Status.ON_COURSE, Status.UNKNOWN)
        if counts[status]
    ]
    return (
        f'<div class="headline"><span class="days-left"><b>{words.number(shown.days_left)}</b> '
        f"{escape(words.say('overview.days_left', day=words.day(INSTALL_DEADLINE)))}</span>"
        f'<span class="counts">{"".join(parts)}</span>'
        f'<span class="last">{escape(last_units(shown.units))}</span></div>'
    )


def last_units(units: pd.DataFrame) -> str:
    """Name the units with the lowest known shares, whom to call first."""
    last = units.dropna(subset=["share"]).head(LAST_COUNT)
    names = [f"{row['unit_name']} {words.percent(row['share'])}" for row in last.to_dict("records")]
    return words.say("overview.call_first", names=", ".join(names) or words.UNKNOWN)


def show_ordered(shown: Board) -> None:
    """Draw the tiles of the ordered things, and what stands behind them."""
    _show_tiles(shown.ordered, key="ordered")


def show_platforms(shown: Board) -> None:
    """Draw the tiles of every other platform that the letters name."""
    st.header(words.say("platforms.title"), anchor=False)
    _show_tiles(shown.platforms, key="platforms")


def _show_tiles(shown: Sequence[tuple[Tile, Link]], *, key: str) -> None:
    tiles.show_linked(shown, key=key)
    definitions.show([tile for tile, _ in shown], key=f"overview_{key}")


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
        define="overview.declarations",
    )


def _venues_tile(viewer: Viewer, data_time: datetime, district_id: str | None) -> Tile:
    registered = data.registered_venues(viewer.scope, data_time, district_id)
    try:
        rows = data.daily_venues(viewer.scope, data_time, district_id)
    except AnswerTookTooLong:  # it reads every scan: one slow figure must not cost the page
        return _unknown_venues(registered)
    days = rows["active_count"].astype("float64")
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
        define="overview.venues",
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
        define="overview.venues",
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
        define="overview.results",
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
        define="overview.cases",
    )


def _weeks(counts: pd.Series, part_of_first_day: float) -> tuple[float, float]:
    """Return the last seven days and the seven before, both up to the same clock time."""
    numbers = counts.astype("float64")
    week = numbers.iloc[-WEEK_DAYS:].sum()
    before = numbers.iloc[-2 * WEEK_DAYS : -WEEK_DAYS - 1].sum() + part_of_first_day
    return float(week), float(before)
