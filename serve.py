"""The app as it is served, by `streamlit run serve.py`: browsers keep the scripts of maps.

Streamlit says of a component's files that they may be kept, but not for how long: a browser asks
for half a megabyte anew at every map that is opened.
"""

import re

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NEVER_CHANGES = re.compile(r"/component/.+\.[0-9a-f]{8,}\.(bundle\.)?js$")
"""A script whose name holds the digest of its content: another content has another name."""

_OK = 200


class KeptForGood:
    """Let browsers keep what never changes, and not ask again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the header where it is due."""
        if scope["type"] != "http" or not _NEVER_CHANGES.search(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _OK:
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, send_kept)


app = st.App("app.py", middleware=[Middleware(KeptForGood)])
