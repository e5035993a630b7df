"""Samples that wait for their result: by how long, and where those people live."""

import streamlit as st

from dashboard import words
from dashboard.figures import guarded
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.platforms.samples import AGES, Samples
from dashboard.panels.shared import definitions, failures, frame, search, tables, tiles
from dashboard.panels.shared.tables import Column


@once
def show_ages(samples: Samples) -> None:
    """Draw how many samples have waited how long, all that are looked at together."""
    st.header(words.say("samples.waiting_by_age"), anchor=False)
    rows = samples.here.of_district(samples.backlog.rows)
    withheld = samples.backlog.withheld_total(samples.here.district_id)
    counts = {age: float(rows[f"{age}_count"].sum()) for age in AGES}
    if not any(counts.values()):
        frame.empty(words.say("samples.none_waits"), words.say("samples.none_waits_hint"))
        return
    most = max(counts.values())
    tiles.show_bars(
        [
            tiles.Bar(
                words.say(f"samples.column_{age}_count"),
                0 if f"{age}_count" in withheld else count / most,
                words.number(seen(count, f"{age}_count", withheld)),
            )
            for age, count in counts.items()
        ],
        label=words.say("samples.waiting_by_age"),
    )
    st.caption(words.say("samples.waiting_note"))
    definitions.show(_age_columns(), key="samples_ages")


@failures.part
def show(samples: Samples) -> None:
    """List the communes whose residents' samples wait, the most over 24 hours first."""
    rows = samples.backlog.shown(samples.here.district_id)
    hidden = guarded.missing(rows, "late_count")
    waits = rows[[column.name for column in _age_columns()]].ne(0).any(axis="columns")
    ranked = rows[waits].sort_values(["late_count", "day1_count"], ascending=False)
    if ranked.empty and not hidden:
        frame.empty(words.say("samples.none_waits"), words.say("samples.none_waits_hint"))
        return
    ranked = search.narrowed(ranked, ("unit_name", "district_name"), key="samples_backlog")
    say = words.say
    columns = [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        Column("late_count", say("samples.column_late_count"), "number", "samples.late_count"),
        *_age_columns(),
        Column("district_name", say("table.district"), define="unit.district"),
    ]
    tables.show(ranked, columns, key="samples_backlog")
    definitions.show(columns, key="samples_backlog")
    tables.download(ranked, columns, name="samples_backlog")


def _age_columns() -> list[Column]:
    return [
        Column(
            f"{age}_count",
            words.say(f"samples.column_{age}_count"),
            "number",
            define=f"samples.{age}_count",
        )
        for age in AGES
    ]
