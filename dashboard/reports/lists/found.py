"""How a trace found each person, as the Vietnamese screen calls it."""

import pandas as pd

from dashboard.reports.vietnamese import say
from dashboard.tracing.direction import Direction

TIERS = {
    tier: say(f"tracing.tier_{name}")
    for tier, name in (("<10", "short"), ("10–15", "middle"), ("≥15", "long"))
}
CONFIDENCES = {
    kind: say(f"tracing.confidence_{kind}") for kind in ("recorded", "bounded", "assumed")
}


def found_as(people: pd.DataFrame, direction: Direction) -> list[str]:
    """Return what the list calls each person's ring, or the ways in which both ways found them.

    Examples
    --------
    >>> found_as(pd.DataFrame({"ring": [1, 2]}), "forward")
    ['F1', 'F2']
    >>> found_as(pd.DataFrame({"way": ["forward+source"], "ring_forward": [1]}), "both")
    ['F1 + Nguồn nghi ngờ']
    """
    if direction != Direction.BOTH:
        back = "back_" if direction == Direction.BACKWARD else ""
        return [say(f"tracing.{back}ring_{ring}") for ring in people["ring"]]
    return [
        " + ".join(
            f"F{ring}" if part == "forward" else say(f"tracing.way_{part}")
            for part in way.split("+")
        )
        for way, ring in zip(people["way"], people["ring_forward"], strict=True)
    ]
