"""What a session keeps: once, under one name, and nowhere else."""

from pathlib import Path

import pytest

from dashboard.panels.shared import session
from dashboard.panels.shared.session import Clicks, Kept, Rows

PANELS = Path(session.__file__).parents[1]


@pytest.fixture(autouse=True)
def state(monkeypatch):
    """Return the session of this test alone."""
    kept = {}
    monkeypatch.setattr(session.st, "session_state", kept)
    return kept


def test_no_two_things_share_a_key():
    keys = [kept.key for kept in vars(session).values() if isinstance(kept, (Kept, Rows, Clicks))]
    assert len(keys) > 30
    assert len(set(keys)) == len(keys)


def test_panels_reach_the_session_through_its_module_alone():
    offenders = [
        str(path.relative_to(PANELS))
        for path in sorted(PANELS.rglob("*.py"))
        if "session_state" in path.read_text(encoding="utf-8") and path.name != "session.py"
    ]
    assert offenders == []


def test_what_nobody_kept_is_the_usual_and_is_not_kept_by_asking(state):
    turn = Kept("turn", 7)
    assert turn.value == 7
    assert not turn.is_kept
    assert state == {}


def test_what_is_begun_does_not_replace_what_is_kept():
    turn = Kept("turn", 0)
    assert turn.begin(3) == 3
    assert turn.begin(4) == turn.value == 3
    turn.keep(5)
    assert turn.value == 5


def test_what_is_taken_is_told_once():
    saved = Kept("saved", None)
    saved.keep(2)
    assert saved.take() == 2
    assert saved.take() is None
    saved.forget()


def test_rows_are_picked_as_clicks_do(state):
    rows = Rows("list")
    rows.pick(range(2))
    assert rows.picked == [0, 1]
    assert state["list"]["selection"]["columns"] == []


def test_a_click_beside_everything_is_on_nothing(state):
    state["map"] = {"last_active_drawing": None}
    assert Clicks("map").clicked == {}
    state["map"] = {"last_active_drawing": {"properties": {"zone_id": 4}}}
    assert Clicks("map").clicked == {"zone_id": 4}
