"""What stands for a person on a network, a timeline and a map: colour, shape, sign and name.

A mark is told apart by its shape as well as by its colour. People whom a trace exposed are called
by their ring; possible sources, and whom these met, never are.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.drawing import palette
from dashboard.drawing.templates import filled
from dashboard.tracing.direction import Direction

CASE = "0"
SOURCE = "source"
ONWARD = "onward"
PLACE = "place"


class Mark(NamedTuple):
    """How one kind is drawn."""

    colour: str
    shape: str
    """As Cytoscape calls it."""
    sign: str
    """As text, for legends and hover."""


_SHAPES = (
    ("diamond", "◆"),
    ("ellipse", "●"),
    ("triangle", "▲"),
    ("pentagon", "⬟"),
    ("hexagon", "⬢"),
    ("vee", "▼"),
)
MARKS = {
    **{
        str(ring): Mark(colour, shape, sign)
        for ring, (colour, (shape, sign)) in enumerate(zip(palette.RINGS, _SHAPES, strict=True))
    },
    SOURCE: Mark(palette.SOURCE, "star", "★"),
    ONWARD: Mark(palette.ONWARD, "rhomboid", "▰"),
    PLACE: Mark(palette.INK, "round-rectangle", "■"),
}
"""Kind -> mark: rings by number, possible sources, whom these met, places."""


def kinds(people: pd.DataFrame) -> pd.Series:
    """Return the kind of each person of a list.

    Parameters
    ----------
    people
        As `lists.people_list` or `both_ways_list` returns: `ring`; both ways also `way`
        and `ring_forward`.

    Examples
    --------
    >>> kinds(pd.DataFrame({"ring": [1, 2], "way": ["source", "forward"],
    ...                     "ring_forward": [pd.NA, 2]})).tolist()
    ['source', '2']
    """
    if "way" not in people:
        return people["ring"].astype("int64").astype("str")
    found = pd.Series(ONWARD, index=people.index, dtype="str")
    found = found.mask(people["way"].str.contains("source"), SOURCE)
    rings = people["ring_forward"].astype("Int64").astype("str")
    return found.mask(people["way"].str.contains("forward"), rings)


def name(kind: str, direction: Direction) -> str:
    """Return what a kind is called in a legend.

    Examples
    --------
    >>> name("1", "forward"), name("1", "backward"), name("source", "both")
    ('F1', 'Nguồn trực tiếp', 'Nguồn nghi ngờ')
    """
    if kind == PLACE:
        return words.say("tracing.place")
    if kind in (SOURCE, ONWARD):
        return words.say(f"tracing.way_{kind}")
    back = "back_" if direction == Direction.BACKWARD and kind != CASE else ""
    return words.say(f"tracing.{back}ring_{kind}")


def short_name(kind: str, direction: Direction) -> str:
    """Return the same in a few letters, to stand before a person's number.

    Examples
    --------
    >>> short_name("2", "forward"), short_name("2", "backward"), short_name("onward", "both")
    ('F2', 'N2', 'Gặp nguồn')
    """
    if kind in (SOURCE, ONWARD):
        return words.say(f"tracing.short_{kind}")
    if direction == Direction.BACKWARD and kind != CASE:
        return words.say("tracing.short_back_ring", ring=kind)
    return f"F{kind}"


def mark_legend_html(entries: Iterable[tuple[str, str, str]]) -> str:
    """Return a legend of marks: colour, mark and label of each."""
    return filled("legend", entries=list(entries))
