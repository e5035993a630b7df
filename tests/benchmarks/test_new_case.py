"""The report on new cases says which came too late."""

from datetime import date

import pandas as pd

from benchmarks import new_case


def test_the_report_counts_the_cases_that_came_too_late():
    found = pd.DataFrame(
        [("start", 90.0, 50, 9), ("cases", 5.0, 20, 4), ("cases", 61.0, 30, 5)],
        columns=["what", "seconds", "people", "communes"],
    )

    text = new_case.report(found, people=60_000, on=date(2021, 8, 24))

    assert "Later than 60 s: 1 of 2." in text
    [of_cases] = [line for line in text.splitlines() if line.startswith("| cases")]
    assert [cell.strip() for cell in of_cases.strip("|").split("|")] == [
        *("cases", "2", "33", "61", "25", "4.5")
    ]
