"""Vaccination records that cannot be true: counted by kind, never hidden."""

from datetime import datetime

import streamlit as st

from dashboard import data, indicators, words
from dashboard.access import Viewer
from dashboard.panels import tables
from dashboard.panels.tables import Column


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
