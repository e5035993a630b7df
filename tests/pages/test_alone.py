"""A part of a page that runs alone asks who looks and fails in words, as a page does."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.viewers import EPIDEMIOLOGIST, LEADER


def part():
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function's text alone

    from dashboard import access  # noqa: PLC0415
    from dashboard.panels.shared import failures  # noqa: PLC0415

    def show(viewer):
        st.markdown(f"for {viewer.name} only")
        if st.session_state.get("broken"):
            raise RuntimeError("a secret of the database")

    failures.alone(access.Right.TRACE_CONTACTS, show)


def opened(viewer=None, **state):
    app = AppTest.from_function(part, default_timeout=240)
    for name, value in state.items():
        app.session_state[name] = value
    if viewer is not None:
        app.session_state["viewer"] = viewer
    return app.run()


def written(app):
    return " ".join(element.value for element in [*app.markdown, *app.error])


@pytest.mark.usefixtures("province")
def test_a_stranger_meets_the_door_and_nothing_else():
    app = opened()

    assert "for " not in written(app)
    assert app.button(key="enter_epidemiologist")


def test_who_lacks_the_right_is_refused():
    assert "for " not in written(opened(LEADER))
    assert "không thuộc quyền" in opened(LEADER).error[0].value


def test_who_holds_the_right_sees_it():
    assert written(opened(EPIDEMIOLOGIST)) == f"for {EPIDEMIOLOGIST.name} only"


def test_a_failure_is_a_sentence_with_a_number_and_no_more():
    app = opened(EPIDEMIOLOGIST, broken=True)

    assert len(app.error) == 1
    assert "secret" not in written(app)
    assert not app.exception
