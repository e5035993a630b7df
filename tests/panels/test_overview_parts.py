"""What the overview says: every kind of change, zones that end, lines left out."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.figures.zones import ledger
from dashboard.indicators.changes import Change, Kind
from dashboard.panels import overview

NOW = datetime(2021, 8, 24, 11, 0, tzinfo=UTC)


def change(kind, **parts):
    values = {"before": 0.3, "after": 0.5, "stopped_count": 2, "since": NOW} | parts
    return Change(kind=kind, name="Kim Thành", size=1, unit_id="293", **values)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_sentence(kind):
    said = overview.changes.sentence(change(kind))

    assert "Kim Thành" in said
    assert said.endswith(".")


def test_a_fall_says_why():
    said = overview.changes.sentence(change(Kind.FELL, before=3, after=7))

    assert said == "Kim Thành tụt từ hạng 3 xuống hạng 7: 2 xã ngừng gửi khai báo."


def test_a_fall_without_a_known_reason_gives_none():
    said = overview.changes.sentence(change(Kind.FELL, before=3, after=7, stopped_count=0))

    assert said == "Kim Thành tụt từ hạng 3 xuống hạng 7."


def test_a_name_cannot_be_markup():
    told = overview.changes.Told("<b>x</b>", is_bad=True, link=None)

    assert "<b>" not in overview.changes.change_html(told)


def zones(**ends):
    """Return zones in force that end so many days from now; None for no end set."""
    until = [None if days is None else NOW + timedelta(days=days) for days in ends.values()]
    return pd.DataFrame(
        {
            "zone_id": range(len(ends)),
            "zone_name": list(ends),
            "status": "in_force",
            "planned_end_at": pd.Series(until, dtype="datetime64[us, UTC]"),
            "resident_count": pd.array([23] * len(ends), dtype="Int64"),
        }
    )


def test_zones_that_end_within_a_week_or_should_have():
    found = ledger.ending(zones(later=7.1, soon=7, over=-2, endless=None), NOW)

    assert found["zone_name"].tolist() == ["over", "soon"]
    assert found["days_left"].tolist() == [-2, 7]


def test_a_zone_that_confines_nobody_is_not_awaited():
    ended = zones(one=1, two=2).assign(status=["ended", "proposed"])

    assert ledger.ending(ended, NOW).empty


def test_an_ending_zone_in_words():
    rows = ledger.ending(zones(A=1, B=-2), NOW).to_dict("records")

    assert [overview.watch.ending_line(row) for row in rows] == [
        "B: quá hạn 2 ngày (từ 22/08/2021), 23 người",
        "A: hết hạn 25/08/2021, còn 1 ngày, 23 người",
    ]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([], ["nothing"]),
        (["a", "b"], ["a", "b"]),
        (["a", "b", "c"], ["a", "b", "và 1 mục khác"]),
    ],
)
def test_lines_left_out_are_counted(lines, shown):
    assert overview.watch.few(lines, 2, "nothing") == shown


def test_a_stamp_older_than_its_rows_is_said():
    feeds = pd.DataFrame(
        {
            "source": ["A", "B"],
            "last_loaded_at": pd.to_datetime(["2021-08-20T11:00Z"] * 2),
            "newest_row_at": pd.to_datetime(["2021-08-23T11:00Z", "2021-08-20T11:00Z"]),
            "is_contradicted": [True, False],
        }
    )
    (line,) = overview.watch.contradicted_lines(feeds)

    assert line.startswith("A: mốc nạp 18:00 ngày 20/08/2021")
    assert "18:00 ngày 23/08/2021" in line
