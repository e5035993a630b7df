"""Vaccination coverage: registered, invited, dose 1, dose 2, of adults or of all residents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import charts, data, indicators, maps, palette, words
from dashboard.access import Viewer
from dashboard.indicators import ADULTS_DOSE_1
from dashboard.panels import filters, frame, tables, tiles
from dashboard.panels.adoption import TABLE_PX, named, of_district
from dashboard.panels.tables import Column

BASES: Final = ("adults", "everyone")
STEPS: Final = ("dose1", "dose2", "registered", "invited")
_COUNTS: Final = (
    *(f"{step}_count" for step in STEPS),
    *(f"{step}_{ago}_count" for step in ("dose1", "dose2") for ago in ("day_ago", "week_ago")),
)


def choose_base() -> str:
    """Let the viewer choose whom the shares are of; kept in the address bar."""
    return filters.one_of("base", BASES, label=words.say("coverage.base"), prefix="coverage")


def choose_step() -> str:
    """Let the viewer choose what the map and its classes show; kept in the address bar."""
    return filters.one_of("step", STEPS, label=words.say("coverage.step"), prefix="coverage")


def communes(viewer: Viewer, data_time: datetime, base: str) -> pd.DataFrame:
    """Return one row per commune with its counts, its `whole` and a share per step.

    The whole is the register's adults, or the estimated population of all ages.
    """
    rows = data.commune_coverage(viewer.scope, data_time, indicators.ADULT_AGE)
    counted = _adults(rows) if base == "adults" else _everyone(rows)
    shares = {
        f"{step}_share": _shares(counted[f"{step}_count"], counted["whole"]) for step in STEPS
    }
    return named(counted).assign(**shares)


def show_tiles(rows: pd.DataFrame, data_time: datetime, base: str) -> None:
    """Draw the four steps from registering to dose 2."""
    sums = rows.dropna(subset=["whole"])[["whole", *_COUNTS]].astype("float64").sum(min_count=1)
    order = ("registered", "invited", "dose1", "dose2")
    tiles.show([_step_tile(step, sums, data_time, base) for step in order])
    source = "coverage.adults_source" if base == "adults" else "coverage.everyone_source"
    sources = "; ".join(sorted(set(rows["population_source"].dropna()))) or words.UNKNOWN
    st.caption(words.say(source, age=indicators.ADULT_AGE, source=sources))


def dose_tiles(rows: pd.DataFrame, data_time: datetime) -> list[tiles.Tile]:
    """Return the tiles of dose 1 and dose 2 among adults."""
    sums = rows.dropna(subset=["whole"])[["whole", *_COUNTS]].astype("float64").sum(min_count=1)
    return [_step_tile(step, sums, data_time, "adults") for step in ("dose1", "dose2")]


def show_map(viewer: Viewer, rows: pd.DataFrame, district_id: str | None, step: str) -> None:
    """Draw the communes; classes come from all that the viewer sees, never from the filter."""
    outlines = data.commune_outlines(viewer.scope)
    shown = of_district(rows, district_id).merge(
        outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
    )
    share = f"{step}_share"
    limits = palette.breaks(rows[share].dropna())
    tips = [_tooltip(row) for row in shown.to_dict("records")]
    maps.show(
        maps.choropleth(
            shown.assign(tip=tips), value=share, tooltip="tip", limits=limits, background=outlines
        ),
        key=f"coverage_map_{step}",
        legend=maps.share_legend(
            limits,
            has_doubtful=bool((shown[share] > 1).any()),
            has_unknown=bool(shown[share].isna().any()),
        ),
        outline_sources=outlines["outline_source"].unique(),
    )


def show_days(viewer: Viewer, data_time: datetime, district_id: str | None) -> None:
    """Draw the doses given on each day, where they were given."""
    st.subheader(words.say("coverage.days"), anchor=False)
    days = data.daily_doses(viewer.scope, data_time, district_id)
    if days.empty:
        frame.empty(words.say("coverage.no_doses"), words.say("coverage.no_doses_hint"))
        return
    figure = charts.daily_bars(
        days.tail(charts.RECENT_DAYS),
        series={
            "dose1_count": words.say("coverage.dose1_short"),
            "dose2_count": words.say("coverage.dose2_short"),
        },
    )
    charts.show(figure, key="coverage_days", alt=words.say("coverage.days"))
    st.caption(words.say("coverage.where_given"))


def show_stock(viewer: Viewer, data_time: datetime, district_id: str | None) -> None:
    """Draw what is on hand of each vaccine, and how long it lasts."""
    st.subheader(words.say("coverage.stock"), anchor=False)
    stock = data.vaccine_stock(viewer.scope, data_time, district_id)
    if stock.empty:
        frame.empty(words.say("coverage.no_stock"), words.say("coverage.no_stock_hint"))
        return
    tiles.show([_stock_tile(row) for row in stock.to_dict("records")])


def show_impossible(viewer: Viewer, data_time: datetime, district_id: str | None) -> None:
    """List the records that cannot be true, by kind; nobody is named."""
    st.subheader(words.say("coverage.impossible"), anchor=False)
    kinds = data.impossible_doses(
        viewer.scope, data_time, indicators.CLOSE_DOSES_DAYS, district_id
    ).dropna(subset=["record_count"])
    named = kinds.assign(
        kind_name=[
            words.say(f"impossible.{kind}", days=indicators.CLOSE_DOSES_DAYS)
            for kind in kinds["kind"]
        ]
    )
    columns = [
        Column("kind_name", words.say("coverage.kind")),
        Column("record_count", words.say("coverage.records"), "number"),
    ]
    tables.show(named, columns, key="coverage_impossible")
    st.caption(words.say("coverage.impossible_note"))


def show_table(rows: pd.DataFrame) -> None:
    """Draw the league table, fewest dose 1 first, with its download."""
    st.subheader(words.say("coverage.table"), anchor=False)
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    ranked = rows.sort_values("dose1_share", na_position="last")
    columns = _columns()
    tables.show(ranked, columns, key="coverage_table", height_px=TABLE_PX)
    tables.download(ranked, columns, name="vaccination_coverage")


def _adults(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the adults' rows, and one empty row for a commune whose residents are unknown."""
    unknown = rows["is_adult"].isna()
    kept = rows[rows["is_adult"].fillna(value=False) | unknown]
    return kept.assign(whole=kept["resident_count"])


