"""Coverage of the communes as a league table, and the columns of every step."""

from dashboard import words
from dashboard.figures.vaccination import Coverage
from dashboard.panels.shared import definitions, frame, search, tables
from dashboard.panels.shared.tables import Column


def show(coverage: Coverage) -> None:
    """Draw the league table, fewest dose 1 first, with its download."""
    rows = coverage.shown
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    ranked = rows.sort_values("dose1_share", na_position="last")
    ranked = search.narrowed(ranked, ("unit_name", "district_name"), key="coverage_table")
    if ranked.empty:
        return
    columns = _columns()
    tables.show(ranked, columns, key="coverage_table")
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


def _columns() -> list[Column]:
    say = words.say
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *step_columns("whole"),
        Column("district_name", say("table.district"), define="unit.district"),
        Column("remark", say("table.remark"), define="coverage.remark"),
    ]
