"""Answers: none from closed addresses, each with the headers that keep a page to itself."""

import re
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED: Final = re.compile(r"/_stcore/(metrics|script-health-check|agent)(/|$)")
"""Streamlit's addresses for machines: they tell of sessions, memory and the app's own parts."""

_NEVER_CHANGES: Final = re.compile(r"/component/.+\.[0-9a-f]{8,}\.(bundle\.)?js$")
"""A script whose name holds the digest of its content: another content has another name."""

_OURS: Final = re.compile(r"/app/static/")
"""Fonts, and the scripts of maps: another release may bring others under the same names."""

_OK: Final = 200
_NOT_MODIFIED: Final = 304


class Closed:
    """Answer closed addresses as if there were nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404, or as the app does."""
        if scope["type"] == "http" and CLOSED.search(scope["path"]):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class AtHome:
    """Answer this machine alone, whatever address the server listens on: for the trial's roles.

    A proxy of this machine brings others to us: for whom it asks stands in X-Forwarded-For.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 to another machine, or as the app does."""
        if scope["type"] in {"http", "websocket"} and not _is_this_machine(scope):
            refusal = (
                "The trial's roles ask nobody's name: they are shown on their own machine only"
            )
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Dressed:
    """Give every answer the headers by which a browser shuts others out of the page.

    Streamlit draws with inline styles and scripts, and plotly compiles functions: both are allowed.
    Scripts, styles, frames and calls of other origins are not.

    References
    ----------
    W3C, Content Security Policy Level 3; `frame-ancestors` and X-Frame-Options say the same to
    newer and older browsers.
    """

    def __init__(self, app: ASGIApp, tile_origin: str | None = None) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": _policy(tile_origin),
            "x-frame-options": "SAMEORIGIN",  # maps and networks are frames of our own
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_dressed)


class Kept:
    """Let browsers keep files: for good what never changes, an hour what a release may change.

    Streamlit says of a component's files that they may be kept, but not for how long: a browser
    asks for half a megabyte anew at every map that is opened. Of fonts and map scripts it sends
    the whole again even to a browser that names what it holds: this answers 304.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the header where it is due."""
        lifetime = _lifetime(scope)
        if lifetime is None:
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        is_known = False

        async def send_kept(message: Message) -> None:
            nonlocal is_known
            if message["type"] == "http.response.start" and message["status"] == _OK:
                headers = MutableHeaders(scope=message)
                headers["cache-control"] = lifetime
                if is_known := _holds(asked, headers):
                    del headers["content-length"]
                    message = {**message, "status": _NOT_MODIFIED}
            elif is_known and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            elif is_known:
                return  # a file handed to the server by its path
            await send(message)

        await self._app(scope, receive, send_kept)


def _is_this_machine(scope: Scope) -> bool:
    client = scope.get("client")
    forwarded = Headers(scope=scope).get("x-forwarded-for", "")
    asking = [client[0] if client else "", *filter(None, map(str.strip, forwarded.split(",")))]
    try:
        return all(ip_address(address).is_loopback for address in asking)
    except ValueError:
        return False


def _lifetime(scope: Scope) -> str | None:
    if scope["type"] != "http":
        return None
    if _NEVER_CHANGES.search(scope["path"]):
        return "public, max-age=31536000, immutable"
    return "public, max-age=3600" if _OURS.search(scope["path"]) else None


def _holds(asked: Headers, answered: Headers) -> bool:
    """Say whether the browser named the very file that is being sent."""
    if named := asked.get("if-none-match"):
        tag = answered.get("etag")
        return tag is not None and tag in [
            each.strip().removeprefix("W/") for each in named.split(",")
        ]
    since, changed = asked.get("if-modified-since"), answered.get("last-modified")
    if since is None or changed is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except ValueError:
        return False


def _policy(tile_origin: str | None) -> str:
    tiles = f" {tile_origin}" if tile_origin else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{tiles}",
            "font-src 'self' data:",
            f"connect-src 'self' data: blob:{tiles}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob: data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
