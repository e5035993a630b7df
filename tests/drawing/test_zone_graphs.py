"""The frontier's figure: one curve, one mark per way of closing, and the chosen point."""

import numpy as np
import pandas as pd

from dashboard.drawing import charts
from dashboard.tracing.zones.closures import RADII_M

CURVE = pd.DataFrame(
    {"resident_count": [0, 10, 2_000], "share": [0.0, 0.4, 1.0], "zone_count": [0, 1, 2]}
)
CLOSURES = pd.DataFrame(
    {"way": ["communes", "circle_100", "in_force"], "resident_count": [900, 0, 50], "share": 0.2}
)


def test_every_way_that_confines_somebody_has_a_mark():
    figure = charts.zones.frontier(CURVE, CLOSURES, chosen=(10, 0.4))
    assert [trace.name for trace in figure.data] == [
        "Vùng hẹp nhất",
        "Cả xã có F0",
        "Vùng đang phong tỏa",
        "Đang chọn",
    ]
    assert list(figure.data[0].x) == [10, 2_000]  # a log scale has no zero
    assert (figure.data[-1].x[0], figure.data[-1].y[0]) == (10, 0.4)
    assert figure.layout.xaxis.type == "log"


def test_a_long_curve_keeps_its_beginning():
    """What is chosen among 40,000 areas is a handful: the curve must not jump over it."""
    people = np.arange(40_001)
    curve = pd.DataFrame({"resident_count": people, "share": 1 - 0.99**people, "zone_count": 1})

    (drawn, *_) = charts.zones.frontier(curve, CLOSURES, chosen=(10, 0.1)).data

    assert drawn.x[0] == 1
    assert drawn.x[-1] == 40_000
    assert np.diff(np.log10(drawn.x)).max() < 0.31  # at most twice as many residents a step


def test_nothing_chosen_has_no_point():
    assert len(charts.zones.frontier(CURVE, CLOSURES, chosen=(0, 0.0)).data[-1].x) == 0


def test_every_radius_has_a_look():
    assert {f"circle_{radius}" for radius in RADII_M} < set(charts.zones.WAYS)
