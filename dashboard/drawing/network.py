"""A trace's list to a network: cases, people and places, distinct by colour and shape.

Drawn by Cytoscape inside the page `assets/network`. Text passes `harmless`: the scripts there
write attributes of a clicked node into (hidden) HTML as they are.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import st_link_analysis  # noqa: F401 - its scripts are served once it is imported
import streamlit as st
import streamlit.components.v1 as components

from dashboard import words
from dashboard.drawing import marks, palette
from dashboard.drawing.escaped import harmless
from dashboard.tracing.direction import Direction
from dashboard.tracing.stays.interviews import unscanned_kind

PEOPLE_LIMIT = 150
"""Most people drawn one by one; above it places stand for the people reached there."""

PLACE_LIMIT = 25
"""Most places that stand for people who are not drawn."""

HEIGHT_PX = 560

WHOLE = ""
"""The focus on everybody; another one is a node: a case (`p12`) or a place (`v7`)."""

Elements = dict[str, list[dict[str, Any]]]

_PAGE = Path(__file__).parents[2] / "assets" / "network"
_draw = components.declare_component("network", path=_PAGE)

_NODE_LOOK = {
    "label": "data(caption)",
    "width": "data(size)",
    "height": "data(size)",
    "font-size": 13,
    "min-zoomed-font-size": 7,
    "text-wrap": "wrap",
    "text-max-width": "130px",
    "text-valign": "bottom",
    "text-margin-y": 4,
}
_SELECTED_LOOK = {"border-width": 5, "border-color": palette.INK, "font-weight": "bold"}
_EDGE_COLOUR = "#9DB0C1"
_EDGE_LOOK = {
    "label": "data(caption)",
    "font-size": 11,
    "min-zoomed-font-size": 6,
    "color": palette.INK,
    "line-color": _EDGE_COLOUR,
    "target-arrow-color": _EDGE_COLOUR,
    "target-arrow-shape": "triangle",
    "text-background-color": palette.SURFACE,
}
_LAYOUT = {
    "name": "fcose",
    "animate": False,
    "fit": True,
    "padding": 30,
    "nodeRepulsion": 25_000,
    "nodeDimensionsIncludeLabels": True,
}
_FEW = 20

_BUTTONS = {
    "toolbarRefresh": "network.again",
    "toolbarFullscreen": "network.full_screen",
    "viewbarPlus": "network.nearer",
    "viewbarFit": "network.fit",
    "viewbarCenter": "network.centre",
    "viewbarMinus": "network.farther",
}


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn, and how much of it there is."""

    elements: Elements
    direction: Direction
    people_count: int
    """People in focus."""
    drawn_count: int
    """Of these, drawn one by one; the others are numbers on arrows and places."""
    left_out_count: int
    """Of these, neither drawn nor counted at a place that is drawn."""
    is_by_place: bool
    """Whether nobody is drawn but the selected person, and who is between them and a case."""


def network(
    people: pd.DataFrame,
    case_names: dict[int, str],
    *,
    direction: Direction = Direction.FORWARD,
    focus: str = WHOLE,
    selected: int | None = None,
) -> Network:
    """Return the network of a list: the nearest rings person by person, the rest by place.

    Parameters
    ----------
    people
        As `lists.people_list` returns.
    case_names
        `person_id` of each case and what to call it.
    direction
        One of `Direction`. Backward, arrows run towards the case.
    focus
        Everybody (`WHOLE`), the people reached from one case (`p12`), or those reached at one
        place (`v7`), who are drawn one by one.
    selected
        Drawn whatever the limits, with the people in between, and marked.
    """
    known = people.dropna(subset=["place_id"]).astype({"place_id": "int64", "source_id": "int64"})
    wanted = _in_focus(known, focus)
    is_drawn = _is_drawn(wanted, is_place=focus.startswith("v"))
    through = _between(
        known, {*wanted.loc[is_drawn, "person_id"], *([] if selected is None else [selected])}
    )
    drawn = known[known["person_id"].isin(through)]
    rest = wanted[~is_drawn & ~wanted["person_id"].isin(through)]
    crowded = rest["place_id"].value_counts().head(0 if focus.startswith("v") else PLACE_LIMIT)
    counted = rest[rest["place_id"].isin(crowded.index)]
    cases = _cases_drawn(case_names, focus, pd.concat([drawn, counted]))
    individuals = {*cases, *drawn["person_id"]}
    nodes = [
        *(_node(f"p{case}", marks.CASE, name, 46) for case, name in cases.items()),
        *_person_nodes(drawn, direction),
        *_place_nodes(pd.concat([drawn, counted])),
    ]
    edges = [
        *_flows(drawn, known, individuals, has_count=False),
        *_flows(counted, known, individuals, has_count=True),
        *(_meeting(row) for row in drawn.to_dict("records")),
    ]
    for node in nodes:
        node["data"]["is_selected"] = node["data"]["id"] in (f"p{selected}", focus)
    elements = _closed(nodes, edges, is_backward=direction == Direction.BACKWARD)
    shown = wanted["person_id"].isin(through)
    left_out = len(wanted) - int(shown.sum()) - len(counted)
    return Network(elements, direction, len(wanted), int(shown.sum()), left_out, not is_drawn.any())


