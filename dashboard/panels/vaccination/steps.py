"""Vaccination coverage: registered, invited, dose 1, dose 2, of adults or of all residents."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import alphabet, clock, words
from dashboard.access import Viewer
from dashboard.figures.guarded import Guarded, seen
from dashboard.figures.units import of_district
from dashboard.figures.vaccination import COUNTS, STEPS, WHERE, WHOM
from dashboard.indicators import targets
from dashboard.indicators.targets import ADULTS_DOSE_1
from dashboard.panels.shared import definitions, filters, frame, province, search, tables, tiles
from dashboard.panels.shared.tables import TABLE_PX, Column


def choose_whom() -> str:
    """Let the viewer choose whom the shares are of; kept in the address bar."""
    return filters.one_of("base", WHOM, label=words.say("coverage.base"), prefix="coverage")


def choose_where() -> str:
    """Let the viewer choose whether doses count where people live or where they were given."""
    return filters.one_of("where", WHERE, label=words.say("coverage.where"), prefix="coverage")


def choose_step() -> str:
    """Let the viewer choose what the map and its classes show; kept in the address bar."""
    st.header(words.say("coverage.map"), anchor=False)
    return filters.one_of("step", STEPS, label=words.say("coverage.step"), prefix="coverage")


def step_tiles(
    viewer: Viewer,
    counted: Guarded,
    data_time: datetime,
    whom: str,
    where: str,
    district_id: str | None,
) -> list[tiles.Tile]:
    """Return the tiles of the four steps from registering to dose 2."""
    rows, withheld = (of_district(counted.rows, district_id), counted.withheld_total(district_id))
    sums = rows.dropna(subset=["whole"])[["whole", *COUNTS]].astype("float64").sum(min_count=1)
    order = ("registered", "invited", "dose1", "dose2")
    of_people = whom if where == "lived" else None
    steps = [_step_tile(step, sums, data_time, of_people, withheld) for step in order]
    return province.beside(steps, viewer, data_time) if of_people == "adults" else steps


def show_tiles(each: Sequence[tiles.Tile], sources: pd.Series, whom: str, where: str) -> None:
    """Draw the steps and what follows them, and whom they are of; `sources` may be unknown."""
    shown = definitions.dated(each)
    tiles.show(shown)
    source = "coverage.adults_source" if whom == "adults" else "coverage.everyone_source"
    named_sources = "; ".join(alphabet.in_order(set(sources.dropna()))) or words.UNKNOWN
    st.caption(words.say(source, age=targets.ADULT_AGE, source=named_sources))
    st.caption(words.say(f"coverage.{where}_note"))
    definitions.show(shown, key="coverage_tiles")


def dose_tiles(
    viewer: Viewer, counted: Guarded, data_time: datetime, district_id: str | None
) -> list[tiles.Tile]:
    """Return the tiles of dose 1 and dose 2 among adults."""
    rows, withheld = (of_district(counted.rows, district_id), counted.withheld_total(district_id))
    sums = rows.dropna(subset=["whole"])[["whole", *COUNTS]].astype("float64").sum(min_count=1)
    shown = [_step_tile(step, sums, data_time, "adults", withheld) for step in ("dose1", "dose2")]
    return province.beside(shown, viewer, data_time)


def show_table(rows: pd.DataFrame) -> None:
    """Draw the league table, fewest dose 1 first, with its download."""
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    ranked = rows.sort_values("dose1_share", na_position="last")
    ranked = search.narrowed(ranked, ("unit_name", "district_name"), key="coverage_table")
    if ranked.empty:
        return
    columns = _columns()
    tables.show(ranked, columns, key="coverage_table", height_px=TABLE_PX)
    definitions.show(columns, key="coverage_table")
    tables.download(ranked, columns, name="vaccination_coverage")


def step_columns(whole: str) -> list[Column]:
    """Return the columns of every step, and of the denominator, which is in column `whole`."""
    say = words.say
    return [
        Column("dose1_share", say("coverage.dose1_short"), "share", define="coverage.dose1"),
        Column("dose2_share", say("coverage.dose2_short"), "share", define="coverage.dose2"),
        Column(
            "registered_share", say("coverage.registered"), "share", define="coverage.registered"
        ),
        Column("invited_share", say("coverage.invited"), "share", define="coverage.invited"),
        Column(
            "dose1_count", say("coverage.dose1_people"), "number", define="coverage.dose1_count"
        ),
        Column(
            "dose2_count", say("coverage.dose2_people"), "number", define="coverage.dose2_count"
        ),
        Column(whole, say("coverage.whole"), "number", define="coverage.whole"),
    ]


def _step_tile(
    step: str, sums: pd.Series, data_time: datetime, whom: str | None, withheld: frozenset[str]
) -> tiles.Tile:
    """Return one step's tile; without `whom` the doses are not the residents'."""
    label, count = words.say(f"coverage.{step}"), sums[f"{step}_count"]
    lines = [
        words.say(
            "coverage.count_of",
            count=words.number(seen(count, f"{step}_count", withheld)),
            whole=words.number(seen(sums["whole"], "whole", withheld)),
        )
    ]
    if step == "dose1" and whom == "adults":
        return _dose1_tile(label, lines, sums, data_time, withheld)
    if step == "dose2" and whom is not None:
        waiting = seen(sums["dose1_count"] - count, "waiting_count", withheld)
        lines.append(words.say("coverage.waiting", count=words.number(waiting)))
    share = targets.share(count, sums["whole"])
    return tiles.Tile(
        label,
        words.percent(seen(share, f"{step}_share", withheld)),
        lines,
        _trend(step, sums, withheld),
        share=None if f"{step}_share" in withheld else share,
        define=f"coverage.{step}",
        warning=_contradiction(step, sums),
    )


def _dose1_tile(
    label: str,
    lines: list[str],
    sums: pd.Series,
    data_time: datetime,
    withheld: frozenset[str],
) -> tiles.Tile:
    progress = targets.progress(
        sums["dose1_count"],
        sums["whole"],
        sums["dose1_week_ago_count"],
        target=ADULTS_DOSE_1,
        data_day=clock.local_day(data_time),
    )
    lines.append(
        words.say(
            "coverage.target",
            target=words.percent(ADULTS_DOSE_1.share, 0),
            day=words.day(ADULTS_DOSE_1.deadline),
            needed=words.number(seen(progress.needed_per_day, "dose1_share", withheld)),
        )
    )
    return tiles.Tile(
        label,
        words.percent(seen(progress.share, "dose1_share", withheld)),
        lines,
        _trend("dose1", sums, withheld),
        status=progress.status,
        share=None if "dose1_share" in withheld else progress.share,
        target_share=ADULTS_DOSE_1.share,
        define="coverage.dose1",
    )


def _contradiction(step: str, counts: pd.Series) -> str:
    """Say so where more people are invited than registered: an invitation needs a registration."""
    invited, registered = counts["invited_count"], counts["registered_count"]
    if step != "invited" or not targets.is_above(invited, registered):
        return ""
    return words.say("coverage.invited_contradicts")


def _trend(step: str, sums: pd.Series, withheld: frozenset[str]) -> str:
    if f"{step}_day_ago_count" not in sums:
        return ""
    day, week = (
        seen(
            sums[f"{step}_count"] - sums[f"{step}_{ago}_ago_count"],
            f"{step}_{ago}_change",
            withheld,
        )
        for ago in ("day", "week")
    )
    return words.say("tile.since", day=words.change(day), week=words.change(week))


def _columns() -> list[Column]:
    say = words.say
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *step_columns("whole"),
        Column("district_name", say("table.district"), define="unit.district"),
        Column("remark", say("table.remark"), define="coverage.remark"),
    ]
