"""How long a sign-in lasts: either side of each limit."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.sign_ins import Limits, SignIn, SignIns

ISSUED = datetime(2021, 8, 24, 1, tzinfo=UTC)
LIMITS = Limits(idle=timedelta(minutes=30), longest=timedelta(hours=12))
ONE = SignIn("a", ISSUED)


def minutes(number):
    return ISSUED + timedelta(minutes=number)


def test_it_ends_after_the_idle_time_without_a_click_in_any_page():
    sign_ins = SignIns()
    assert sign_ins.lasts(ONE, LIMITS, minutes(0), is_click=True)
    assert sign_ins.lasts(ONE, LIMITS, minutes(30), is_click=True)  # from another page too
    assert sign_ins.lasts(ONE, LIMITS, minutes(60), is_click=False)  # looking is no click
    assert not sign_ins.lasts(ONE, LIMITS, minutes(61), is_click=True)


def test_what_has_ended_does_not_begin_again_but_by_another_sign_in():
    sign_ins = SignIns()
    sign_ins.lasts(ONE, LIMITS, minutes(0), is_click=True)
    assert not sign_ins.lasts(ONE, LIMITS, minutes(31), is_click=True)
    assert not sign_ins.lasts(ONE, LIMITS, minutes(31), is_click=True)
    assert sign_ins.lasts(SignIn("a", minutes(32)), LIMITS, minutes(32), is_click=True)
    assert not sign_ins.lasts(ONE, LIMITS, minutes(33), is_click=True)


def test_it_ends_after_the_longest_time_however_busy():
    sign_ins = SignIns()
    for minute in range(0, 721, 20):
        assert sign_ins.lasts(ONE, LIMITS, minutes(minute), is_click=True)
    assert not sign_ins.lasts(ONE, LIMITS, minutes(721), is_click=True)


def test_a_server_just_started_lets_the_idle_time_begin_anew_and_no_other():
    assert SignIns().lasts(ONE, LIMITS, minutes(300), is_click=True)
    assert not SignIns().lasts(ONE, LIMITS, minutes(721), is_click=True)


def test_sign_ins_of_long_ago_are_forgotten():
    sign_ins = SignIns()
    sign_ins.lasts(ONE, LIMITS, minutes(0), is_click=True)
    sign_ins.lasts(SignIn("b", minutes(1500)), LIMITS, minutes(1500), is_click=True)
    assert [each.account for each in sign_ins._seen] == ["b"]


def test_limits_are_settings():
    assert Limits.of({}) == Limits()
    assert Limits.of({"idle_minutes": 5, "longest_hours": 8}) == Limits(
        idle=timedelta(minutes=5), longest=timedelta(hours=8)
    )


@pytest.mark.parametrize("value", [0, -1, "30", True, float("nan")])
def test_a_limit_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match=f"idle_minutes = {value!r} is no positive number"):
        Limits.of({"idle_minutes": value})
