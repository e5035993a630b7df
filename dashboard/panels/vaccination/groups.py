"""Coverage by age group, sex, priority group and vaccine."""

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.access import Viewer
from dashboard.drawing import charts
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.units import of_district
from dashboard.figures.vaccination_groups import CERTIFICATES_PLAN, PARTS
from dashboard.indicators import targets
from dashboard.panels.shared import definitions, failures, filters, frame, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.vaccination.steps import step_columns


@once
def certificate_tile(
    viewer: Viewer, data_time: datetime, whom: str, district_id: str | None
) -> tiles.Tile:
    """Return the tile of certificates: how many of those issued were looked up."""
    all_rows = figures.vaccination_groups.groups(viewer, data_time, whom)
    sums = all_rows.groupby("district_id", as_index=False)[[*CERTIFICATES_PLAN.counts]].sum()
    withheld = figures.guarded.guard(viewer, sums, CERTIFICATES_PLAN).withheld_total(district_id)
    rows = of_district(all_rows, district_id)
    issued, looked_up, doses = (
        rows[name].sum(min_count=1)
        for name in ("certificate_count", "looked_up_count", "dose1_count")
    )
    share = targets.share(looked_up, issued)
    return tiles.Tile(
        words.say("coverage.certificates"),
        words.percent(seen(share, "share", withheld)),
        (
            words.say(
                "coverage.looked_up",
                count=words.number(seen(looked_up, "looked_up_count", withheld)),
            ),
            words.say(
                "coverage.issued",
                count=words.number(seen(issued, "certificate_count", withheld)),
                doses=words.number(seen(doses, "dose1_count", withheld)),
            ),
        ),
        share=None if "share" in withheld else share,
        define="coverage.certificates",
        warning=words.say("coverage.certificates_contradict")
        if targets.is_above(issued, doses)
        else "",
    )


@failures.part
def show(
    viewer: Viewer, data_time: datetime, whom: str, where: str, district_id: str | None
) -> None:
    """Draw coverage by the chosen part of the people, or the doses of each vaccine."""
    part = filters.one_of("by", PARTS, label=words.say("coverage.by"), prefix="coverage.by")
    if part == "vaccine":
        doses = data.vaccination.commune_doses(viewer.scope, data_time, by_home=where == "lived")
        _show_vaccines(viewer, doses, district_id, where)
    else:
        _show_people(viewer, data_time, whom, part, district_id)


def _show_people(
    viewer: Viewer, data_time: datetime, whom: str, part: str, district_id: str | None
) -> None:
    table, columns = (
        figures.vaccination_groups.seen_by_part(viewer, data_time, whom, part, district_id),
        _people_columns(part),
    )
    if table.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _draw_people(viewer, table, part)
    with right:
        tables.show(table, columns, key=f"coverage_groups_{part}")
        definitions.show(columns, key="coverage_groups")
        tables.download(table, columns, name="coverage_groups")
    st.caption(words.say("coverage.groups_note"))


@once
def _draw_people(viewer: Viewer, table: pd.DataFrame, part: str) -> None:
    del viewer  # whose rights and language the chart has
    series = {f"{step}_share": words.say(f"coverage.{step}") for step in ("dose1", "dose2")}
    figure = charts.base.share_bars(table, label="group_name", series=series)
    charts.base.show(figure, key=f"coverage_by_{part}", alt=words.say("coverage.view_groups"))


def _show_vaccines(
    viewer: Viewer, doses: pd.DataFrame, district_id: str | None, where: str
) -> None:
    rows = of_district(doses, district_id)
    if rows.empty:
        frame.empty(words.say("coverage.no_doses"), words.say("coverage.no_doses_hint"))
        return
    table, say = figures.vaccination_groups.seen_by_vaccine(viewer, doses, district_id), words.say
    columns = [
        Column("vaccine", say("coverage.vaccine"), define="coverage.vaccine", is_pinned=True),
        Column(
            "dose1_count", say("coverage.dose1_short"), "number", define="coverage.vaccine_dose1"
        ),
        Column(
            "dose2_count", say("coverage.dose2_short"), "number", define="coverage.vaccine_dose2"
        ),
        Column("dose_count", say("coverage.doses"), "number", define="coverage.doses"),
        Column("dose_share", say("coverage.of_doses"), "share", define="coverage.of_doses"),
    ]
    ranked = table.sort_values("dose_count", ascending=False)
    tables.show(ranked, columns, key="coverage_vaccines")
    definitions.show(columns, key="coverage_vaccines")
    tables.download(ranked, columns, name="coverage_vaccines")
    st.caption(words.say(f"coverage.where_{where}"))


def _people_columns(part: str) -> list[Column]:
    heading = words.say(f"coverage.by.{part}")
    return [
        Column("group_name", heading, define="coverage.group", is_pinned=True),
        *step_columns("resident_count"),
    ]
