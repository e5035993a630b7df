"""The axis of the replay: what lies after the moment is pale, decisions stand at their time."""

from datetime import UTC, datetime

import pandas as pd

from dashboard.drawing import charts

DAYS = pd.to_datetime(["2021-08-19", "2021-08-20", "2021-08-21"])
CASES = pd.DataFrame({"on_date": DAYS, "case_count": [1, 2, 3]})
EVENTS = pd.DataFrame(
    {
        "on_date": DAYS[[0, 0, 2]],
        "state": ["sampled", "negative", "listed"],
        "event_count": [4, 5, 6],
    }
)
DECISIONS = pd.DataFrame(
    {
        "zone_name": ["Ngõ 1"],
        "status": ["in_force"],
        "recorded_at": pd.to_datetime(["2021-08-20T18:00Z"]),
    }
)
NOON = datetime(2021, 8, 20, 5, tzinfo=UTC)


def drawn(known_at):
    figure = charts.replay.axis(CASES, EVENTS, DECISIONS, known_at)
    return figure, {trace.name: trace for trace in figure.data}


def test_days_after_the_moment_are_pale_and_the_moment_is_a_line():
    figure, traces = drawn(NOON)

    first, same_day, after = traces["Ca bệnh theo ngày báo"].marker.opacity
    assert first == same_day == 1
    assert after < 1
    assert {shape.x0 for shape in figure.layout.shapes} == {"2021-08-20T12:00:00"}


def test_the_present_has_no_line_and_nothing_pale():
    figure, traces = drawn(None)

    assert not figure.layout.shapes
    assert set(traces["Ca bệnh theo ngày báo"].marker.opacity) == {1}


def test_samples_and_results_are_counted_together_per_day():
    _, traces = drawn(None)

    assert list(traces["Mẫu và kết quả"].y) == [9]
    assert list(traces["Vào danh sách gọi"].y) == [6]
    assert list(traces["Gọi"].y) == []


def test_a_decision_stands_at_its_local_time():
    _, traces = drawn(None)

    assert pd.Timestamp(traces["Vùng: Đang phong tỏa"].x[0]) == pd.Timestamp("2021-08-21 01:00")
