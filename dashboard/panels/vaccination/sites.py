"""Vaccination sites: what was allocated, received, used, is left, and is not accounted for."""

from typing import Final

from dashboard import figures, words
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import definitions, failures, frame, search, tables
from dashboard.panels.shared.tables import Column

_THINGS: Final = ("allocated_count", "received_count")
_LEFT: Final = ("on_hand_count", "lost_count")


@failures.part
def show(here: Viewpoint) -> None:
    """List the sites by vaccine, those whose books lack most first."""
    rows = figures.vaccination_doses.sites(here)
    if rows.empty:
        frame.empty(words.say("coverage.no_stock"), words.say("coverage.no_stock_hint"))
        return
    say = words.say
    columns = [
        Column("site_name", say("coverage.site"), define="coverage.site", is_pinned=True),
        Column("vaccine", say("coverage.vaccine"), define="coverage.vaccine"),
        *(_count(name) for name in _THINGS),
        Column("used_count", say("coverage.site_used"), "number", define="coverage.site_used",
               counts_people=True),
        *(_count(name) for name in _LEFT),
        Column("on", say("coverage.stock_on"), define="coverage.stock_on"),
        Column("unit_name", say("table.commune"), define="unit.commune"),
        Column("district_name", say("table.district"), define="unit.district"),
    ]  # fmt: skip
    found = search.narrowed(rows, ("site_name", "unit_name", "district_name"), key="coverage_sites")
    tables.show(found, columns, key="coverage_sites")
    definitions.show(columns, key="coverage_sites")
    tables.download(found, columns, name="coverage_sites")


def _count(name: str) -> Column:
    figure = f"coverage.site_{name.removesuffix('_count')}"
    return Column(name, words.say(figure), "number", define=figure, counts_people=False)
