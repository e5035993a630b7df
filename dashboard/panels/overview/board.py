"""The leaders' page: where the province stands, who is behind, and which sources are late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.data.database import AnswerTookTooLong
from dashboard.figures.guarded import seen
from dashboard.figures.headline import Headline
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.indicators.risk_levels import Level
from dashboard.indicators.targets import INSTALL_DEADLINE, Status
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.panels import adoption, vaccination
from dashboard.panels import platforms as platform_panels
from dashboard.panels.overview import changes as overview_changes
from dashboard.panels.overview import headline, ranking, watch
from dashboard.panels.overview.changes import Told
from dashboard.panels.shared import definitions, tiles
from dashboard.panels.shared.tiles import Link, Tile

WEEK_DAYS = 7

ALREADY_SHOWN: Final = frozenset({"results_electronic", "venues", "equipment_working"})
"""Platforms that have a tile among what has a target."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """Where the province or a district stands: what page, presentation and sheet all show."""

    here: Viewpoint
    days_left: int
    """Days left to install, today included."""
    headline: Headline
    ordered: Sequence[tuple[Tile, Link]]
    """What has a target, in the order of the letters, and the cases: eight at most."""
    platforms: Sequence[tuple[Tile, Link]]
    """Every other platform that the letters name."""
    units: pd.DataFrame
    """Districts or communes, the lowest first: see `figures.ranking.units`."""
    changes: Sequence[Told]
    ending: pd.DataFrame
    """Zones that end within a week: see `figures.zones.ledger.ending`."""
    proposed_count: int
    """Zones that were proposed and are not decided."""
    risk: Mapping[Level, int]
    """Communes by their level of risk, the greatest first."""
    late: Sequence[str]
    """A line for each source that is late."""

    @property
    def statuses(self) -> list[Status]:
        """How the targets stand."""
        return [tile.status for tile, _ in self.ordered if tile.status]


def board(here: Viewpoint) -> Board:
    """Gather everything that the page, the presentation and the sheet show."""
    return board_with(here, figures.zones.ledger.zones(here))


def board_with(here: Viewpoint, zones: pd.DataFrame) -> Board:
    """Gather the same with zones of the ledger called otherwise than there."""
    return Board(
        here=here,
        days_left=targets.days_left(here.data_day, INSTALL_DEADLINE) or 0,
        headline=figures.headline.headline(here),
        ordered=ordered_tiles(here),
        platforms=other_tiles(here),
        units=figures.ranking.units(here),
        changes=overview_changes.told(here, zones),
        ending=figures.zones.ledger.ending_seen(here, zones),
        proposed_count=int((zones["status"] == ZoneStatus.PROPOSED).sum()),
        risk=figures.zones.risk_levels.counts(here, zones),
        late=watch.late_lines(here),
    )


def ordered_tiles(here: Viewpoint) -> list[tuple[Tile, Link]]:
    """Return a tile and its page for each thing that has a target, and for the cases."""
    kept = _kept(here)
    officials, owners = adoption.tiles.target_tiles(
        here, figures.adoption.staff(here), figures.adoption.owners(here)
    )
    dose1, dose2 = vaccination.tiles.dose_tiles(
        here, figures.vaccination.guard(here, figures.vaccination.Basis())
    )
    results, working = (
        platform_panels.districts.tile(here, name)
        for name in ("results_electronic", "equipment_working")
    )
    shown = [officials, owners, dose1, dose2, results, _venues_tile(here), working]
    links = [
        Link("app_adoption", kept),
        Link("app_adoption", kept),
        Link("vaccination_coverage", kept),
        Link("vaccination_coverage", kept),
        Link("test_results", kept),
        Link("qr_places", kept),
        Link("checkpoints", kept),
        Link("containment_zones", {"view": "risk"}),
    ]
    return list(zip(definitions.dated([*shown, _cases_tile(here)]), links, strict=True))


def other_tiles(here: Viewpoint) -> list[tuple[Tile, Link]]:
    """Return a tile and its page for each platform that has none among the ordered things."""
    [declarations] = definitions.dated([_declarations_tile(here)])
    link = Link("platforms", {"platform": "declarations", **_kept(here)})
    rest = [name for name in figures.platforms.districts.NAMES if name not in ALREADY_SHOWN]
    return [
        (declarations, link),
        *(
            platform_panels.districts.linked_tile(here, name)
            for name in rest
            if name != "declarations"  # whose days tell more than its share
        ),
    ]


def show_ordered(shown: Board) -> None:
    """Draw the tiles of the ordered things."""
    tiles.show_linked(shown.ordered, key="ordered")


def define(shown: Board) -> None:
    """Offer what stands behind every figure of the page, in one place: a phone has little room."""
    drawn: list[definitions.Defined] = [
        *headline.drawn_figures(),
        *(tile for tile, _ in shown.ordered),
        *ranking.drawn_figures(shown.units),
        definitions.Figure(words.say("overview.risk"), "risk.communes_at"),
    ]
    definitions.show(drawn, key="overview")


def show_platforms(shown: Board) -> None:
    """Fold away the tiles of every other platform that the letters name."""
    label = words.say("overview.other_platforms", count=words.number(len(shown.platforms)))
    with st.expander(label, key="overview_platforms", on_change="rerun") as folded:
        if folded.open:
            tiles.show_linked(shown.platforms, key="platforms")
            definitions.show([tile for tile, _ in shown.platforms], key="overview_platforms")


def _kept(here: Viewpoint) -> dict[str, str]:
    """Return what the address of another page keeps of this one's."""
    return {"district": here.district_id} if here.district_id else {}


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
    told = figures.headline.headline(here)
    return Tile(
        heading=words.say("overview.cases"),
        value=words.number(seen(week, "week_count", withheld)),
        lines=(
            words.say(
                "overview.cases_days",
                today=words.number(seen(counts.iloc[-1], "today_count", withheld)),
                yesterday=words.number(seen(counts.iloc[-2], "yesterday_count", withheld)),
            ),
            words.say("overview.cases_outside", count=words.number(told.outside_count)),
        ),
        trend=words.say(
            "overview.week_before",
            change=words.change(seen(week - before, "week_change", withheld)),
        ),
        define="overview.cases",
    )
