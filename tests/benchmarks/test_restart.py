"""The report on starts says what share of reading everything each of them took."""

from datetime import date

import pandas as pd

from benchmarks import restart


def test_the_report_divides_the_least_of_each_by_the_least_of_reading_all():
    found = pd.DataFrame(
        [("none", 4.0, 9, 0.0), ("saved", 1.0, 9, 2.0), ("none", 5.0, 9, 0.0), ("saved", 3, 9, 2)],
        columns=["what", "seconds", "stays", "megabytes"],
    )

    text = restart.report(found, people=60_000, on=date(2021, 8, 24))

    [of_saved] = [line for line in text.splitlines() if line.startswith("| saved")]
    assert [cell.strip() for cell in of_saved.strip("|").split("|")] == [
        *("saved", "1.00", "0.25", "9", "2")
    ]
