"""Whether the server can be sent visitors: `/ready`, for a proxy or a supervisor.

Streamlit's own `/_stcore/health` says that the web server runs; this one that it also reaches the
database. Anybody may ask: it tells nothing else, and asks the database at most every two seconds.
"""

from functools import lru_cache
from time import monotonic
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Request

from dashboard.data.database import AnswerTookTooLong, DatabaseUnavailable, Scope, ask

PATH: Final = "/ready"
_EVERY_S: Final = 2
_NOBODY: Final = Scope("readiness", "machine", frozenset(), None)


class Ready:
    """Answer `/ready`: 200 where the database answers, 503 where it does not."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Request, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the app."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        is_ready = await run_in_threadpool(_answers, int(monotonic() // _EVERY_S))
        said = {"ready": True} if is_ready else {"ready": False, "because": "database"}
        answer = JSONResponse(
            said, status_code=200 if is_ready else 503, headers={"cache-control": "no-store"}
        )
        await answer(scope, receive, send)


@lru_cache(maxsize=1)
def _answers(_now: int) -> bool:
    try:
        ask("which_database", scope=_NOBODY)
    except (DatabaseUnavailable, AnswerTookTooLong):
        return False
    return True
