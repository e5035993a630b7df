"""What is told and what is not, either side of each limit, from small tables."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.indicators import alerts
from dashboard.indicators.alerts import Kind
from dashboard.indicators.targets import Status
from dashboard.indicators.zone_status import ZoneStatus

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def cases(*reported_ats):
    moments = pd.to_datetime(list(reported_ats), utc=True)
    return pd.DataFrame(
        {
            "case_id": [f"HD{number}" for number in range(len(reported_ats))],
            "person_id": range(len(reported_ats)),
            "confirmed_at": moments,
            "reported_at": moments,
        }
    )


def known(column, *people):
    ids, moments = zip(*people, strict=True) if people else ((), ())
    rows = {"person_id": list(ids), column: pd.to_datetime(list(moments), utc=True)}
    return pd.DataFrame(rows).assign(
        reason="f1", released_at=pd.Series(dtype="datetime64[us, UTC]")
    )


@pytest.mark.parametrize(
    ("isolated", "listed", "is_told"),
    [
        ([], [], True),
        ([(0, NOW - 2 * HOUR)], [], False),
        ([(0, NOW - HOUR)], [], False),  # at the very time of the report
        ([(0, NOW - HOUR + MINUTE)], [], True),  # isolated because of the report
        ([], [(0, NOW - 2 * HOUR)], False),
        ([], [(0, NOW)], True),
        ([(1, NOW - 2 * HOUR)], [(1, NOW - 2 * HOUR)], True),  # somebody else
    ],
)
def test_a_case_is_outside_every_list_when_nobody_knew_it_by_its_report(isolated, listed, is_told):
    told = alerts.cases_outside(
        cases(NOW - HOUR), known("isolated_at", *isolated), known("listed_at", *listed), now=NOW
    )

    assert [one.kind for one in told] == [Kind.CASE_OUTSIDE] * is_told


def test_an_old_case_and_one_of_the_future_are_no_news():
    reported = cases(NOW - 3 * DAY, NOW - 3 * DAY + MINUTE, NOW, NOW + MINUTE)

    told = alerts.cases_outside(reported, known("isolated_at"), known("listed_at"), now=NOW)

    assert [one.row["case_id"] for one in told] == ["HD1", "HD2"]


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (DAY + MINUTE, None),
        (DAY, Kind.ZONE_ENDS),
        (timedelta(0), Kind.ZONE_ENDS),
        (-MINUTE, Kind.ZONE_OVERDUE),
    ],
)
def test_a_zone_is_told_within_a_day_of_its_end_and_after_it(left, kind):
    told = alerts.zones(zone(NOW + left), now=NOW)

    assert [one.kind for one in told] == ([kind] if kind else [])


@pytest.mark.parametrize("status", [ZoneStatus.PROPOSED, ZoneStatus.ENDED])
def test_a_zone_that_confines_nobody_is_not_told(status):
    assert alerts.zones(zone(NOW, status), now=NOW) == []


def test_a_zone_that_was_put_off_is_told_anew():
    [before], [after] = (alerts.zones(zone(NOW + end), now=NOW) for end in (HOUR, 2 * HOUR))

    assert before.key != after.key


def zone(planned_end_at, status=ZoneStatus.IN_FORCE):
    end = pd.to_datetime([planned_end_at], utc=True)
    return pd.DataFrame({"zone_id": [7], "status": [str(status)], "planned_end_at": end})


def test_a_source_is_told_once_for_each_stop():
    def keys(loaded, *, is_late):
        rows = {"feed_id": ["app"], "last_loaded_at": [loaded], "is_late": [is_late]}
        return [one.key for one in alerts.feeds(pd.DataFrame(rows))]

    stopped = pd.Timestamp(NOW)
    assert keys(stopped, is_late=False) == []
    assert keys(stopped, is_late=True) == keys(stopped, is_late=True) != []
    assert keys(stopped, is_late=True) != keys(stopped + DAY, is_late=True)
    assert keys(pd.NaT, is_late=True) == ["feed:app:never"]


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (Status.ON_COURSE, Status.BEHIND, True),
        (Status.AT_RISK, Status.BEHIND, True),
        (Status.BEHIND, Status.BEHIND, False),
        (Status.ON_COURSE, Status.AT_RISK, False),
        (Status.ON_COURSE, None, False),  # not known now
        (None, Status.BEHIND, False),  # looked at for the first time
    ],
)
def test_an_indicator_is_told_when_it_turns_red(before, now, is_told):
    names = ["owners"] if before else []
    states = pd.DataFrame(
        {
            "figure": names,
            "status": [str(before)] * len(names),
            "since": pd.to_datetime([NOW] * len(names), utc=True),
        }
    )

    told = alerts.turned_red(states, {"owners": now} if now else {})

    assert [one.kind for one in told] == [Kind.INDICATOR_RED] * is_told
