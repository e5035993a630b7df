"""The network of a trace: one case or place in focus, and who and what held it together."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import data, figures, words
from dashboard.drawing import network
from dashboard.figures import once
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared import grids, session
from dashboard.panels.shared.session import Rows
from dashboard.panels.tracing.person import evidence, selection
from dashboard.panels.tracing.person.contacts import short_names
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.network_measures import (
    Structure,
    out_degrees,
    spreading_places,
    structure,
    top_fifth_share,
)

AT_ONCE = 10_000
"""Most contacts among which connectors are looked for unasked: well under a second."""

ON_REQUEST = 300_000
"""Most contacts among which they are looked for at all."""

SHOWN = 10
"""Most people, and places, in each table."""

_NETWORK = "trace_network"
_LISTS = "trace_network_lists"


def show(base: Base, result: Result) -> None:
    """Show the network, why the selected person is in it, and its measures."""
    direction = result.choice.direction
    if direction != Direction.FORWARD:
        st.caption(words.say(f"tracing.{direction}_drawn"))
    focus = _choose_focus(result)
    drawn = _drawn(result, focus, selection.selected(result))
    _say_what_is_left_out(drawn, focus)
    network.show(drawn, key=_NETWORK, on_click=partial(_open_clicked, result))
    evidence.brief(base, result)
    _measures(result)


@once.drawn(max_entries=16)
def _drawn(result: Result, focus: str, selected: int | None) -> network.Network:
    return network.network(
        figures.tracing.lists.in_words(result.people),
        result.case_names,
        direction=result.choice.direction,
        focus=focus,
        selected=selected,
    )


def _choose_focus(result: Result) -> str:
    """Let the viewer choose everybody, a case or a place; a click chooses too."""
    people = figures.tracing.lists.in_words(result.people)
    counts = people[["place_id", "place_name"]].value_counts().reset_index(name="count")
    places = {
        f"v{int(row['place_id'])}": words.say(
            "network.focus_place", place=row["place_name"], count=words.number(row["count"])
        )
        for row in counts.to_dict("records")
    }
    cases = {
        f"p{person}": words.say("network.focus_case", case=case)
        for person, case in result.case_names.items()
    }
    names = {network.WHOLE: words.say("network.focus_whole"), **cases, **places}
    kept = session.FOCUS.value
    if kept not in names:
        kept = network.WHOLE
        session.FOCUS.keep(kept)
    offered = [*list(names)[: 1 + len(cases) + network.PLACE_LIMIT], kept]
    return str(
        st.selectbox(
            words.say("network.focus"),
            list(dict.fromkeys(offered)),
            format_func=lambda focus: names[focus],
            key=session.FOCUS.key,
            filter_mode="contains",
            help=words.say("network.focus_help"),
        )
    )


def _say_what_is_left_out(drawn: network.Network, focus: str) -> None:
    if drawn.drawn_count == drawn.people_count:
        return
    key = "tracing.summary_places" if drawn.is_by_place else "tracing.summary"
    st.info(
        words.say(
            "network.place_summary" if focus.startswith("v") else key,
            people=words.number(drawn.people_count),
            drawn=words.number(drawn.drawn_count),
            left_out=words.number(drawn.left_out_count),
        ),
        icon=":material/bubble_chart:",
    )


def _open_clicked(result: Result) -> None:
    node = network.clicked(_NETWORK)
    if node is not None:
        _open(result, node)


def _open(result: Result, node: str) -> None:
    """Select a person; put a case or a place into focus, or out of it again."""
    is_case = node[1:] in map(str, result.case_names)
    if node.startswith("p") and not is_case:
        selection.select(int(node[1:]))
    else:
        session.FOCUS.keep(network.WHOLE if session.FOCUS.value == node else node)


def _measures(result: Result) -> None:
    st.header(words.say("network.measures"), anchor=False)
    passed_on, places, told = _spread(result)
    st.markdown(words.say("network.uneven", **{name: words.percent(of, 0) for name, of in told}))
    # Folded, the tables cost nothing: they held the drawing back by a fifth of a second.
    with st.expander(words.say("network.lists"), key=_LISTS, on_change="rerun") as lists:
        if not lists.open:
            return
        found = _structure_if_small(result)
        _people_table(result, passed_on, found)
        _place_table(result, places)
        if found is not None:
            _say_groups(found)


@data.kept.shared(max_entries=16)
def _spread(result: Result) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, float]]]:
    """Return who reached how many, where, and how unevenly: people who could, and places."""
    people = result.people
    known = people.dropna(subset=["source_id"])
    passed_on = out_degrees(known).astype({"source_id": "int64"})
    places = spreading_places(known).astype({"place_id": "int64"})
    could = {*result.case_names, *people.loc[people["ring"] < people["ring"].max(), "person_id"]}
    counts = passed_on.set_index("source_id")["contact_count"]
    everybody = counts.reindex([*could.union(counts.index)], fill_value=0)
    uneven = [("people", everybody), ("places", places["first_count"])]
    return passed_on, places, [(name, top_fifth_share(of)) for name, of in uneven]


def _structure_if_small(result: Result) -> Structure | None:
    """Return the groups and connectors; of a large trace only when asked, of a huge one never."""
    people = result.people
    forward = people[people["way"].str.contains("forward")] if result.both else people
    count = int(forward["contact_count"].sum())
    if count > ON_REQUEST:
        st.caption(
            words.say("network.too_many", count=words.number(count), limit=words.number(ON_REQUEST))
        )
        return None
    if count > AT_ONCE and not st.toggle(
        words.say("network.find_connectors", count=words.number(count)), key="trace_connectors"
    ):
        return None
    with st.spinner(words.say("network.finding"), show_time=True):
        return _structure(result)


@data.kept.shared(max_entries=16)
def _structure(result: Result) -> Structure:
    return structure(result.trace.rounds, limit=ON_REQUEST)


def _people_table(result: Result, passed_on: pd.DataFrame, found: Structure | None) -> None:
    rows = passed_on.rename(columns={"source_id": "person_id"})[["person_id", "contact_count"]]
    ids = rows["person_id"].head(SHOWN).tolist()
    if found is not None:
        connectors = found.connectors.astype({"person_id": "int64"})
        ids += connectors["person_id"].head(SHOWN).tolist()
        rows = rows.merge(connectors[["person_id", "cut_off_count"]], on="person_id", how="outer")
    shown = rows.set_index("person_id").loc[list(dict.fromkeys(ids))].reset_index()
    titles = {
        "person": words.say("tracing.column_person_id"),
        "contact_count": words.say(f"network.reached_{result.choice.direction}"),
        "cut_off_count": words.say("network.cut_off"),
    }
    table = shown.assign(person=short_names(result, shown["person_id"])).fillna(
        {"contact_count": 0}
    )
    grids.show(
        table[[name for name in titles if name in table]],
        kinds={"contact_count": "number", "cut_off_count": "number"},
        columns={
            "person": titles["person"],
            "contact_count": titles["contact_count"],
            "cut_off_count": st.column_config.NumberColumn(
                titles["cut_off_count"], format="localized", help=words.say("network.cut_off_help")
            ),
        },
        key=session.SPREADERS.key,
        on_select=partial(
            _open_row, result, session.SPREADERS, [f"p{i}" for i in shown["person_id"]]
        ),
        selection_mode="single-row",
    )


def _place_table(result: Result, places: pd.DataFrame) -> None:
    shown = places.head(SHOWN)
    people = figures.tracing.lists.in_words(result.people)
    names = people.drop_duplicates("place_id").set_index("place_id")["place_name"]
    grids.show(
        pd.DataFrame(
            {
                "place": shown["place_id"].map(names),
                "person_count": shown["person_count"],
                "share": shown["share"],
            }
        ),
        kinds={"person_count": "number", "share": "share"},
        columns={
            "place": st.column_config.Column(words.say("tracing.place"), width="medium"),
            "person_count": st.column_config.NumberColumn(
                words.say(f"network.reached_{result.choice.direction}"),
                format="localized",
                width="small",
            ),
            "share": st.column_config.Column(
                words.say("network.share"), alignment="right", width="small"
            ),
        },
        key=session.SPREADING_PLACES.key,
        on_select=partial(
            _open_row, result, session.SPREADING_PLACES, [f"v{i}" for i in shown["place_id"]]
        ),
        selection_mode="single-row",
    )


def _open_row(result: Result, rows: Rows, nodes: list[str]) -> None:
    if picked := rows.picked:
        _open(result, nodes[picked[0]])


def _say_groups(found: Structure) -> None:
    with_cases = found.groups[found.groups["case_count"] > 0]
    st.caption(
        words.say(
            "network.groups",
            groups=words.number(len(with_cases)),
            largest=words.number(int(with_cases["person_count"].max())),
            connectors=words.number(len(found.connectors)),
        )
    )
