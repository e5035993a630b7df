"""Coverage by age group, sex, priority group and vaccine."""

import streamlit as st

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.figures.once import once
from dashboard.figures.vaccination import Coverage
from dashboard.figures.vaccination_groups import PARTS
from dashboard.panels.shared import definitions, failures, filters, frame, tables
from dashboard.panels.shared.tables import Column
from dashboard.panels.vaccination.table import step_columns


@failures.part
def show(coverage: Coverage) -> None:
    """Draw coverage by the chosen part of the people, or the doses of each vaccine."""
    part = filters.one_of("by", PARTS, label=words.say("coverage.by"), prefix="coverage.by")
    if part == "vaccine":
        _show_vaccines(coverage)
    else:
        _show_people(coverage, part)


def _show_people(coverage: Coverage, part: str) -> None:
    table = figures.vaccination_groups.seen_by_part(coverage, part)
    columns = _people_columns(part)
    if table.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _draw_people(coverage, part)
    with right:
        tables.show(table, columns, key=f"coverage_groups_{part}")
        definitions.show(columns, key="coverage_groups")
        tables.download(table, columns, name="coverage_groups")
    st.caption(words.say("coverage.groups_note"))


@once
def _draw_people(coverage: Coverage, part: str) -> None:
    table = figures.vaccination_groups.seen_by_part(coverage, part)
    series = {f"{step}_share": words.say(f"coverage.{step}") for step in ("dose1", "dose2")}
    figure = charts.base.share_bars(table, label="group_name", series=series)
    charts.base.show(figure, key=f"coverage_by_{part}", alt=words.say("coverage.view_groups"))


def _show_vaccines(coverage: Coverage) -> None:
    where, say = coverage.basis.where, words.say
    ranked = figures.vaccination_groups.seen_by_vaccine(coverage.here, where)
    if ranked.empty:
        frame.empty(say("coverage.no_doses"), say("coverage.no_doses_hint"))
        return
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
