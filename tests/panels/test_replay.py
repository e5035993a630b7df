"""What the banner of an earlier moment counts."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.indicators.zone_status import ZoneStatus
from dashboard.panels.tracing.question.replay import confining_count

NOON = datetime(2021, 8, 20, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def decided(*states):
    """Return decisions on one zone, an hour apart, the last at noon."""
    first = NOON - HOUR * (len(states) - 1)
    at = [first + HOUR * number for number in range(len(states))]
    return pd.DataFrame({"zone_id": 1, "status": [*states], "recorded_at": at})


@pytest.mark.parametrize(
    ("states", "count"),
    [
        (["proposed"], 0),
        (["proposed", "in_force"], 1),
        (["in_force", "extended"], 1),
        (["in_force", "partly_released"], 1),
        (["in_force", "partly_released", "ended"], 0),
    ],
    ids=lambda given: given[-1] if isinstance(given, list) else "",
)
def test_a_zone_confines_until_it_ends_and_after_a_part_was_released(states, count):
    assert confining_count(decided(*states), NOON) == count


def test_what_was_decided_later_was_not_known():
    assert confining_count(decided("in_force", "ended"), NOON - HOUR) == 1


def test_every_status_is_told_apart_by_its_own_word():
    assert [*ZoneStatus] == ["proposed", "in_force", "extended", "partly_released", "ended"]
