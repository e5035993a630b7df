"""What is found or drawn once: shared by whom, and by whom never."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.access import Role, Viewer
from dashboard.figures.once import of_all, once
from dashboard.figures.vaccination import Basis, Coverage
from dashboard.figures.viewpoint import Viewpoint
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

COLLEAGUE = Viewer("Lãnh đạo khác", Role.LEADER)
NEIGHBOUR = Viewer("Cán bộ khác", Role.DISTRICT_OFFICIAL, ("293",))

worked = []
"""What was worked out, in order."""


@once
def work(viewer, number):
    worked.append((viewer.role, number))
    if number < 0:
        raise ValueError(number)
    with st.container(key="once"):
        st.markdown(f"drawn {number}")
    return number


@once
def look(view):
    worked.append(view)
    return view.district_id


def page(viewer, number, language):
    import streamlit as st  # noqa: PLC0415 - AppTest runs the body alone

    from dashboard import words  # noqa: PLC0415
    from tests.pages.test_once import work  # noqa: PLC0415

    st.session_state[words.LANGUAGE_KEY] = language
    st.query_params[words.LANGUAGE_KEY] = language
    words.settle_language()
    st.caption(str(work(viewer, number)))


@pytest.fixture(autouse=True)
def _nothing_worked():
    st.cache_resource.clear()
    worked.clear()


def opened(viewer, number=1, language="vi"):
    return AppTest.from_function(page, args=(viewer, number, language)).run()


def test_what_was_drawn_once_is_drawn_for_the_next_viewer_of_the_same_reach():
    first, again = opened(LEADER), opened(COLLEAGUE)

    assert len(worked) == 1
    for shown in (first, again):
        assert [text.value for text in shown.markdown] == ["drawn 1"]
        assert [text.value for text in shown.caption] == ["1"]


@pytest.mark.parametrize("other", [EPIDEMIOLOGIST, OFFICIAL], ids=["rights", "districts"])
def test_other_rights_or_districts_get_their_own(other):
    opened(LEADER)
    opened(other)

    assert len(worked) == 2


def test_two_officials_of_different_districts_share_nothing():
    opened(OFFICIAL)
    opened(NEIGHBOUR)

    assert len(worked) == 2


def test_each_language_has_its_own():
    opened(LEADER)
    opened(LEADER, language="en")

    assert len(worked) == 2


def test_each_argument_has_its_own():
    opened(LEADER)
    shown = opened(LEADER, number=2)

    assert [text.value for text in shown.markdown] == ["drawn 2"]
    assert len(worked) == 2


def test_what_failed_is_tried_again():
    assert opened(LEADER, number=-1).exception
    assert opened(LEADER, number=-1).exception

    assert len(worked) == 2


SEEN = Viewpoint(LEADER, datetime(2021, 8, 24, 1, tzinfo=UTC), "292")


def test_a_viewpoint_is_shared_by_those_of_one_reach():
    look(SEEN)
    look(replace(SEEN, viewer=COLLEAGUE))

    assert worked == [SEEN]


@pytest.mark.parametrize(
    "other",
    [
        {"viewer": EPIDEMIOLOGIST},
        {"viewer": OFFICIAL},
        {"data_time": SEEN.data_time + timedelta(minutes=1)},
        {"district_id": "288"},
        {"district_id": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_viewpoint_is_shared_by_nobody_else(other):
    look(SEEN)
    look(replace(SEEN, **other))

    assert len(worked) == 2


@once
def look_at(coverage):
    worked.append(coverage.basis)
    return coverage.basis


def coverage(here=SEEN, **basis):
    return Coverage(
        here=here,
        basis=Basis(**basis),
        counted=None,
        at_home=None,
        groups=None,
        behind=None,
        lag_known_count=0,
    )


def test_what_was_loaded_stands_for_what_decides_it():
    look_at(coverage())
    look_at(coverage(replace(SEEN, viewer=COLLEAGUE)))
    assert len(worked) == 1

    look_at(coverage(whom="everyone"))
    look_at(coverage(where="given"))
    look_at(coverage(SEEN.everywhere))
    assert len(worked) == 4


@of_all
def gather(here):
    worked.append(here)
    return here


def test_what_is_found_of_all_districts_is_found_once_whichever_is_looked_at():
    assert gather(SEEN) == gather(replace(SEEN, district_id="288")) == SEEN.everywhere
    assert len(worked) == 1


def test_a_viewpoint_from_everywhere_keeps_who_looks_and_when():
    assert SEEN.everywhere == Viewpoint(LEADER, SEEN.data_time)
    assert SEEN.everywhere.is_whole_province
    assert not SEEN.is_whole_province
    assert not Viewpoint(OFFICIAL, SEEN.data_time).is_whole_province
