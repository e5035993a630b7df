"""The columns that every table of samples shares."""

from dashboard import words
from dashboard.panels.shared.tables import Column, Kind

_COLUMNS: dict[str, Kind] = {
    "taken_count": "number",
    "result_count": "number",
    "median_hours": "decimal",
    "p90_hours": "decimal",
    "within_share": "share",
    "told_median_hours": "decimal",
    "told_p90_hours": "decimal",
    "told_within_share": "share",
    "positive_count": "number",
    "positive_share": "share",
}


def columns(heading: str, define: str) -> list[Column]:
    """Return the columns of a group, whose names stand in `unit_name` under a heading."""
    return [
        Column("unit_name", heading, define=define, is_pinned=True),
        *(
            Column(name, words.say(f"samples.column_{name}"), kind, define=f"samples.{name}")
            for name, kind in _COLUMNS.items()
        ),
    ]
