"""Marks stay apart by colour, also for the colour-blind, and by shape."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from dashboard.drawing import marks as tracing_marks
from dashboard.drawing import palette

# Viénot, Brettel, Mollon 1999 (protan, deutan), on linear RGB.
BLIND = {
    "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
}


def linear(colour):
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Return CIE L*a*b* (D65) of linear RGB."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = (to_xyz @ np.clip(rgb, 0, 1)) / np.array([0.9505, 1.0, 1.089])
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


@pytest.mark.parametrize("kind", BLIND)
def test_rings_differ_for_the_colour_blind(kind):
    for one, other in combinations(palette.RINGS, 2):
        seen = [lab(np.array(BLIND[kind]) @ linear(colour)) for colour in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) > 20, (one, other)


def test_every_kind_has_a_shape_and_a_sign_of_its_own():
    marks = tracing_marks.MARKS.values()

    assert len({mark.shape for mark in marks}) == len(marks)
    assert len({mark.sign for mark in marks}) == len(marks)


def test_sources_are_not_called_by_a_ring():
    people = pd.DataFrame(
        {
            "ring": [1, 2, 1, 2],
            "way": ["source", "onward", "forward+source", "forward"],
            "ring_forward": pd.array([None, None, 1, 2], dtype="Int16"),
        }
    )

    assert tracing_marks.kinds(people).tolist() == ["source", "onward", "1", "2"]
    assert not tracing_marks.short_name("1", "backward").startswith("F")
    assert not tracing_marks.name("1", "backward").startswith("F")
    assert tracing_marks.short_name(tracing_marks.CASE, "backward") == "F0"
