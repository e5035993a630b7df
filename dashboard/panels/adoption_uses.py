"""What the installed app is used for: declarations, tests, vaccination, scans."""

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import data, indicators, words
from dashboard.access import Viewer
from dashboard.panels import definitions, frame, tables, tiles
from dashboard.panels.tables import Column

USES = ("declaration", "test", "vaccination", "scan")


def of_communes(viewer: Viewer, data_time: datetime, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `adoption.communes` with how often each use was made of the app."""
    uses = data.app_uses(viewer.scope, data_time)
    return communes.merge(uses.drop(columns="district_id"), on="commune_id", how="left")


def show(communes: pd.DataFrame) -> None:
    """Draw how often the app was used for what, of all communes shown together."""
    st.header(words.say("adoption.uses"), anchor=False)
    counts = {use: communes[f"{use}_count"].sum(min_count=1) for use in USES}
    most = pd.Series(counts, dtype="float64").max()
    if not most > 0:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    installed = communes["installed_count"].sum(min_count=1)
    tiles.show_bars(
        [
            tiles.Bar(
                label=words.say(f"adoption.use_{use}"),
                length=float(count) / most,
                text=words.say(
                    "adoption.use_text",
                    count=words.number(count),
                    per_100=words.number(_per_100(count, installed), decimals=1),
                ),
            )
            for use, count in counts.items()
        ],
        label=words.say("adoption.uses"),
    )
    st.caption(words.say("adoption.uses_note"))
    definitions.show(_use_columns(), key="adoption_use_bars")


def show_table(communes: pd.DataFrame) -> None:
    """Draw one line per commune, with its download."""
    columns = [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        *_use_columns(),
        Column(
            "installed_count", words.say("table.installed"), "number", define="adoption.installed"
        ),
        Column(
            "active_count", words.say("adoption.active"), "number", define="adoption.active_count"
        ),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]
    tables.show(communes, columns, key="adoption_uses", height_px=460)
    definitions.show(columns, key="adoption_uses")
    tables.download(communes, columns, name="adoption_uses")


def _use_columns() -> list[Column]:
    return [
        Column(
            f"{use}_count", words.say(f"adoption.use_{use}"), "number", define=f"adoption.use_{use}"
        )
        for use in USES
    ]


def _per_100(count: float, installed: float) -> float | None:
    share = indicators.share(count, installed)
    return None if share is None else share * 100
