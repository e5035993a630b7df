"""A team's day on paper, reopened: its counts are written as numbers everywhere are."""

import io

import docx
import pandas as pd

from dashboard.reports.lists.days_sheet import Day, days_sheet
from tests.reports import hostile


def test_thousands_are_parted_in_every_heading():
    items = pd.DataFrame(
        {
            "checkpoint_name": ["Chốt 1"], "commune": ["Xã Một"], "equipment_kind": ["camera"],
            "absent_count": [1000], "broken_count": [234], "lacking_count": [1234],
        }
    )  # fmt: skip
    nobody = pd.DataFrame()
    work = Day(
        area="Tỉnh Hải Dương", now=hostile.STAMP.data_time, people=nobody, doses=nobody,
        dose_count=5678, items=items, zones=nobody,
    )  # fmt: skip

    said = docx.Document(io.BytesIO(days_sheet(work, hostile.STAMP))).paragraphs

    headings = [one.text.rsplit(": ")[-1] for one in said if one.text[:2] in {"I.", "II", "IV"}]
    assert headings == ["0", "5.678", "1.234", "0"]