def show(drawn: Network, *, key: str, on_click: Callable[[], None]) -> None:
    """Draw a network; `clicked(key)` is what was clicked when `on_click` is called."""
    st.html(_legend_html(drawn))
    _draw(
        elements=drawn.elements,
        style=_styles(),
        layout=_layout(drawn.elements),
        height=f"{HEIGHT_PX}px",
        nodeActions=[],
        events=[{"name": "open", "event_type": "click tap", "selector": "node"}],
        titles={button: words.say(sentence) for button, sentence in _BUTTONS.items()},
        key=key,
        on_change=on_click,
        default=None,
    )


def clicked(key: str) -> str | None:
    """Return the node that was clicked last: a person (`p12`) or a place (`v7`)."""
    answer = st.session_state.get(key)
    if not isinstance(answer, dict) or answer.get("action") != "open":
        return None
    node = str(answer.get("data", {}).get("target_id", ""))
    is_number = node[1:].removeprefix("-").isdigit()  # a home's is negative, and a told person's
    return node if node[:1] in ("p", "v") and is_number else None


def _in_focus(people: pd.DataFrame, focus: str) -> pd.DataFrame:
    if focus == WHOLE:
        return people
    if focus.startswith("v"):
        return people[people["place_id"] == int(focus[1:])]
    return people[_first_source(people) == int(focus[1:])]


def _first_source(people: pd.DataFrame) -> pd.Series:
    """Return where each person's chain of listed contacts begins: a case."""
    source_of = people.set_index("person_id")["source_id"]
    found = people["source_id"]
    for _ in range(int(people["ring"].max()) if len(people) else 0):
        found = found.map(source_of).fillna(found).astype("int64")
    return found


def _is_drawn(people: pd.DataFrame, *, is_place: bool) -> pd.Series:
    """Return who is drawn: whole rings that fit; at one place the first of the list."""
    if is_place:
        return pd.Series(np.arange(len(people)) < PEOPLE_LIMIT, index=people.index)
    sizes = people["ring"].value_counts().sort_index().cumsum()
    fitting = sizes[sizes <= PEOPLE_LIMIT]
    return people["ring"] <= (0 if fitting.empty else int(str(fitting.index[-1])))


def _between(people: pd.DataFrame, person_ids: set[int]) -> set[int]:
    """Return these people and everybody between them and the cases."""
    found, step = set(person_ids), set(person_ids)
    while step:
        rows = people[people["person_id"].isin(step)]
        step = set(rows["source_id"]) - found
        found |= step
    return found


def _cases_drawn(case_names: dict[int, str], focus: str, people: pd.DataFrame) -> dict[int, str]:
    if focus == WHOLE:
        return case_names
    met = {*people["source_id"], int(focus[1:]) if focus.startswith("p") else -1}
    return {case: name for case, name in case_names.items() if case in met}


