"""Views of one trace that follow one selected person, and the trace beside another preset's."""

import pandas as pd
import streamlit as st

from dashboard import access, data, maps, tracing_graphs, tracing_maps, words
from dashboard.panels import papers, tracing_compare, tracing_evidence, tracing_list
from dashboard.panels.tracing import Base, Result

VIEWS = ("list", "evidence", "network", "map", "compare")
_TAB = "trace_view"


def show(viewer: access.Viewer, base: Base, result: Result) -> None:
    """Show the view whose tab is open; the others cost nothing."""
    labels = [words.say(f"tracing.view_{view}") for view in VIEWS]
    _open_linked_view(labels)
    tabs = st.tabs(labels, on_change=_note_view, key=_tab_key())
    listed, evidence, network, chart, compare = tabs
    if listed.open:
        with listed:
            tracing_list.show(viewer, base, result, _open_evidence)
            papers.for_trace(viewer, base, result)
    if evidence.open:
        with evidence:
            tracing_evidence.show(base, result)
    if network.open:
        with network:
            _network(base, result)
    if chart.open:
        with chart:
            _map(base, result)
    if compare.open:
        with compare:
            tracing_compare.show(base, result)


def _tab_key() -> str:
    """Return a key of its own per language: a tab is remembered by its label."""
    return f"{_TAB}_{words.language()}"


def _open_linked_view(labels: list[str]) -> None:
    """Open the view of the address bar when this session has not opened any yet."""
    view = st.query_params.get("view", VIEWS[0])
    if _tab_key() not in st.session_state and view in VIEWS:
        st.session_state[_tab_key()] = labels[VIEWS.index(view)]


def _note_view() -> None:
    labels = [words.say(f"tracing.view_{view}") for view in VIEWS]
    opened = st.session_state.get(_tab_key())
    if opened in labels:
        st.query_params["view"] = VIEWS[labels.index(opened)]


def _open_evidence() -> None:
    st.session_state[_tab_key()] = words.say("tracing.view_evidence")
    st.query_params["view"] = "evidence"


def _network(base: Base, result: Result) -> None:
    _explain_both(result)
    drawn = tracing_graphs.network(result.people, result.case_names)
    if drawn.drawn_count < len(result.people):
        st.info(
            words.say(
                "tracing.summary" if drawn.drawn_count else "tracing.summary_places",
                people=words.number(len(result.people)),
                drawn=words.number(drawn.drawn_count),
                left_out=words.number(drawn.left_out_count),
            ),
            icon=":material/bubble_chart:",
        )
    person_id = tracing_graphs.show(drawn, key="trace_network")
    if person_id is not None and person_id not in result.case_names:
        tracing_list.select(person_id)
    tracing_evidence.brief(base, result)


def _explain_both(result: Result) -> None:
    """Say what rings and arrows mean where people were found both ways."""
    if result.both:
        st.caption(words.say("tracing.both_drawn"))


def _map(base: Base, result: Result) -> None:
    _explain_both(result)
    homes = base.homes.reindex(result.cases["person_id"].astype("int64"))
    cases = pd.DataFrame(
        {
            "name": result.cases["case_id"].to_numpy(),
            "lon": homes["lon"].to_numpy(),
            "lat": homes["lat"].to_numpy(),
        }
    )
    outlines = _outlines_around(base, result)
    maps.show(
        tracing_maps.trace_map(result.people, base.places, cases, outlines),
        key="trace_map",
        outline_sources=set(outlines["outline_source"]),
        height_px=560,
    )
    st.html(tracing_maps.legend(int(result.people["ring"].max())))
    if len(result.people) > tracing_maps.HOME_LIMIT:
        st.caption(words.say("tracing.homes_limit", count=words.number(tracing_maps.HOME_LIMIT)))


def _outlines_around(base: Base, result: Result) -> pd.DataFrame:
    """Return the communes of every district that the trace touches."""
    outlines = data.commune_outlines(base.scope)
    touched = pd.concat([result.people["commune_id"].astype("str"), result.cases["commune_id"]])
    districts = outlines.loc[outlines["commune_id"].isin(touched), "district_id"].unique()
    return outlines[outlines["district_id"].isin(districts)]
