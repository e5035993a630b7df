"""Figures end where they should, in the reader's number format, with no logo."""

from datetime import date

import pandas as pd

from dashboard import charts

DAYS = pd.DataFrame(
    {
        "on_date": pd.to_datetime(["2021-08-22", "2021-08-23", "2021-08-24"]),
        "total_count": [10, 20, 40],
        "dose1_count": [1, 2, 3],
        "dose2_count": [0, 1, 0],
    }
)


def curve(days, target):
    return charts.curve_to_target(
        days, target_count=target, data_day=date(2021, 8, 24), deadline=date(2021, 8, 31)
    )


def test_needed_line_joins_the_last_day_to_the_target():
    so_far, needed = curve(DAYS, 100).data

    assert list(so_far.y) == [10, 20, 40]
    assert list(needed.y) == [40, 100]


def test_no_target_no_line():
    assert len(curve(DAYS, None).data) == 1


def test_empty_days_draw_an_empty_figure():
    assert len(curve(DAYS.head(0), 100).data) == 1


def test_bars_stack_one_series_each():
    figure = charts.daily_bars(DAYS, series={"dose1_count": "1", "dose2_count": "2"})

    assert [bar.name for bar in figure.data] == ["1", "2"]
    assert figure.layout.barmode == "stack"


def test_numbers_are_written_the_vietnamese_way():
    assert charts.blank().layout.separators == ",."


def test_background_is_transparent_and_font_is_shipped():
    layout = charts.blank().layout

    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert "Be Vietnam Pro" in layout.font.family
