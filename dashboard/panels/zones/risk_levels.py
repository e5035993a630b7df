"""Risk levels: which communes and districts are at which, why, and what would lower it."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import alphabet, data, figures, words
from dashboard.data.database import Scope
from dashboard.drawing import maps
from dashboard.figures.viewpoint import Viewpoint
from dashboard.figures.zones.risk_levels import Levels
from dashboard.indicators.risk_levels import LEVELS
from dashboard.panels.shared import definitions, tables, tiles
from dashboard.panels.shared.tables import Column
from dashboard.panels.zones import risk_limits

_MEASURES: Mapping[str, tables.Kind] = {
    "case_count": "number",
    "f1_count": "number",
    "cases_per_100k": "decimal",
    "zone_count": "number",
}
"""What the list of communes shows of the measures, and how each is written."""


def show(here: Viewpoint, zones: pd.DataFrame) -> None:
    """Show the levels of the viewer's communes and districts, and the limits behind them."""
    rules = risk_limits.choose(may_edit=here.may_see_people)
    if rules is None:
        return
    found = figures.zones.risk_levels.levels(here, zones, rules)
    _counts(found)
    _map(here.scope, found.communes)
    _by_district(found.districts)
    _by_commune(found.communes)


def _counts(found: Levels) -> None:
    shown = [
        tiles.Tile(
            words.say("risk.communes_at", level=words.say(f"risk.{level}")),
            words.number(int((found.communes["level"] == level).sum())),
            lines=(
                words.say(
                    "risk.districts_at",
                    count=words.number(int((found.districts["level"] == level).sum())),
                ),
            ),
            define="risk.communes_at",
        )
        for level in LEVELS[::-1]
    ]
    tiles.show(definitions.dated(shown))
    st.caption(words.say("risk.province_unknown"))
    definitions.show(shown, key="risk_tiles")


def _map(scope: Scope, communes: pd.DataFrame) -> None:
    outlines = data.units.commune_outlines(scope)
    drawn = communes.merge(outlines[["commune_id", "outline"]], on="commune_id")
    tips = [_tip(row) for row in figures.guarded.records(drawn)]
    maps.base.show(
        maps.base.written(
            maps.risk_levels.level_map(drawn.assign(tooltip=tips), outlines),
            alt=words.say("zones.view_risk"),
        ),
        key="risk_map",
        legend=maps.risk_levels.legend(),
        outline_sources=outlines["outline_source"].unique(),
    )
    st.caption(words.say("risk.map_method"))
    definitions.show([definitions.Figure(words.say("risk.level"), "risk.level")], key="risk_map")


def _by_district(districts: pd.DataFrame) -> None:
    st.header(words.say("risk.by_district"), anchor=False)
    columns = [
        Column(
            "district_name", words.say("table.district"), define="unit.district", is_pinned=True
        ),
        *_level_columns(),
    ]
    tables.show(districts, columns, key="risk_districts")
    definitions.show(columns, key="risk_districts")
    tables.download(districts, columns, name="risk_districts")


def _by_commune(communes: pd.DataFrame) -> None:
    st.header(words.say("risk.by_commune"), anchor=False)
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        *_level_columns(),
        Column("district_name", words.say("table.district"), define="unit.district"),
        *(
            Column(name, words.say(f"risk.{name}"), kind, define=f"risk.{name}")
            for name, kind in _MEASURES.items()
        ),
    ]
    tables.show(communes, columns, key="risk_communes")
    definitions.show(columns, key="risk_communes")
    tables.download(communes, columns, name="risk_communes")
    named = alphabet.in_order(set(communes["population_source"]))
    sources = "; ".join(map(words.of_data, named))
    st.caption(words.say("risk.population", source=words.plain(sources)))


def _level_columns() -> list[Column]:
    return [
        Column("level_word", words.say("risk.level"), define="risk.level"),
        Column("because", words.say("risk.because"), define="risk.because"),
        Column("lower", words.say("risk.lower"), define="risk.lower"),
    ]


def _tip(row: dict[Hashable, Any]) -> str:
    return maps.base.tooltip_html(
        f"{row['unit_name']}, {row['district_name']}",
        {
            words.say("risk.level"): str(row["level_word"]),
            words.say("risk.case_count"): words.number(row["case_count"]),
            words.say("risk.cases_per_100k"): words.number(row["cases_per_100k"], 1),
            words.say("risk.f1_count"): words.number(row["f1_count"]),
            words.say("risk.zone_count"): words.number(row["zone_count"]),
        },
    )
