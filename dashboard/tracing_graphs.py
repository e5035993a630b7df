"""A trace's list to network elements: cases, people and places, distinct by colour and shape.

The component writes every attribute of a node into HTML as it is, so text passes `harmless`.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from st_link_analysis import EdgeStyle, Event, NodeStyle, st_link_analysis

from dashboard import palette, tracing_maps, words

PEOPLE_LIMIT = 150
"""Most people drawn one by one; above it places stand for the people exposed there."""

PLACE_LIMIT = 40
"""Most places of a summary."""

HEIGHT_PX = 560

Elements = dict[str, list[dict[str, Any]]]

_SHAPES = ("diamond", "ellipse", "triangle", "pentagon")
_MARKS = ("◆", "●", "▲", "⬟")
_PLACE = "place"
_MEETING = "contact"


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn, and how much of the whole it is."""

    elements: Elements
    place_count: int
    left_out_count: int | None
    """People at places too small to draw; None where everybody is drawn."""


def network(people: pd.DataFrame, case_names: dict[int, str]) -> Network:
    """Return the network of a list: person by person, or its places when it is long.

    Parameters
    ----------
    people
        As `tracing_lists.people_list` returns.
    case_names
        `person_id` of each case and what to call it.
    """
    known = people.dropna(subset=["place_id"])
    if len(known) <= PEOPLE_LIMIT:
        return Network(_person_by_person(known, case_names), known["place_id"].nunique(), None)
    return _summary(known, case_names)


def show(drawn: Network, *, key: str) -> int | None:
    """Draw a network; return the `person_id` of the person just clicked, if any."""
    st.html(_legend_html(drawn))
    answer = st_link_analysis(
        drawn.elements,
        layout={"name": "fcose", "animate": False, "fit": True, "padding": 24},
        node_styles=_node_styles(),
        edge_styles=[EdgeStyle(_MEETING, color="#9DB0C1", directed=True, caption="caption")],
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


def _person_by_person(people: pd.DataFrame, case_names: dict[int, str]) -> Elements:
    nodes = [_case_node(person_id, name) for person_id, name in case_names.items()]
    nodes += [
        _node(
            f"p{row['person_id']}",
            f"F{row['ring']}",
            f"F{row['ring']} {row['person_id']}",
            {words.say("tracing.minutes"): words.number(row["minutes"])},
        )
        for row in people.to_dict("records")
    ]
    nodes += _place_nodes(people["place_id"].value_counts(), _place_names(people))
    first = people.drop_duplicates(["source_id", "place_id"])
    edges = [
        _edge(f"p{row['source_id']}", f"v{row['place_id']}", "") for row in first.to_dict("records")
    ]
    edges += [
        _edge(
            f"v{row['place_id']}",
            f"p{row['person_id']}",
            words.say("tracing.short_minutes", minutes=words.number(row["minutes"])),
        )
        for row in people.to_dict("records")
    ]
    return _closed(nodes, edges)


def _summary(people: pd.DataFrame, case_names: dict[int, str]) -> Network:
    counts = people["place_id"].value_counts()
    kept = counts.head(PLACE_LIMIT)
    met_at = people.set_index("person_id")["place_id"]
    shown = people[people["place_id"].isin(kept.index)]
    origins = [
        f"p{source}" if source in case_names else f"v{met_at.get(source)}"
        for source in shown["source_id"]
    ]
    flows = (
        pd.DataFrame({"origin": origins, "place": "v" + shown["place_id"].astype(str)})
        .value_counts()
        .reset_index(name="count")
    )
    nodes = [_case_node(person_id, name) for person_id, name in case_names.items()]
    nodes += _place_nodes(kept, _place_names(people))
    edges = [
        _edge(row["origin"], row["place"], words.number(row["count"]))
        for row in flows.to_dict("records")
        if row["origin"] != row["place"]
    ]
    return Network(_closed(nodes, edges), len(counts), len(people) - len(shown))


def _case_node(person_id: int, name: str) -> dict[str, Any]:
    return _node(f"p{person_id}", "F0", name, {})


def _place_nodes(counts: pd.Series, names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        _node(
            f"v{place_id}",
            _PLACE,
            words.say(
                "tracing.place_caption", place=names[int(str(place_id))], count=words.number(count)
            ),
            {},
        )
        for place_id, count in counts.items()
    ]


def _place_names(people: pd.DataFrame) -> dict[int, str]:
    named = people.drop_duplicates("place_id").set_index("place_id")["place_name"]
    return {int(str(place_id)): str(name) for place_id, name in named.items()}


def _node(name: str, label: str, caption: str, more: dict[str, str]) -> dict[str, Any]:
    shown = {harmless(key): harmless(value) for key, value in more.items()}
    return {"data": {"id": name, "label": label, "caption": harmless(caption), **shown}}


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
        written["style"]["shape"] = self._shape
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
