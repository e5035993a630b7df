"""What a browser may say over its line, and how long a stranger may hold one."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

SAID: Final = frozenset(
    {
        "rerun_script",
        "stop_script",
        "app_heartbeat",
        "file_urls_request",
        "backend_operation_request",
    }
)
"""What our pages make a browser say. `clear_cache` empties everybody's: nobody's page says it."""

_LOG: Final = logging.getLogger(__name__)
_REFUSED: Final = 1008
_TOO_BIG: Final = 1009


class OnlyOurs:
    """Let none but our own pages open a line, and drop what no button of theirs sends.

    Another site's page is refused here: Streamlit would first ask the network what this machine's
    outer address is, and would let any page of this machine in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be said."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        if not _is_of_our_page(HTTPConnection(scope)):
            await _refuse(receive, send)
            return

        async def receive_ours() -> Message:
            while True:
                message = await receive()
                kind = _kind(message)
                if kind is None or kind in SAID:
                    return message
                _LOG.warning("A message that no page sends was dropped: %s", kind)

        await self._app(scope, receive_ours, send)


class Strangers:
    """Keep the lines of whoever has not signed in few, short and cheap.

    A stranger sees the way in and nothing else: a few clicks. Beyond these limits the line is
    closed, and a browser that waits at the way in takes up another one.
    """

    most: Final = 60
    """Lines of all strangers together."""
    most_of_one: Final = 12
    """Lines of one address; a proxy must hand its clients' addresses on."""
    seconds: Final = 300
    messages: Final = 60
    message_bytes: Final = 100_000

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._lines: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a signed-in line on as it is, a stranger's within its limits."""
        if scope["type"] != "websocket" or has_signed_in(HTTPConnection(scope).cookies):
            await self._app(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0]
        if self._lines.total() >= self.most or self._lines[address] >= self.most_of_one:
            await _refuse(receive, send)
            return
        with self._held(address):
            line = _Line(self, receive, send)
            await self._app(scope, line.receive, line.send)

    @contextmanager
    def _held(self, address: str) -> Iterator[None]:
        self._lines[address] += 1
        try:
            yield
        finally:
            self._lines[address] -= 1
            self._lines += Counter()  # forget addresses without a line


class _Line:
    """One stranger's line, which ends when a limit is reached."""

    def __init__(self, limits: Strangers, receive: Receive, send: Send) -> None:
        self._limits, self._receive, self._send = limits, receive, send
        self._until = asyncio.get_running_loop().time() + limits.seconds
        self._heard = 0
        self._is_over = False

    async def receive(self) -> Message:
        left = self._until - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.0))
        except TimeoutError:
            return await self._ended(_REFUSED)
        if message["type"] == "websocket.receive":
            self._heard += 1
            if len(message.get("bytes") or b"") > self._limits.message_bytes:
                return await self._ended(_TOO_BIG)
            if self._heard > self._limits.messages:
                return await self._ended(_REFUSED)
        return message

    async def send(self, message: Message) -> None:
        if not self._is_over:
            await self._send(message)

    async def _ended(self, code: int) -> Message:
        if not self._is_over:
            self._is_over = True
            await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}


def has_signed_in(cookies: Mapping[str, str]) -> bool:
    """Say whether the cookies hold an identity that this server signed.

    The ledger decides later whether it lists them: here a line only counts as somebody's.
    """
    if USER_COOKIE_NAME not in cookies:
        return False
    # Streamlit's own reading of its own cookie, which no public function offers.
    return _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME) is not None


def _is_of_our_page(line: HTTPConnection) -> bool:
    """Say whether a page of this very address opens the line; programs name no page."""
    origin = line.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == line.headers.get("host")


async def _refuse(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": _REFUSED})


def _kind(message: Message) -> str | None:
    """Return what a browser's message is; None for what the app answers by closing the line."""
    payload = message.get("bytes") if message["type"] == "websocket.receive" else None
    if not payload:
        return None
    try:
        return BackMsg.FromString(payload).WhichOneof("type") or "nothing"
    except DecodeError:
        return None
