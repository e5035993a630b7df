"""Ready means that a visitor would be answered."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.operation import readiness


@pytest.fixture
def visitor():
    """Give a client of a small app behind the answer."""
    readiness._answers.cache_clear()
    app = Starlette(
        routes=[Route("/{path:path}", lambda request: PlainTextResponse(request.url.path))],
        middleware=[Middleware(readiness.Ready)],
    )
    yield TestClient(app)
    readiness._answers.cache_clear()


def test_ready_while_the_database_answers(visitor, province):
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})
    assert answer.headers["cache-control"] == "no-store"


def test_not_ready_where_it_does_not(visitor, no_database):
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "because": "database"})


def test_everything_else_is_the_apps(visitor):
    assert visitor.get("/ready/else").text == "/ready/else"


def test_many_who_ask_are_one_question(visitor, province, monkeypatch):
    asked = []
    ask = readiness.ask
    monkeypatch.setattr(readiness, "monotonic", lambda: 7.0)
    monkeypatch.setattr(readiness, "ask", lambda *a, **k: asked.append(1) or ask(*a, **k))
    for _ in range(5):
        visitor.get("/ready")
    assert len(asked) == 1