def _everyone(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows.groupby("commune_id")[list(_COUNTS)].sum(min_count=1)
    units = rows.drop_duplicates("commune_id").drop(columns=list(_COUNTS))
    joined = units.merge(counts, left_on="commune_id", right_index=True)
    return joined.assign(whole=joined["population_count"])


def _shares(parts: pd.Series, wholes: pd.Series) -> pd.Series:
    shares = [indicators.share(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    return pd.Series(shares, parts.index, dtype="float64")


def _step_tile(step: str, sums: pd.Series, data_time: datetime, base: str) -> tiles.Tile:
    label, count = words.say(f"coverage.{step}"), sums[f"{step}_count"]
    lines = [
        words.say("coverage.count_of", count=words.number(count), whole=words.number(sums["whole"]))
    ]
    if step == "dose1" and base == "adults":
        return _dose1_tile(label, lines, sums, data_time)
    if step == "dose2":
        waiting = sums["dose1_count"] - count
        lines.append(words.say("coverage.waiting", count=words.number(waiting)))
    share = indicators.share(count, sums["whole"])
    trend = _trend(step, sums)
    return tiles.Tile(label, words.percent(share), lines, trend, share=share)


def _dose1_tile(label: str, lines: list[str], sums: pd.Series, data_time: datetime) -> tiles.Tile:
    progress = indicators.progress(
        sums["dose1_count"],
        sums["whole"],
        sums["dose1_week_ago_count"],
        target=ADULTS_DOSE_1,
        data_day=words.local_day(data_time),
    )
    lines.append(
        words.say(
            "coverage.target",
            target=words.percent(ADULTS_DOSE_1.share, 0),
            day=words.day(ADULTS_DOSE_1.deadline),
            needed=words.number(progress.needed_per_day),
        )
    )
    return tiles.Tile(
        label,
        words.percent(progress.share),
        lines,
        _trend("dose1", sums),
        status=progress.status,
        share=progress.share,
        target_share=ADULTS_DOSE_1.share,
    )


def _trend(step: str, sums: pd.Series) -> str:
    if f"{step}_day_ago_count" not in sums:
        return ""
    now = sums[f"{step}_count"]
    return words.say(
        "tile.since",
        day=words.change(now - sums[f"{step}_day_ago_count"]),
        week=words.change(now - sums[f"{step}_week_ago_count"]),
    )


def _stock_tile(row: Mapping[Any, Any]) -> tiles.Tile:
    days = indicators.stock_days(row["on_hand_count"], row["used_week_count"])
    return tiles.Tile(
        label=str(row["vaccine"]),
        value=words.say("coverage.stock_days", days=words.number(days, decimals=1)),
        lines=(
            words.say("coverage.on_hand", count=words.number(row["on_hand_count"])),
            words.say("coverage.used", count=words.number(row["used_week_count"])),
        ),
        trend=words.say("coverage.stock_day", day=words.day(row["stock_date"])),
        status=indicators.stock_status(days),
        word=words.say(f"stock.{indicators.stock_status(days)}"),
    )


def _columns() -> list[Column]:
    say = words.say
    return [
        Column("unit_name", say("table.commune"), is_pinned=True),
        Column("dose1_share", say("coverage.dose1_short"), "share"),
        Column("dose2_share", say("coverage.dose2_short"), "share"),
        Column("registered_share", say("coverage.registered"), "share"),
        Column("invited_share", say("coverage.invited"), "share"),
        Column("dose1_count", say("coverage.dose1_people"), "number"),
        Column("dose2_count", say("coverage.dose2_people"), "number"),
        Column("whole", say("coverage.whole"), "number"),
        Column("district_name", say("table.district")),
    ]


def _tooltip(row: Mapping[Any, Any]) -> str:
    lines = {
        words.say(f"coverage.{step}"): (
            f"{words.percent(row[f'{step}_share'])} · {words.number(row[f'{step}_count'])}"
        )
        for step in STEPS
    }
    lines[words.say("coverage.whole")] = words.number(row["whole"])
    return maps.tooltip_html(f"{row['unit_name']}, {row['district_name']}", lines)
