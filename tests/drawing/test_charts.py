"""Figures end where they should, in the reader's number format, with no logo."""

import pandas as pd

from dashboard.drawing import charts

DAYS = pd.DataFrame(
    {
        "on_date": pd.to_datetime(["2021-08-22", "2021-08-23", "2021-08-24"]),
        "dose1_count": [1, 2, 3],
        "dose2_count": [0, 1, 0],
    }
)


def test_bars_stack_one_series_each():
    figure = charts.base.daily_bars(DAYS, series={"dose1_count": "1", "dose2_count": "2"})

    assert [bar.name for bar in figure.data] == ["1", "2"]
    assert figure.layout.barmode == "stack"


def test_numbers_are_written_the_vietnamese_way():
    assert charts.base.blank().layout.separators == ",."


def test_background_is_transparent_and_font_is_shipped():
    layout = charts.base.blank().layout

    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert "Be Vietnam Pro" in layout.font.family
