"""Filters that stay in the address bar, so that a link reopens the same view."""

import streamlit as st

from dashboard import data, words
from dashboard.access import Viewer


def district(viewer: Viewer) -> str | None:
    """Let the viewer choose one of their districts; None is all that they may see.

    Who has only one sees no choice, and gets it.
    """
    rows = data.districts(viewer.scope)
    if viewer.district_ids is not None:
        rows = rows[rows["district_id"].isin(viewer.district_ids)]
    names = {
        row["district_id"]: words.unit(row["district_kind"], row["district_name"])
        for row in rows.to_dict("records")
    }
    if len(names) == 1:
        return str(next(iter(names)))
    chosen = st.selectbox(
        words.say("filter.district"),
        ["", *names],
        format_func=lambda key: names.get(key, words.say("filter.all_districts")),
        key="district",
        bind="query-params",
        filter_mode="fuzzy",
        width=320,
    )
    return str(chosen) if chosen else None
