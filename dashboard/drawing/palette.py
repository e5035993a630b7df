"""Colours and class breaks shared by maps and charts.

The colours stay apart for the common kinds of colour blindness and in grey print; a status is
always a colour, a mark and a word. Shares are classed on equal steps that depend on the whole
province only, so that a filter never repaints a map.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import floor

INK = "#1B2A38"
MUTED = "#5A6B7B"
LINE = "#D3DCE5"
SURFACE = "#FFFFFF"
BACKGROUND = "#F4F7FA"
PRIMARY = "#0B5C8C"
SECOND = "#C2571A"
"""The other series of a chart with two."""
SOFT = "#A9C6DA"

UNKNOWN = "#DDE2E7"
DOUBTFUL = "#8E3B8C"
"""A share above 100 %: real, with a doubtful denominator."""

SEQUENCE = ("#F1F6C8", "#A9DBB8", "#4DB3C3", "#2B78B4", "#22377F")
"""Five steps from low to high (after ColorBrewer's YlGnBu)."""

STATUS = {
    "on_course": "#0A6C74",
    "at_risk": "#9A5B00",
    "behind": "#A31836",
    "unknown": "#5A6B7B",
}
"""Ink of a status word; at least 4.5 : 1 on its tint."""

STATUS_TINT = {
    "on_course": "#DDF1F1",
    "at_risk": "#FFEFCF",
    "behind": "#FBE1E6",
    "unknown": "#E8ECF0",
}

STATUS_MARK = {"on_course": "●", "at_risk": "▲", "behind": "■", "unknown": "○"}

RINGS = ("#A31836", "#E07B00", "#2B78B4", "#8A97A4", "#B5D99C", "#1B2A6B")
"""F0 to F5, beside shapes of their own."""

SOURCE = DOUBTFUL
"""A possible source of a case."""
ONWARD = "#1B7F6B"
"""Somebody who met a possible source."""

RISK_LEVELS = {
    "very_high": "#7A1230",
    "high": "#D9542B",
    "at_risk": "#F6C667",
    "new_normal": "#DCE9E4",
}
"""Levels of risk: lighter as the risk falls, so that they stay apart in grey print too."""

CLUSTER = {True: "#7A1230", False: "#D9542B"}
"""A cluster's centre, and its other communes."""

RISK_MARKS = {"very_high": "■", "high": "◆", "at_risk": "▲", "new_normal": "○"}

_ROUNDING = 1e-9
_STEPS = (0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.15, 0.2)


def breaks(shares: Iterable[float]) -> tuple[float, ...]:
    """Return six class limits from 0, in equal round steps, for the province's `shares`.

    Method: equal intervals. The step is the smallest of 1, 2, 3, 4, 5, 10, 15 and 20 points
    whose five classes reach the highest share that is not above 100 %. What lies above 100 %
    has a colour of its own.

    Examples
    --------
    >>> breaks([0.04, 0.09])
    (0.0, 0.02, 0.04, 0.06, 0.08, 0.1)
    >>> breaks([0.4, 0.93, 1.24])[-1]
    1.0
    """
    highest = max((share for share in shares if share <= 1), default=1.0)
    classes = len(SEQUENCE)
    step = next((step for step in _STEPS if step * classes >= highest), _STEPS[-1])
    return tuple(round(step * index, 4) for index in range(classes + 1))


def spread(shares: Iterable[float]) -> tuple[float, ...]:
    """Return six class limits around `shares` that lie close together, such as districts'.

    Method: as `breaks`, but the first class begins at the step at or below the lowest share, so
    that units which differ by a few points differ in colour. The legend shows where it begins.

    Examples
    --------
    >>> spread([0.608, 0.732])
    (0.6, 0.63, 0.66, 0.69, 0.72, 0.75)
    >>> spread([])
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    known = [share for share in shares if share <= 1] or [0.0, 1.0]
    classes = len(SEQUENCE)
    for step in _STEPS:
        first = min(floor(min(known) / step + _ROUNDING) * step, 1 - classes * step)
        if first >= 0 and first + classes * step >= max(known):
            return tuple(round(first + step * index, 4) for index in range(classes + 1))
    return breaks(known)


def colour(share: float | None, limits: tuple[float, ...]) -> str:
    """Return the colour of a share: its class, "doubtful" above 100 %, "unknown" for none.

    Examples
    --------
    >>> colour(0.2, (0, 0.2, 0.4, 0.6, 0.8, 1)) == SEQUENCE[1]
    True
    >>> colour(1.04, (0, 0.2, 0.4, 0.6, 0.8, 1)) == DOUBTFUL
    True
    """
    if share is None or share != share:  # noqa: PLR0124 - NaN
        return UNKNOWN
    if share > 1:
        return DOUBTFUL
    for step, (low, high) in zip(SEQUENCE, pairwise(limits), strict=True):
        if low <= share < high:
            return step
    return SEQUENCE[-1]
