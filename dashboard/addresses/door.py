"""The door of the addresses: whose token asks, which table, of where; everything else is the app's.

Nothing here is a session: who asks and in which language is told to each figure, and kept by none.
"""

import json
import logging
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import access, data, words
from dashboard.access import Right, Viewer
from dashboard.addresses import answers, description
from dashboard.addresses.tables import TABLES
from dashboard.data.database import AnswerTookTooLong, DatabaseUnavailable, MaybeSaved, NotSaved
from dashboard.figures.viewpoint import Viewpoint

_LOG: Final = logging.getLogger(__name__)
_FORMS: Final = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A request that is answered by a number and a word."""

    def __init__(self, status: int, because: str) -> None:
        super().__init__(because)
        self.status, self.because = status, because


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says."""

    method: str
    path: str
    token: str
    district: str | None
    language: str


class Tables:
    """Answer what lies below `/api/v1`, or leave it to the app."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the app."""
        is_ours = scope["type"] == "http" and scope["path"].startswith(f"{description.ROOT}/")
        if not is_ours:
            await self._app(scope, receive, send)
            return
        answer = await run_in_threadpool(_answered, _asked(Request(scope)))
        await answer(scope, receive, send)


def _asked(request: Request) -> Asked:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return Asked(
        method=request.method,
        path=request.url.path.removeprefix(f"{description.ROOT}/"),
        token=token.strip() if kind.lower() == "bearer" else "",
        district=request.query_params.get("district"),
        language=request.query_params.get("lang", words.LANGUAGES[0]),
    )


def _answered(asked: Asked) -> Response:
    """Answer in a thread of its own, whose language is no session's."""
    try:
        return _found(asked)
    except Refused as refused:
        return _said(refused.status, refused.because)
    except (DatabaseUnavailable, AnswerTookTooLong, NotSaved, MaybeSaved):
        return _said(503, "database")
    except Exception:  # noqa: BLE001 - whoever asks is told that it failed, the log how
        _LOG.exception("A table could not be given")
        return _said(500, "failed")


def _found(asked: Asked) -> Response:
    if asked.method not in {"GET", "HEAD"}:
        raise Refused(405, "read_only")
    if asked.language not in words.LANGUAGES:
        raise Refused(400, "lang")
    words.settle_language(asked.language)
    viewer, purpose = _viewer(asked.token)
    if asked.path == "openapi.json":
        return _json(description.openapi())
    if asked.path == "tables":
        return _json({"tables": list(TABLES)})
    folder, _, file = asked.path.partition("/")
    name, _, form = file.partition(".")
    if folder != "tables" or name not in TABLES or form not in _FORMS:
        raise Refused(404, "unknown")
    return _table(name, form, _viewpoint(viewer, asked.district), purpose)


def _viewer(token: str) -> tuple[Viewer, str]:
    known = access.viewer_of_token(token) if token else None
    if known is None or Right.SEE_AGGREGATES not in known[0].rights:
        raise Refused(401, "token")
    return known


def _viewpoint(viewer: Viewer, district_id: str | None) -> Viewpoint:
    latest = data.feeds.figures(viewer.scope)
    if latest is None:
        raise Refused(503, "no_data")
    here = Viewpoint(viewer, latest.data_time)
    own = here.own_districts()
    if district_id is not None and district_id not in own:
        raise Refused(400, "district")
    return here.of(next(iter(own)) if len(own) == 1 else district_id)


def _table(name: str, form: str, here: Viewpoint, purpose: str) -> Response:
    """Return a table once the ledger holds that it was asked for."""
    rows = answers.found(TABLES[name], here)
    asked = f"api?{name}&district={here.district_id or '*'}"
    data.ledger.record_look(here.scope, asked, words.say("access.api_reason", why=purpose), ())
    table = TABLES[name]
    body = (
        answers.as_csv(table, rows) if form == "csv" else answers.as_json(name, table, rows, here)
    )
    return Response(body, media_type=_FORMS[form], headers={"cache-control": "no-store"})


def _json(said: object) -> Response:
    body = json.dumps(said, ensure_ascii=False).encode()
    return Response(body, media_type=_FORMS["json"], headers={"cache-control": "no-store"})


def _said(status: int, because: str) -> Response:
    headers = {"cache-control": "no-store"}
    if status == 401:  # noqa: PLR2004 - unauthorised
        headers["www-authenticate"] = "Bearer"
    body = json.dumps({"error": because}).encode()
    return Response(body, status_code=status, media_type=_FORMS["json"], headers=headers)
