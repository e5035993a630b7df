"""Two sets of rules on the same cases: how many people each lists, and who is on one only."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.figures.tracing.choice import with_preset
from dashboard.figures.tracing.trace import Base, Result, traced
from dashboard.panels.shared import grids, session
from dashboard.tracing.comparison import Comparison, compare
from dashboard.tracing.presets import PRESETS

SHOWN = 10_000
"""Most people in the table; the counts are of everybody."""


def show(base: Base, result: Result) -> None:
    """Let the viewer choose a second preset, and show both lists side by side."""
    preset = _choose(result)
    asked = replace(result.choice, direction=result.trace.direction)
    other = traced(base, with_preset(asked, preset))
    compared = compare(result.trace, other.trace)
    first, second = _name(result.choice.preset), _name(preset)
    st.markdown(_summary(compared, first, second))
    counts = _counts(compared)
    grids.show(
        counts,
        key="trace_compare_counts",
        kinds={str(name): "number" for name in counts if name != "ring"},
        columns={
            "ring": words.say("tracing.column_ring"),
            "first_count": words.say("tracing.compare_first"),
            "second_count": words.say("tracing.compare_second"),
            "both_count": words.say("tracing.compare_same_ring"),
            "first_only_count": words.say("tracing.compare_first_only"),
            "second_only_count": words.say("tracing.compare_second_only"),
        },
    )
    _differing(compared, first, second)
    st.caption(words.say("tracing.compare_note"))


def _choose(result: Result) -> str:
    """Return the second preset: this session's, else the address bar's, else the first other."""
    others = [name for name in PRESETS if name != result.choice.preset]
    kept = session.VERSUS.value or st.query_params.get("versus")
    session.VERSUS.keep(kept if kept in others else others[0])
    preset = st.selectbox(
        words.say("tracing.compare_with", preset=_name(result.choice.preset)),
        others,
        format_func=_name,
        key=session.VERSUS.key,
        filter_mode="contains",
    )
    st.query_params["versus"] = preset
    return preset


def _name(preset: str) -> str:
    return words.say(f"tracing.preset_{preset}")


def _summary(compared: Comparison, first: str, second: str) -> str:
    lists = compared.people["on_list"].value_counts()
    return words.say(
        "tracing.compare_summary",
        first=first,
        second=second,
        first_count=words.number(int(lists["both"] + lists["first"])),
        second_count=words.number(int(lists["both"] + lists["second"])),
        both=words.number(int(lists["both"])),
        first_only=words.number(int(lists["first"])),
        second_only=words.number(int(lists["second"])),
    )


def _counts(compared: Comparison) -> pd.DataFrame:
    counts = compared.counts.drop(columns="moved_count").reset_index()
    return counts.assign(ring="F" + counts["ring"].astype("str"))


def _differing(compared: Comparison, first: str, second: str) -> None:
    """Show who is on one list and not on the other, by id only."""
    people = compared.people[compared.people["on_list"] != "both"]
    if people.empty:
        st.markdown(words.say("tracing.compare_alike"))
        return
    shown = people.head(SHOWN)
    ring = shown["ring_first"].fillna(shown["ring_second"])
    rows = pd.DataFrame(
        {
            "person_id": shown["person_id"].astype("str"),
            "ring": "F" + ring.astype("str"),
            "on_list": shown["on_list"].astype("str").map({"first": first, "second": second}),
        }
    )
    columns = words.names("tracing.column_", map(str, rows))
    grids.show(rows, key="trace_compare_people", columns=columns, kinds={})
    if len(shown) < len(people):
        st.caption(words.say("tracing.compare_limit", count=words.number(SHOWN)))
