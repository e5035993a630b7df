"""Who is left behind: the elderly, and the communes with little."""

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import figures, words
from dashboard.access import Viewer
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.figures.units import of_district
from dashboard.figures.vaccination_groups import groups, guard
from dashboard.indicators import targets, vaccination
from dashboard.indicators.disclosure import hide
from dashboard.panels.shared import definitions, frame, tables, tiles
from dashboard.panels.shared.tables import Column

LAG_TABLE_PX = 320
MOST = 10
"""So many of the furthest behind are drawn; all are listed on request."""


@once
def elderly_tile(
    viewer: Viewer, data_time: datetime, whom: str, where: str, district_id: str | None
) -> tiles.Tile:
    """Return the tile of dose 1 among the elderly."""
    withheld = guard(viewer, data_time, whom, where).withheld_total(district_id)
    residents = of_district(groups(viewer, data_time, whom), district_id)
    rows = residents[residents["lowest_age"] >= vaccination.ELDERLY_AGE]
    count, whole = rows["dose1_count"].sum(min_count=1), rows["resident_count"].sum(min_count=1)
    share = targets.share(count, whole)
    line = words.say(
        "coverage.count_of",
        count=words.number(seen(count, "elderly_dose1_count", withheld)),
        whole=words.number(seen(whole, "elderly_count", withheld)),
    )
    label = words.say("coverage.elderly_share", age=vaccination.ELDERLY_AGE)
    shown = seen(share, "elderly_share", withheld)
    return tiles.Tile(
        label,
        words.percent(shown),
        (line,),
        share=None if "elderly_share" in withheld else share,
        define="coverage.elderly",
    )


@once
def show_inequality(
    viewer: Viewer, data_time: datetime, whom: str, district_id: str | None
) -> None:
    """Draw how unequal dose 1 is between communes, as a Gini coefficient and by fifths."""
    communes = of_district(figures.vaccination.communes(viewer, data_time, whom), district_id)
    st.header(words.say("coverage.inequality"), anchor=False)
    shares, people = communes["dose1_share"], communes["whole"]
    low, high = vaccination.fifths(shares, people) or (None, None)
    gini = vaccination.gini(shares, people)
    values = {
        "gini": words.number(gini, decimals=2),
        "low_fifth": words.percent(low),
        "high_fifth": words.percent(high),
    }
    shown = [
        tiles.Tile(
            words.say(f"coverage.{name}"),
            value,
            (words.say(f"coverage.{name}_line"),),
            define=f"coverage.{name}",
        )
        for name, value in values.items()
    ]
    tiles.show(definitions.dated(shown))
    st.caption(words.say("coverage.inequality_note"))
    definitions.show(shown, key="coverage_inequality")


def show(
    viewer: Viewer, data_time: datetime, whom: str, where: str, district_id: str | None
) -> None:
    """Draw where people of 60 and over lag, and how unequal the communes are, side by side."""
    left, right = st.columns([6, 5], gap="medium")
    with left:
        show_elderly(viewer, data_time, whom, where, district_id)
    with right:
        show_inequality(viewer, data_time, whom, district_id)


def show_elderly(
    viewer: Viewer, data_time: datetime, whom: str, where: str, district_id: str | None
) -> None:
    """Rank the communes where the elderly lag behind all adults, the furthest behind first."""
    st.header(words.say("coverage.elderly", age=vaccination.ELDERLY_AGE), anchor=False)
    behind, known_count = _behind(viewer, data_time, whom, where, district_id)
    st.markdown(
        words.say(
            "coverage.lagging",
            count=words.number(len(behind)),
            known=words.number(known_count),
            points=words.number(vaccination.LAG_SHARE * 100),
            age=vaccination.ELDERLY_AGE,
        )
    )
    if behind.empty:
        frame.empty(words.say("coverage.no_lag"), words.say("coverage.no_lag_hint"))
        return
    _show_furthest(behind)
    label, columns = words.say("coverage.all_lagging", count=words.number(len(behind))), _columns()
    with st.expander(label, key="coverage_elderly_all", on_change="rerun") as every:
        if every.open:
            tables.show(behind, columns, key="coverage_elderly", height_px=LAG_TABLE_PX)
            tables.download(behind, columns, name="elderly_lag")
    definitions.show(columns, key="coverage_elderly")


def _show_furthest(behind: pd.DataFrame) -> None:
    furthest = behind.dropna(subset=["lag_share"]).head(MOST)
    bars = [
        tiles.Bar(
            label=row["unit_name"],
            length=row["lag_share"] / furthest["lag_share"].max(),
            text=words.say(
                "coverage.lag_text",
                lag=words.number(row["lag_share"] * 100, decimals=1),
                elderly=words.percent(row["elderly_share"]),
                adults=words.percent(row["adult_share"]),
            ),
        )
        for row in furthest.to_dict("records")
    ]
    tiles.show_bars(bars, label=words.say("coverage.lag"))


@once
def _behind(
    viewer: Viewer, data_time: datetime, whom: str, where: str, district_id: str | None
) -> tuple[pd.DataFrame, int]:
    """Return the communes that lag as the viewer may see them, and of how many it is known."""
    communes = of_district(figures.vaccination.communes(viewer, data_time, whom), district_id)
    named = communes[["commune_id", "unit_name", "district_name"]]
    lag = vaccination.elderly_lag(of_district(groups(viewer, data_time, whom), district_id))
    joined = named.merge(lag, left_on="commune_id", right_index=True, how="left")
    behind = joined[joined["is_lagging"].fillna(value=False).astype(bool)]
    counted = guard(viewer, data_time, whom, where)
    withheld = counted.withheld.rows.set_axis(counted.rows["commune_id"], axis="index")
    seen_behind = hide(behind, withheld.loc[behind["commune_id"]])
    ranked = seen_behind.sort_values("lag_share", ascending=False)
    return ranked, int(joined["lag_share"].notna().sum())


def _columns() -> list[Column]:
    say, age = words.say, vaccination.ELDERLY_AGE
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        Column("lag_share", say("coverage.lag"), "share", define="coverage.lag"),
        Column(
            "elderly_share",
            say("coverage.elderly_share", age=age),
            "share",
            define="coverage.elderly",
        ),
        Column("adult_share", say("coverage.adult_share"), "share", define="coverage.adults"),
        Column(
            "elderly_count",
            say("coverage.elderly_people", age=age),
            "number",
            define="coverage.elderly_count",
        ),
        Column("district_name", say("table.district"), define="unit.district"),
    ]
