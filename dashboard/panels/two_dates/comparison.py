"""Any two days compared: each unit's share at the end of one and of the other, and the change."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.drawing import charts
from dashboard.figures.adoption import Adoption
from dashboard.figures.two_dates import LEVELS, Compared
from dashboard.figures.vaccination import Coverage
from dashboard.figures.viewpoint import Viewpoint
from dashboard.menu import file_of
from dashboard.panels.shared import definitions, filters, frame, tables, views
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Link
from dashboard.panels.two_dates import choice


@dataclass(frozen=True, slots=True)
class _Called:
    """What is compared, in names: of its files, of its share on screen, of its column."""

    name: str
    title: str
    define: str


def show_adoption(adoption: Adoption) -> None:
    """Compare the install rates of two days."""
    days = choice.two_dates(adoption.here.data_day)
    if days is not None:
        called = _Called("adoption", words.say("adoption.owners"), "compare.adoption")
        _show(figures.two_dates.of_owners(adoption, days), called)


def show_coverage(coverage: Coverage, step: str) -> None:
    """Compare a step of vaccination on two days, of whom and where the page counts."""
    days = choice.two_dates(coverage.here.data_day)
    if days is not None:
        called = _Called("coverage", words.say(f"coverage.{step}"), "compare.coverage")
        _show(figures.two_dates.of_step(coverage, step, days), called)


def link(page: str, here: Viewpoint) -> Link:
    """Return the way to a page's comparison of today with a week ago."""
    days = {views.ADDRESS: "dates"} | choice.week_until(here.data_day)
    return Link(page, days | ({"district": here.district_id} if here.district_id else {}))


def show_links(here: Viewpoint) -> None:
    """Offer the comparisons of the adoption and the vaccination page."""
    with st.container(horizontal=True, key="compare_links"):
        for page, title in (
            ("app_adoption", "adoption.title"),
            ("vaccination_coverage", "coverage.title"),
        ):
            opened = link(page, here)
            st.page_link(
                file_of(opened.page),
                label=words.say("dates.link", page=words.say(title)),
                icon=":material/compare_arrows:",
                query_params=dict(opened.query),
            )


def _show(compared: Compared, called: _Called) -> None:
    st.caption(called.title)
    if compared.after.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    level = LEVELS[1] if compared.is_one_district else _choose_level()
    rows = compared.units(level)
    _say_whole(compared)
    _draw(compared, rows if compared.is_one_district else compared.units(LEVELS[0]), called)
    _list(compared, rows, called)


def _choose_level() -> str:
    return filters.one_of("units", LEVELS, label=words.say("dates.units"), prefix="dates.units")


def _say_whole(compared: Compared) -> None:
    """Say how all units together changed, and the province for an official."""
    together = compared.together
    st.markdown(
        words.say(
            "dates.whole",
            area=words.plain(compared.here.area),
            count=words.change(together["change_count"]),
            **_written(together["share_before"], together["share_after"]),
        )
    )
    if compared.province is not None:
        st.markdown(words.say("dates.province", **_written(*compared.province)))


def _written(share_before: float | None, share_after: float | None) -> dict[str, str]:
    is_known = not (words.is_unknown(share_before) or words.is_unknown(share_after))
    points = ((share_after or 0) - (share_before or 0)) * 100 if is_known else None
    if share_after is words.WITHHELD:
        points = words.WITHHELD
    return {
        "before": words.percent(share_before),
        "after": words.percent(share_after),
        "points": words.change(points, decimals=1),
    }


def _draw(compared: Compared, rows: pd.DataFrame, called: _Called) -> None:
    name = "unit_name" if "unit_name" in rows else "district_name"
    known = rows.dropna(subset=["share_before", "share_after"])
    earlier, later = (words.say("dates.end_of", day=words.day(day)) for day in compared.days)
    figure = charts.two_dates.dumbbell(
        known.assign(unit_name=known[name]),
        before=earlier,
        after=later,
        level=compared.later_of_all,
    )
    charts.base.show(figure, key=f"compare_{called.name}", alt=words.say("dates.title"))
    if "withheld" in figures.guarded.missing(rows, "share_after"):
        st.caption(words.say("dates.withheld_note"))
    if compared.later_of_all is not None:
        st.caption(words.say("dates.line", share=words.percent(compared.later_of_all)))


def _list(compared: Compared, rows: pd.DataFrame, called: _Called) -> None:
    columns = _columns(compared, rows, called.define)
    tables.show(rows, columns, key=f"compare_{called.name}_table")
    definitions.show(columns, key=f"compare_{called.name}")
    earlier, later = (day.isoformat() for day in compared.days)
    tables.download(
        rows,
        columns,
        name=f"{called.name}_{earlier}_{later}",
        title=f"{words.say('dates.title')}: {called.title}",
    )


def _columns(compared: Compared, rows: pd.DataFrame, define: str) -> list[Column]:
    say = words.say
    shares = [
        Column(f"share_{name}", say("dates.end_of", day=words.day(day)), "share", define=define)
        for name, day in zip(("before", "after"), compared.days, strict=True)
    ]
    changes = [
        Column("change_points", say("dates.change"), "points", define="compare.change"),
        Column("change_count", say("dates.people"), "number", define=f"{define}_count"),
    ]
    district = Column("district_name", say("table.district"), define="unit.district")
    if "unit_name" not in rows:
        return [district, *shares, *changes]
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *shares,
        *changes,
        district,
    ]
