"""What is too large to be looked through is told apart by its question: never by its tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
import streamlit as st

from dashboard import words
from dashboard.data.follow_up import _Ledger
from dashboard.data.kept import Asked, Load, held, shared
from dashboard.figures.once import drawn
from dashboard.figures.tracing.choice import Choice
from dashboard.figures.tracing.trace import Base, Result
from dashboard.figures.tracing.zone_proposals import Drafts, Weighed
from tests.pages.viewers import EPIDEMIOLOGIST, OFFICIAL

NOW = datetime(2021, 8, 24, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
COLLEAGUE = replace(EPIDEMIOLOGIST, name="Dịch tễ khác")
PEOPLE = pd.DataFrame({"person_id": [1]})
OTHERS = pd.DataFrame({"person_id": [2]})

LOAD = Load(EPIDEMIOLOGIST.scope, NOW)
BASE = Base(
    load=LOAD, recorded=SimpleNamespace(loaded_at=NOW), homes=PEOPLE, places=PEOPLE, cases=PEOPLE,
    isolations=PEOPLE, apps=PEOPLE, audits=PEOPLE, commune_names={},
    interviews=pd.DataFrame({"interview_id": [1]}),
)  # fmt: skip
RESULT = Result(
    asked_of=BASE.question, choice=Choice(case_ids=("HD1",)), cases=PEOPLE, trace=None,
    people=PEOPLE, shares=None, counts=None, started=0.0, seconds=0.1,
)  # fmt: skip
WEIGHED = Weighed(RESULT, PEOPLE, PEOPLE, None, None, PEOPLE, "household")
DRAFTS = Drafts(PEOPLE, None, 1, 10, 0.5, WEIGHED, PEOPLE, (0.9, 50.0))
LEDGER = _Ledger(EPIDEMIOLOGIST.scope, 7, 9)

OTHER_BASE = replace(BASE, known_at=NOW - timedelta(days=1))
OTHER_RESULT = replace(RESULT, choice=Choice(case_ids=("HD2",)))
OTHER_WEIGHED = replace(WEIGHED, unit="hamlet")

worked = []


@held()
def _held(asked):
    worked.append(asked)


@shared(max_entries=9)
def _shared(asked):
    worked.append(asked)


@drawn(max_entries=9)
def _drawn(asked):
    worked.append(asked)


@pytest.fixture(autouse=True)
def _nothing_worked():
    st.cache_resource.clear()
    worked.clear()


@pytest.fixture(params=[_held, _shared, _drawn], ids=["held", "shared", "drawn"])
def work(request):
    return request.param


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        (LOAD, {"data_time": LATER}),
        (LOAD, {"scope": OFFICIAL.scope}),
        (BASE, {"load": replace(LOAD, data_time=LATER)}),
        (BASE, {"load": replace(LOAD, scope=OFFICIAL.scope)}),
        (BASE, {"known_at": NOW - timedelta(days=1)}),
        (BASE, {"recorded": SimpleNamespace(loaded_at=LATER)}),
        (RESULT, {"asked_of": OTHER_BASE.question}),
        (RESULT, {"choice": OTHER_RESULT.choice}),
        (WEIGHED, {"result": OTHER_RESULT}),
        (WEIGHED, {"unit": "hamlet"}),
        (DRAFTS, {"weighed": OTHER_WEIGHED}),
        (DRAFTS, {"asked": (0.8, 50.0)}),
        (LEDGER, {"scope": OFFICIAL.scope}),
        (LEDGER, {"event_count": 8}),
        (LEDGER, {"last_event_id": 10}),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Asked) else next(iter(given)),
)
def test_another_question_has_another_answer(work, asked, other):
    work(asked)
    work(replace(asked, **other))

    assert len(worked) == 2


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        (LOAD, {"scope": COLLEAGUE.scope}),
        (BASE, {"load": replace(LOAD, scope=COLLEAGUE.scope), "homes": OTHERS}),
        (RESULT, {"people": OTHERS, "seconds": 9.0}),
        (WEIGHED, {"homes": OTHERS}),
        (DRAFTS, {"zones": OTHERS}),
        (LEDGER, {"scope": COLLEAGUE.scope}),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Asked) else "",
)
def test_the_same_question_is_answered_once_whoever_of_a_scope_asks(work, asked, same):
    work(asked)
    work(replace(asked, **same))

    assert len(worked) == 1


def test_what_is_drawn_of_an_answer_is_drawn_in_each_language(monkeypatch):
    _drawn(RESULT)
    _shared(RESULT)
    monkeypatch.setattr(words, "language", lambda: "en")
    _drawn(RESULT)
    _shared(RESULT)

    assert len(worked) == 3


@pytest.mark.parametrize("kind", Asked.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_kind_tells_its_question(kind):
    assert kind.question is not Asked.question
