"""Risk levels: which communes and districts are at which, why, and what would lower it."""

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, alphabet, clock, data, figures, words
from dashboard.drawing import maps
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.risk_levels import LEVELS, Level, Reason, RiskRules
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
    rules = risk_limits.choose(may_edit=access.Right.SEE_PEOPLE in here.viewer.rights)
    if rules is None:
        return
    judged = figures.risk_levels.communes(here.viewer, zones, here.data_time, rules)
    districts = figures.risk_levels.districts(judged, rules)
    communes = figures.risk_levels.seen(here.viewer, judged, here.data_time)
    _counts(communes, districts)
    _map(here.viewer, communes)
    _by_district(districts)
    _by_commune(communes, rules, here.data_time)


def _counts(communes: pd.DataFrame, districts: pd.DataFrame) -> None:
    shown = [
        tiles.Tile(
            words.say("risk.communes_at", level=words.say(f"risk.{level}")),
            words.number(int((communes["level"] == level).sum())),
            lines=(
                words.say(
                    "risk.districts_at",
                    count=words.number(int((districts["level"] == level).sum())),
                ),
            ),
            define="risk.communes_at",
        )
        for level in LEVELS[::-1]
    ]
    tiles.show(definitions.dated(shown))
    st.caption(words.say("risk.province_unknown"))
    definitions.show(shown, key="risk_tiles")


def _map(viewer: access.Viewer, communes: pd.DataFrame) -> None:
    outlines = data.units.commune_outlines(viewer.scope)
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


def _by_commune(communes: pd.DataFrame, rules: RiskRules, data_time: datetime) -> None:
    st.header(words.say("risk.by_commune"), anchor=False)
    rows = communes.assign(
        because=[_reached(row, rules) for row in figures.guarded.records(communes)],
        lower=[_lowering(row, data_time) for row in communes.to_dict("records")],
    )
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        *_level_columns(),
        Column("district_name", words.say("table.district"), define="unit.district"),
        *(
            Column(name, words.say(f"risk.{name}"), kind, define=f"risk.{name}")
            for name, kind in _MEASURES.items()
        ),
    ]
    tables.show(rows, columns, key="risk_communes")
    definitions.show(columns, key="risk_communes")
    tables.download(rows, columns, name="risk_communes")
    named = alphabet.in_order(set(rows["population_source"]))
    sources = "; ".join(map(words.of_data, named))
    st.caption(words.say("risk.population", source=words.plain(sources)))


def _level_columns() -> list[Column]:
    return [
        Column("level_word", words.say("risk.level"), define="risk.level"),
        Column("because", words.say("risk.because"), define="risk.because"),
        Column("lower", words.say("risk.lower"), define="risk.lower"),
    ]


def _reached(row: dict[Hashable, Any], rules: RiskRules) -> str:
    """Say which measures reached their limit, such as "3 ca trong 14 ngày (ngưỡng 2)"."""
    parts = [
        words.say(
            _sentence(reason, row),
            value=_value(reason),
            limit=words.number(reason.limit),
            days=words.number(rules.days),
        )
        for reason in row["reasons"]
    ]
    rate = row["cases_per_100k"]
    if words.is_unknown(rate) and rate is not words.WITHHELD:
        parts.append(words.say("risk.rate_unknown"))
    return "; ".join(parts) or words.say("risk.none_reached")


def _lowering(row: dict[Hashable, Any], data_time: datetime) -> str:
    if row["level"] == Level.NEW_NORMAL:
        return words.UNKNOWN
    quiet, zones = int(row["quiet_days"]), int(row["zones_to_end"])
    day = words.day(clock.local_day(data_time) + timedelta(days=quiet))
    conditions = [
        words.say("risk.after_quiet", days=words.number(quiet), day=day) if quiet else "",
        words.say("risk.after_zones", count=words.number(zones)) if zones else "",
    ]
    needed = words.say("risk.and").join(condition for condition in conditions if condition)
    return words.say("risk.lowers_to", level=words.say(f"risk.{row['lower_level']}"), when=needed)


def _sentence(reason: Reason, row: dict[Hashable, Any]) -> str:
    """Return the key of a reason's sentence; without the number where that is withheld."""
    is_hidden = row[reason.measure] is words.WITHHELD
    return f"risk.withheld_{reason.measure}" if is_hidden else f"risk.reached_{reason.measure}"


def _value(reason: Reason) -> str:
    return words.number(reason.value, 1 if reason.measure == "cases_per_100k" else 0)


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
