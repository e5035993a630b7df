"""Downloads belong to the browser whose page was told of them, for as long as the page is open."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "browser"
"""A random name that the server gives a browser; no script of a page can read it."""

_ASKED: Final = re.compile(r"(?<!/static)/media/([0-9a-f]+)[^/]*$")
"""A download; Streamlit's own fonts lie in `static/media`, and are everybody's."""

_TOLD: Final = re.compile(rb"/media/([0-9a-f]+)")


@dataclass(slots=True)
class _Line:
    """An open page: the browser it is in, and the files it was told of."""

    browser: str
    files: set[str] = field(default_factory=set)


class Owned:
    """Hand a file only to the browser that has a page open which was told of it.

    The address of a file is made of its content: whoever heard of it could fetch it, and two
    viewers of the same file share it. What a page is told goes over its line, and is read there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lines: dict[int, _Line] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name a browser that comes for a page; answer 403 to one that may not have a file."""
        if scope["type"] == "websocket":
            await self._listen(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _listen(self, scope: Scope, receive: Receive, send: Send) -> None:
        line = _Line(HTTPConnection(scope).cookies.get(COOKIE, ""))

        async def send_noted(message: Message) -> None:
            told = message.get("bytes")
            if told:
                line.files.update(name.decode() for name in _TOLD.findall(told))
            await send(message)

        self._lines[id(line)] = line
        try:
            await self._app(scope, receive, send_noted)
        finally:
            del self._lines[id(line)]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = HTTPConnection(scope)
        browser = asked.cookies.get(COOKIE)
        file = _ASKED.search(scope["path"])
        if file and not self._was_told(browser, file[1]):
            await PlainTextResponse("Not yours", status_code=403)(scope, receive, send)
            return
        if browser is not None or "text/html" not in asked.headers.get("accept", ""):
            await self._app(scope, receive, send)
            return

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":  # of 304 as well: the page is held
                name = _cookie(is_secure=scope["scheme"] == "https")
                MutableHeaders(scope=message).append("set-cookie", name)
            await send(message)

        await self._app(scope, receive, send_named)

    def _was_told(self, browser: str | None, file: str) -> bool:
        return browser is not None and any(
            line.browser and hmac.compare_digest(line.browser.encode(), browser.encode())
            for line in self._lines.values()
            if file in line.files
        )


def _cookie(*, is_secure: bool) -> str:
    # Lax: who comes back from the provider's sign-in page is still the same browser.
    secure = "; Secure" if is_secure else ""
    return f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Lax{secure}"
