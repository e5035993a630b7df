"""App adoption: two targets apart, the pace to 31/8, and who is missing where."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, data, indicators, maps, palette, words
from dashboard.access import Viewer
from dashboard.indicators import INSTALL_DEADLINE, OFFICIALS, SMARTPHONE_OWNERS, Progress, Target
from dashboard.panels import frame, tables, tiles
from dashboard.panels.tables import Column

TABLE_PX = 460


def communes(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per commune that the viewer may see, of its smartphone owners."""
    rows = data.commune_adoption(viewer.scope, data_time)
    return measured(
        named(rows),
        whole="smartphone_owner_count",
        target=SMARTPHONE_OWNERS,
        data_day=words.local_day(data_time),
    )


def agencies(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per agency that the viewer may see, of its head count."""
    rows = data.agency_adoption(viewer.scope, data_time)
    kinds = [words.say(f"agency.{kind}") for kind in rows["agency_kind"]]
    return measured(
        named(rows).assign(kind_name=kinds),
        whole="head_count",
        target=OFFICIALS,
        data_day=words.local_day(data_time),
    )


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Write communes (`unit_name`) and districts with their kind; a district may be missing."""
    written = rows.assign(district_name=_units(rows, "district"))
    if "commune_name" not in rows:
        return written
    return written.assign(unit_name=_units(rows, "commune"))


def of_district(rows: pd.DataFrame, district_id: str | None) -> pd.DataFrame:
    """Return the rows of one district; all of them for None."""
    return rows if district_id is None else rows[rows["district_id"] == district_id]


def measured(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> pd.DataFrame:
    """Add `share`, `missing_count`, `week_change`, `status` and its word to counted rows."""
    steps = [
        indicators.progress(count, of, ago, target=target, data_day=data_day)
        for count, of, ago in zip(
            rows["installed_count"], rows[whole], rows["week_ago_count"], strict=True
        )
    ]
    return rows.assign(
        share=pd.Series([step.share for step in steps], rows.index, dtype="float64"),
        missing_count=pd.Series([step.missing_count for step in steps], rows.index, dtype="Int64"),
        week_change=rows["installed_count"] - rows["week_ago_count"],
        status=[str(step.status) for step in steps],
        status_word=[words.say(f"status.{step.status}") for step in steps],
        remark=[
            words.say("adoption.doubtful") if indicators.is_doubtful(step.share) else ""
            for step in steps
        ],
    )


def total(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> Progress:
    """Measure all rows together; rows with an unknown count or denominator stay out of both."""
    sums = known(rows, whole)[["installed_count", whole, "week_ago_count"]].sum(min_count=1)
    count, of, ago = (float(value) for value in sums)
    return indicators.progress(count, of, ago, target=target, data_day=data_day)


def day_change(rows: pd.DataFrame, whole: str) -> float | None:
    """Return the installs of the last 24 hours; None when nothing is known."""
    rows = known(rows, whole)
    if rows.empty:
        return None
    return float((rows["installed_count"] - rows["day_ago_count"]).sum())


def known(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Return the rows of which both the count and the denominator are known."""
    return rows.dropna(subset=["installed_count", whole])


def target_tiles(
    agency_rows: pd.DataFrame, commune_rows: pd.DataFrame, data_time: datetime
) -> list[tiles.Tile]:
    """Return the tiles of the two targets."""
    day = words.local_day(data_time)
    officials = total(agency_rows, whole="head_count", target=OFFICIALS, data_day=day)
    owners = total(
        commune_rows, whole="smartphone_owner_count", target=SMARTPHONE_OWNERS, data_day=day
    )
    return [
        tiles.progress_tile(
            words.say("adoption.officials"),
            officials,
            day_change=day_change(agency_rows, "head_count"),
        ),
        tiles.progress_tile(
            words.say("adoption.owners"),
            owners,
            day_change=day_change(commune_rows, "smartphone_owner_count"),
        ),
    ]


def show_tiles(agency_rows: pd.DataFrame, commune_rows: pd.DataFrame, data_time: datetime) -> None:
    """Draw both targets, who uses the app, and how many denominators are doubtful."""
    active = commune_rows["active_count"].sum(min_count=1)
    installed = commune_rows["installed_count"].sum(min_count=1)
    doubtful = int((commune_rows["share"] > 1).sum())
    tiles.show(
        [
            *target_tiles(agency_rows, commune_rows, data_time),
            tiles.Tile(
                label=words.say("adoption.active"),
                value=words.percent(indicators.share(active, installed)),
                lines=(words.say("adoption.active_of", active=words.number(active)),),
                share=indicators.share(active, installed),
            ),
            tiles.Tile(
                label=words.say("adoption.doubtful_communes"),
                value=words.number(doubtful),
                lines=(words.say("adoption.doubtful_hint"),),
            ),
        ]
    )


def show_curve(viewer: Viewer, data_time: datetime, district_id: str | None, whole: float) -> None:
    """Draw the daily curve of all installs with the pace that 31/8 needs."""
    st.subheader(words.say("adoption.curve"), anchor=False)
    days = data.daily_installs(viewer.scope, data_time, district_id)
    if days.empty:
        frame.empty(words.say("adoption.no_installs"), words.say("adoption.no_installs_hint"))
        return
    figure = charts.curve_to_target(
        days.assign(total_count=days["install_count"].cumsum()).tail(charts.RECENT_DAYS),
        target_count=whole or None,
        data_day=words.local_day(data_time),
        deadline=INSTALL_DEADLINE,
    )
    charts.show(figure, key="adoption_curve", alt=words.say("adoption.curve"))


def show_map(viewer: Viewer, rows: pd.DataFrame, district_id: str | None) -> None:
    """Draw the communes; classes come from all that the viewer sees, never from the filter."""
    st.subheader(words.say("adoption.map"), anchor=False)
    outlines = data.commune_outlines(viewer.scope)
    shown = of_district(rows, district_id).merge(
        outlines[["commune_id", "outline", "outline_source"]], on="commune_id"
    )
    limits = palette.breaks(rows["share"].dropna())
    tips = [_tooltip(row) for row in shown.to_dict("records")]
    maps.show(
        maps.choropleth(
            shown.assign(tip=tips), value="share", tooltip="tip", limits=limits, background=outlines
        ),
        key="adoption_map",
        legend=maps.share_legend(
            limits,
            has_doubtful=bool((shown["share"] > 1).any()),
            has_unknown=bool(shown["share"].isna().any()),
        ),
        outline_sources=outlines["outline_source"].unique(),
    )


def show_gaps(rows: pd.DataFrame) -> None:
    """Draw the ten communes where most people are missing."""
    st.subheader(words.say("adoption.gaps"), anchor=False)
    worst = rows[rows["missing_count"] > 0].nlargest(10, "missing_count")
    if worst.empty:
        frame.empty(words.say("adoption.no_gap"), words.say("adoption.no_gap_hint"), icon="check")
        return
    most = float(worst["missing_count"].max())
    tiles.show_bars(
        [
            tiles.Bar(
                label=row["unit_name"],
                length=row["missing_count"] / most,
                text=words.say(
                    "adoption.gap",
                    count=words.number(row["missing_count"]),
                    share=words.percent(row["share"]),
                ),
            )
            for row in worst.to_dict("records")
        ],
        label=words.say("adoption.gaps"),
    )


def show_tables(commune_rows: pd.DataFrame, agency_rows: pd.DataFrame) -> None:
    """Draw both league tables, most missing first, each with its download."""
    by_commune, by_agency = st.tabs(
        [words.say("adoption.by_commune"), words.say("adoption.by_agency")]
    )
    with by_commune:
        _league(commune_rows, _commune_columns(), name="adoption_communes")
        st.caption(words.say("adoption.owners_source", source=_sources(commune_rows)))
    with by_agency:
        _league(agency_rows, _agency_columns(), name="adoption_agencies")
        st.caption(words.say("adoption.agency_note"))


def _league(rows: pd.DataFrame, columns: list[Column], *, name: str) -> None:
    if rows.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    ranked = rows.sort_values("missing_count", ascending=False, na_position="last")
    tables.show(ranked, columns, key=name, height_px=TABLE_PX)
    tables.download(ranked, columns, name=name)


def _commune_columns() -> list[Column]:
    say = words.say
    return [
        Column("unit_name", say("table.commune"), is_pinned=True),
        Column("share", say("table.rate"), "share"),
        Column("missing_count", say("table.missing"), "number"),
        Column("installed_count", say("table.installed"), "number"),
        Column("smartphone_owner_count", say("table.owners"), "number"),
        Column("week_change", say("table.week_change"), "number"),
        Column("status_word", say("table.status")),
        Column("remark", say("table.remark")),
        Column("district_name", say("table.district")),
    ]


def _agency_columns() -> list[Column]:
    say = words.say
    return [
        Column("agency_name", say("table.agency"), is_pinned=True),
        Column("share", say("table.rate"), "share"),
        Column("missing_count", say("table.missing"), "number"),
        Column("installed_count", say("table.installed"), "number"),
        Column("head_count", say("table.head_count"), "number"),
        Column("week_change", say("table.week_change"), "number"),
        Column("status_word", say("table.status")),
        Column("remark", say("table.remark")),
        Column("kind_name", say("table.level")),
        Column("district_name", say("table.district")),
    ]


def _units(rows: pd.DataFrame, level: str) -> pd.Series:
    pairs = zip(rows[f"{level}_kind"], rows[f"{level}_name"], strict=True)
    written = [None if pd.isna(name) else words.unit(kind, name) for kind, name in pairs]
    return pd.Series(written, rows.index, dtype="str")


def _sources(rows: pd.DataFrame) -> str:
    return "; ".join(sorted(set(rows["smartphone_owner_source"].dropna()))) or words.UNKNOWN


def _tooltip(row: Mapping[Any, Any]) -> str:
    lines = {
        words.say("table.rate"): words.percent(row["share"]),
        words.say("table.installed"): words.number(row["installed_count"]),
        words.say("table.owners"): words.number(row["smartphone_owner_count"]),
        words.say("table.missing"): words.number(row["missing_count"]),
    }
    if row["remark"]:
        lines[words.say("table.remark")] = str(row["remark"])
    return maps.tooltip_html(f"{row['unit_name']}, {row['district_name']}", lines)
