"""The leaders' page: where the province stands, who is behind, and which sources are late."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.data.database import AnswerTookTooLong
from dashboard.drawing.templates import filled
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.indicators.targets import INSTALL_DEADLINE, Status
from dashboard.panels import adoption, vaccination
from dashboard.panels import platforms as platform_panels
from dashboard.panels.overview import changes as overview_changes
from dashboard.panels.overview import watch
from dashboard.panels.overview.changes import Told
from dashboard.panels.shared import definitions, tiles
from dashboard.panels.shared.tiles import Link, Tile

WEEK_DAYS = 7
LAST_COUNT = 3
"""So many units are named in the headline."""

ALREADY_SHOWN: Final = frozenset({"declarations", "results_electronic", "venues"})
"""Platforms that have a tile among the ordered things."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """Where the province or a district stands: what page, presentation and sheet all show."""

    here: Viewpoint
    days_left: int
    """Days left to install, today included."""
    ordered: Sequence[tuple[Tile, Link]]
    """The ordered things, in the order of the letters."""
    platforms: Sequence[tuple[Tile, Link]]
    """Every other platform that the letters name."""
    units: pd.DataFrame
    """Districts or communes, the lowest first: see `figures.ranking.units`."""
    changes: Sequence[Told]
    ending: pd.DataFrame
    """Zones that end within a week: see `figures.zones.ledger.ending`."""
    late: Sequence[str]
    """A line for each source that is late."""


def board(here: Viewpoint) -> Board:
    """Gather everything that the page, the presentation and the sheet show."""
    return board_with(here, figures.zones.ledger.zones(here))


def board_with(here: Viewpoint, zones: pd.DataFrame) -> Board:
    """Gather the same with zones of the ledger called otherwise than there."""
    return Board(
        here=here,
        days_left=targets.days_left(here.data_day, INSTALL_DEADLINE) or 0,
        ordered=ordered_tiles(here),
        platforms=[
            platform_panels.districts.linked_tile(here, name)
            for name in figures.platforms.districts.NAMES
            if name not in ALREADY_SHOWN
        ],
        units=figures.ranking.units(here),
        changes=overview_changes.told(here, zones),
        ending=figures.zones.ledger.ending_seen(here, zones),
        late=watch.late_lines(here),
    )


def ordered_tiles(here: Viewpoint) -> list[tuple[Tile, Link]]:
    """Return a tile and its page for each ordered thing that has a target or a daily figure."""
    kept = {"district": here.district_id} if here.district_id else {}
    officials, owners = adoption.tiles.target_tiles(
        here, figures.adoption.staff(here), figures.adoption.owners(here)
    )
    dose1, dose2 = vaccination.tiles.dose_tiles(
        here, figures.vaccination.guard(here, figures.vaccination.Basis())
    )
    results = platform_panels.districts.tile(here, "results_electronic")
    declarations = _declarations_tile(here)
    cases = _cases_tile(here)
    venues = _venues_tile(here)
    shown = [officials, owners, dose1, dose2, results, venues, declarations, cases]
    links = [
        Link("app_adoption", kept),
        Link("app_adoption", kept),
        Link("vaccination_coverage", kept),
        Link("vaccination_coverage", kept),
        Link("platforms", {"platform": "results_electronic", **kept}),
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
    order = (Status.BEHIND, Status.AT_RISK, Status.ON_COURSE, Status.UNKNOWN)
    return filled(
        "headline",
        days_left=words.number(shown.days_left),
        until=words.say("overview.days_left", day=words.day(INSTALL_DEADLINE)),
        counts=[(status, counts[status]) for status in order if counts[status]],
        last=last_units(shown.units),
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


@once
def _declarations_tile(here: Viewpoint) -> Tile:
    guarded = figures.platforms.districts.declared(here)
    told, withheld = guarded.rows.iloc[0], guarded.withheld_total(None)
    now, week = (words.number(seen(told[name], name, withheld)) for name in ("now", "week"))
    since, since_week = (
        words.change(seen(told[whole] - told[part], f"{whole}_change", withheld))
        for whole, part in (("now", "yesterday"), ("week", "before"))
    )
    return Tile(
        heading=words.say("overview.declarations"),
        value=now,
        lines=(
            words.say("overview.in_week", count=week),
            words.say("overview.same_time", change=since),
        ),
        trend=words.say("overview.week_before", change=since_week),
        define="overview.declarations",
    )


def _venues_tile(here: Viewpoint) -> Tile:
    registered = data.platforms.registered_venues(here.scope, here.data_time, here.district_id)
    try:
        rows = data.platforms.daily_venues(here.scope, here.data_time, here.district_id)
    except AnswerTookTooLong:  # it reads every scan: one slow figure must not cost the page
        return _unknown_venues(registered)
    days = rows["active_count"].astype("float64")
    share = targets.share(days.iloc[-1], registered)
    target = targets.VENUES_ACTIVE
    return Tile(
        heading=words.say("overview.venues"),
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
        status=targets.share_status(share, target),
        share=share,
        target_share=target.share,
        define="overview.venues",
    )


def _unknown_venues(registered: int) -> Tile:
    return Tile(
        heading=words.say("overview.venues"),
        value=words.UNKNOWN,
        lines=(
            words.say("overview.venues_registered", registered=words.number(registered)),
            words.say("overview.too_slow"),
        ),
        status=Status.UNKNOWN,
        define="overview.venues",
    )


def _cases_tile(here: Viewpoint) -> Tile:
    days = data.cases.daily_cases(here.scope, here.data_time, here.district_id)
    withheld = figures.cases.cases(here).withheld_total(here.district_id)
    counts = days["case_count"].astype("float64")
    week, before = counts.iloc[-WEEK_DAYS:].sum(), counts.iloc[-2 * WEEK_DAYS : -WEEK_DAYS].sum()
    return Tile(
        heading=words.say("overview.cases"),
        value=words.number(seen(week, "week_count", withheld)),
        lines=(
            words.say(
                "overview.cases_days",
                today=words.number(seen(counts.iloc[-1], "today_count", withheld)),
                yesterday=words.number(seen(counts.iloc[-2], "yesterday_count", withheld)),
            ),
        ),
        trend=words.say(
            "overview.week_before",
            change=words.change(seen(week - before, "week_change", withheld)),
        ),
        define="overview.cases",
    )
