"""What the overview says: every kind of change, zones that end, lines left out."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard import words
from dashboard.figures import headline
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


def units(gaps, hidden=()):
    """Return districts of 1,000 smartphone owners that install nobody and miss so many."""
    missing = pd.Series(list(gaps.values()), dtype="Int64")
    return pd.DataFrame(
        {
            "unit_name": list(gaps),
            "installed_count": 1000 - missing,
            "smartphone_owner_count": 1000,
            "recent_per_day": 10.0,
            "missing_count": missing,
            "missing_count_withheld": [name in hidden for name in gaps],
        }
    )


GAPS = {"A": 400, "B": 70, "C": 200, "D": 300, "E": 140}


def test_the_gap_is_that_of_the_last_day_and_its_largest_three_are_named():
    assert headline.of_gap(units(GAPS), 7) == (["A", "D", "C"], 690 / 760)


@pytest.mark.parametrize(
    ("gaps", "hidden"),
    [(GAPS, "B"), (dict.fromkeys("ABC", 400), ""), (dict.fromkeys("ABCD", 70), "")],
    ids=["one is withheld", "all would be named", "none misses anybody"],
)
def test_nobody_is_named_where_that_tells_nothing_or_too_much(gaps, hidden):
    assert headline.of_gap(units(gaps, hidden), 7) == ([], None)


def told(**values):
    figures = {
        "expected_share": 0.729, "short_count": 12_000, "worst": ["A", "B", "C"],
        "worst_share": 0.41, "week_count": 56, "listed_count": 48, "outside_count": 8,
    }  # fmt: skip
    return headline.Headline(**(figures | values))


def test_the_first_sentence():
    assert overview.headline.sentence(told()) == (
        "Giữ nhịp 7 ngày qua, đến hết 30/08 đạt 72,9% người có điện thoại thông minh, còn thiếu "
        "12.000 người, riêng A, B, C chiếm 41% phần thiếu; 56 ca mới trong 7 ngày, 48 ca đã có "
        "trong danh sách từ trước."
    )


def test_the_first_sentence_of_a_pace_that_suffices():
    said = overview.headline.sentence(told(short_count=0, week_count=None, listed_count=None))

    assert said == (
        "Giữ nhịp 7 ngày qua, đến hết 30/08 sẽ đủ 100% người có điện thoại thông minh; "
        f"{words.UNKNOWN} ca mới trong 7 ngày, {words.UNKNOWN} ca đã có trong danh sách từ trước."
    )


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
