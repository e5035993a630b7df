"""Who is left behind: the elderly, and the communes with little."""

import streamlit as st

from dashboard import words
from dashboard.figures.once import once
from dashboard.figures.vaccination import Coverage
from dashboard.indicators import vaccination
from dashboard.panels.shared import definitions, frame, tables, tiles
from dashboard.panels.shared.tables import Column

MOST = 10
"""So many of the furthest behind are drawn; all are listed on request."""


def show(coverage: Coverage) -> None:
    """Draw where people of 60 and over lag, and how unequal the communes are, side by side."""
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _show_elderly(coverage)
    with right:
        _show_inequality(coverage)


def _show_elderly(coverage: Coverage) -> None:
    """Rank the communes where the elderly lag behind all adults, the furthest behind first."""
    behind = coverage.behind
    st.header(words.say("coverage.elderly", age=vaccination.ELDERLY_AGE), anchor=False)
    st.markdown(
        words.say(
            "coverage.lagging",
            count=words.number(len(behind)),
            known=words.number(coverage.lag_known_count),
            points=words.number(vaccination.LAG_SHARE * 100),
            age=vaccination.ELDERLY_AGE,
        )
    )
    if behind.empty:
        frame.empty(words.say("coverage.no_lag"), words.say("coverage.no_lag_hint"))
        return
    furthest = behind.dropna(subset=["lag_share"]).head(MOST)
    tiles.show_bars(
        [
            tiles.Bar(
                label=row["unit_name"],
                length=row["lag_share"] / furthest["lag_share"].max(),
                text=row["lag_text"],
            )
            for row in furthest.to_dict("records")
        ],
        label=words.say("coverage.lag"),
    )
    label, columns = words.say("coverage.all_lagging", count=words.number(len(behind))), _columns()
    with st.expander(label, key="coverage_elderly_all", on_change="rerun") as every:
        if every.open:
            in_points = behind.assign(lag_share=behind["lag_share"] * 100)
            tables.show(in_points, columns, key="coverage_elderly")
            tables.download(in_points, columns, name="elderly_lag")
    definitions.show(columns, key="coverage_elderly")


@once
def _show_inequality(coverage: Coverage) -> None:
    """Draw how unequal dose 1 is between communes, as a Gini coefficient and by fifths."""
    st.header(words.say("coverage.inequality"), anchor=False)
    shares, people = coverage.at_home["dose1_share"], coverage.at_home["whole"]
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


def _columns() -> list[Column]:
    say, age = words.say, vaccination.ELDERLY_AGE
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        Column("lag_share", say("coverage.lag"), "decimal", define="coverage.lag"),
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
