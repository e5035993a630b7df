"""A trace's list to network elements: cases, people and places, distinct by colour and shape.

The component writes every attribute of a node into HTML as it is, so text passes `harmless`.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from st_link_analysis import EdgeStyle, Event, NodeStyle, st_link_analysis

from dashboard import palette, tracing_maps, words

PEOPLE_LIMIT = 150
"""Most people drawn one by one; above it places stand for the people exposed there."""

PLACE_LIMIT = 25
"""Most places that stand for people who are not drawn."""

HEIGHT_PX = 560

Elements = dict[str, list[dict[str, Any]]]

_NODE_LOOK = {
    "width": "data(size)",
    "height": "data(size)",
    "font-size": 13,
    "min-zoomed-font-size": 7,
    "text-wrap": "wrap",
    "text-max-width": "130px",
    "text-valign": "bottom",
    "text-margin-y": 4,
}
_EDGE_LOOK = {
    "font-size": 11,
    "min-zoomed-font-size": 6,
    "color": palette.INK,
    "text-background-color": palette.SURFACE,
}
_LAYOUT = {
    "name": "fcose",
    "animate": False,
    "fit": True,
    "padding": 30,
    "nodeSeparation": 160,
    "idealEdgeLength": 150,
    "nodeRepulsion": 25_000,
    "nodeDimensionsIncludeLabels": True,
}
_SHAPES = ("diamond", "ellipse", "triangle", "pentagon", "hexagon", "star")
_MARKS = ("◆", "●", "▲", "⬟", "⬢", "★")
_PLACE = "place"
_MEETING = "contact"


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn, and how much of the whole it is."""

    elements: Elements
    drawn_count: int
    """People drawn one by one; the others are numbers on arrows and places."""
    left_out_count: int
    """People at places too small to be drawn."""


def network(people: pd.DataFrame, case_names: dict[int, str]) -> Network:
    """Return the network of a list: the nearest rings person by person, the rest by place.

    Parameters
    ----------
    people
        As `tracing_lists.people_list` returns.
    case_names
        `person_id` of each case and what to call it.
    """
    known = people.dropna(subset=["place_id"])
    is_drawn = known["ring"] <= _last_drawn_ring(known["ring"])
    drawn, rest = known[is_drawn], known[~is_drawn]
    crowded = rest["place_id"].value_counts().head(PLACE_LIMIT).index
    shown = rest[rest["place_id"].isin(crowded)]
    places = known[known["place_id"].isin(crowded) | known["place_id"].isin(drawn["place_id"])]
    nodes = [
        *(_case_node(person_id, name) for person_id, name in case_names.items()),
        *(_person_node(row) for row in drawn.to_dict("records")),
        *_place_nodes(places),
    ]
    edges = [
        *_flows(drawn, known, {*case_names, *drawn["person_id"]}, has_count=False),
        *_flows(shown, known, {*case_names, *drawn["person_id"]}, has_count=True),
        *(_meeting(row) for row in drawn.to_dict("records")),
    ]
    return Network(_closed(nodes, edges), len(drawn), len(rest) - len(shown))


def show(drawn: Network, *, key: str) -> int | None:
    """Draw a network; return the `person_id` of the person just clicked, if any."""
    st.html(_legend_html(drawn))
    answer = st_link_analysis(
        drawn.elements,
        layout=_LAYOUT,
        node_styles=_node_styles(),
        edge_styles=[_CountedStyle(_MEETING, "#9DB0C1", "caption", labeled=None, directed=True)],
        height=HEIGHT_PX,
        key=key,
        events=[Event("open", "click tap", "node")],
    )
    return _clicked_person(answer)


def harmless(text: str) -> str:
    """Return text without the three characters that HTML reads as its own.

    Examples
    --------
    >>> harmless("<img onerror=alert(1)> R&D")
    '‹img onerror=alert(1)› R＆D'
    """
    return text.replace("<", "‹").replace(">", "›").replace("&", "＆")


def _last_drawn_ring(rings: pd.Series) -> int:
    """Return the farthest ring up to which everybody fits into the drawing."""
    sizes = rings.value_counts().sort_index().cumsum()
    fitting = sizes[sizes <= PEOPLE_LIMIT]
    return 0 if fitting.empty else int(str(fitting.index[-1]))