def _flows(
    people: pd.DataFrame, everybody: pd.DataFrame, drawn: set[int], *, has_count: bool
) -> list[dict[str, Any]]:
    """Return an edge from each infector to each place where they met somebody.

    An infector who is not drawn is stood for by the place where they were exposed.
    """
    reached_at = everybody.set_index("person_id")["place_id"]
    places = people["source_id"].map(reached_at).astype("Int64").astype("str")
    is_drawn = people["source_id"].isin(drawn)
    origins = ("v" + places).mask(is_drawn, "p" + people["source_id"].astype("str"))
    flows = pd.DataFrame({"origin": origins, "place": "v" + people["place_id"].astype("str")})
    counts = flows[flows["origin"] != flows["place"]].value_counts().reset_index(name="count")
    return [
        _edge(row["origin"], row["place"], words.number(row["count"]) if has_count else "")
        for row in counts.to_dict("records")
    ]


def _meeting(row: dict[Hashable, Any]) -> dict[str, Any]:
    if unscanned_kind(row["place_id"]) == "home":
        said = words.say("tracing.at_home")
    else:
        said = words.say("tracing.short_minutes", minutes=words.number(row["minutes"]))
    return _edge(f"v{row['place_id']}", f"p{row['person_id']}", said)


def _person_nodes(people: pd.DataFrame, direction: Direction) -> list[dict[str, Any]]:
    kinds = marks.kinds(people)
    return [
        _node(f"p{person}", kind, f"{marks.short_name(kind, direction)} {person}", 26)
        for person, kind in zip(people["person_id"], kinds, strict=True)
    ]


def _place_nodes(people: pd.DataFrame) -> list[dict[str, Any]]:
    counts = people[["place_id", "place_name"]].value_counts().reset_index(name="count")
    return [
        _node(
            f"v{row['place_id']}",
            marks.PLACE,
            words.say(
                "tracing.place_caption", place=row["place_name"], count=words.number(row["count"])
            ),
            int(24 + 9 * np.log10(row["count"] + 1)),
        )
        for row in counts.to_dict("records")
    ]


def _node(name: str, kind: str, caption: str, size: int) -> dict[str, Any]:
    return {"data": {"id": name, "label": kind, "caption": harmless(caption), "size": size}}


def _edge(source: str, target: str, caption: str) -> dict[str, Any]:
    return {
        "data": {
            "id": f"{source}>{target}",
            "label": "contact",
            "source": source,
            "target": target,
            "caption": harmless(caption),
        }
    }


def _closed(
    nodes: list[dict[str, Any]], edges: list[dict[str, Any]], *, is_backward: bool
) -> Elements:
    """Leave out edges to what is not drawn: the component fails on them."""
    drawn = {node["data"]["id"] for node in nodes}
    kept = [edge for edge in edges if {edge["data"]["source"], edge["data"]["target"]} <= drawn]
    if is_backward:
        for edge in kept:
            data = edge["data"]
            data["source"], data["target"] = data["target"], data["source"]
    return {"nodes": nodes, "edges": kept}


def _styles() -> list[dict[str, Any]]:
    kinds = [
        {
            "selector": f"node[label='{kind}']",
            "style": _NODE_LOOK | {"background-color": mark.colour, "shape": mark.shape},
        }
        for kind, mark in marks.MARKS.items()
    ]
    return [
        *kinds,
        {"selector": "node[?is_selected]", "style": _SELECTED_LOOK},
        {"selector": "edge", "style": _EDGE_LOOK},
    ]


def _layout(elements: Elements) -> dict[str, Any]:
    """Return the layout: closer for a few nodes, so that a phone shows their names.

    The component lays out anew when the layout differs: hence the digest of what is drawn.
    """
    names = sorted(node["data"]["id"] for node in elements["nodes"])
    edge = 75 if len(names) < _FEW else 150
    digest = hashlib.sha256("".join(names).encode()).hexdigest()[:12]
    return {**_LAYOUT, "nodeSeparation": edge, "idealEdgeLength": edge, "of": digest}


def _legend_html(drawn: Network) -> str:
    used = {node["data"]["label"] for node in drawn.elements["nodes"]}
    return marks.mark_legend_html(
        (mark.colour, mark.sign, marks.name(kind, drawn.direction))
        for kind, mark in marks.MARKS.items()
        if kind in used
    )