def _flows(
    people: pd.DataFrame, everybody: pd.DataFrame, drawn: set[int], *, has_count: bool
) -> list[dict[str, Any]]:
    """Return an edge from each infector to each place where they met somebody.

    An infector who is not drawn is stood for by the place where they were exposed.
    """
    exposed_at = everybody.set_index("person_id")["place_id"]
    origins = [
        f"p{source}" if source in drawn else f"v{exposed_at.get(source)}"
        for source in people["source_id"]
    ]
    flows = pd.DataFrame({"origin": origins, "place": "v" + people["place_id"].astype("str")})
    counts = flows[flows["origin"] != flows["place"]].value_counts().reset_index(name="count")
    return [
        _edge(row["origin"], row["place"], words.number(row["count"]) if has_count else "")
        for row in counts.to_dict("records")
    ]


def _meeting(row: dict[Hashable, Any]) -> dict[str, Any]:
    minutes = words.say("tracing.short_minutes", minutes=words.number(row["minutes"]))
    return _edge(f"v{row['place_id']}", f"p{row['person_id']}", minutes)


def _case_node(person_id: int, name: str) -> dict[str, Any]:
    return _node(f"p{person_id}", "F0", name, 46)


def _person_node(row: dict[Hashable, Any]) -> dict[str, Any]:
    minutes = {words.say("tracing.column_minutes"): words.number(row["minutes"])}
    caption = f"F{row['ring']} {row['person_id']}"
    return _node(f"p{row['person_id']}", f"F{row['ring']}", caption, 26, minutes)


def _place_nodes(people: pd.DataFrame) -> list[dict[str, Any]]:
    counts = people[["place_id", "place_name"]].value_counts().reset_index(name="count")
    return [
        _node(
            f"v{row['place_id']}",
            _PLACE,
            words.say(
                "tracing.place_caption", place=row["place_name"], count=words.number(row["count"])
            ),
            int(24 + 9 * np.log10(row["count"] + 1)),
        )
        for row in counts.to_dict("records")
    ]


def _node(
    name: str, label: str, caption: str, size: int, more: Mapping[str, str] | None = None
) -> dict[str, Any]:
    shown = {harmless(key): harmless(value) for key, value in (more or {}).items()}
    return {
        "data": {"id": name, "label": label, "caption": harmless(caption), "size": size, **shown}
    }


def _edge(source: str, target: str, caption: str) -> dict[str, Any]:
    return {
        "data": {
            "id": f"{source}>{target}",
            "label": _MEETING,
            "source": source,
            "target": target,
            "caption": harmless(caption),
        }
    }


def _closed(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> Elements:
    """Leave out edges to what is not drawn: the component fails on them."""
    drawn = {node["data"]["id"] for node in nodes}
    return {
        "nodes": nodes,
        "edges": [
            edge
            for edge in edges
            if edge["data"]["source"] in drawn and edge["data"]["target"] in drawn
        ],
    }


class _ShapedStyle(NodeStyle):  # type: ignore[misc] # the component has no types
    """A node style with a shape, which the component's own lacks."""

    def __init__(self, label: str, color: str, shape: str) -> None:
        super().__init__(label, color, "caption")
        self._shape = shape

    def dump(self) -> dict[str, Any]:
        """Return the style as Cytoscape reads it."""
        written = super().dump()
        written["style"] |= _NODE_LOOK | {"shape": self._shape}
        return dict(written)


class _CountedStyle(EdgeStyle):  # type: ignore[misc] # the component has no types
    """An edge style whose caption is read without zooming in."""

    def dump(self) -> dict[str, Any]:
        """Return the style as Cytoscape reads it."""
        written = super().dump()
        written["style"] |= _EDGE_LOOK
        return dict(written)


def _node_styles() -> list[NodeStyle]:
    styles = [
        _ShapedStyle(f"F{ring}", colour, shape)
        for ring, (colour, shape) in enumerate(zip(palette.RINGS, _SHAPES, strict=True))
    ]
    return [*styles, _ShapedStyle(_PLACE, palette.INK, "round-rectangle")]


def _legend_html(drawn: Network) -> str:
    used = {node["data"]["label"] for node in drawn.elements["nodes"]}
    entries = [
        (colour, mark, words.say(f"tracing.ring_{ring}"))
        for ring, (colour, mark) in enumerate(zip(palette.RINGS, _MARKS, strict=True))
        if f"F{ring}" in used
    ]
    return tracing_maps.mark_legend_html([*entries, (palette.INK, "■", words.say("tracing.place"))])


def _clicked_person(answer: object) -> int | None:
    if not isinstance(answer, dict) or answer.get("action") != "open":
        return None
    target = str(answer.get("data", {}).get("target_id", ""))
    return int(target[1:]) if target.startswith("p") and target[1:].isdigit() else None
