"""The app as it is served, by `streamlit run serve.py`: behind its doors, outermost first."""

import os

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard import addresses, doors, operation
from dashboard.sign_ins import Limits

operation.log_lines.settle()
if port := os.environ.get("METRICS_PORT"):
    operation.measures.serve(int(port))
secrets = st.secrets if st.secrets.load_if_toml_exists() else {}
Limits.of(secrets.get("access", {}))  # a wrong one is told at the start
settings = doors.Settings.of(
    listens_on=st.get_option("server.address"),
    comes_back_to=secrets.get("auth", {}).get("redirect_uri"),
)
at_every_door = [
    Middleware(doors.answers.Dressed, tile_origin=settings.tile_origin),
    Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts, www_redirect=False),
    Middleware(doors.answers.Closed),
    Middleware(operation.readiness.Ready),
    Middleware(doors.files.Owned),
    Middleware(doors.answers.Kept),
    Middleware(doors.messages.OnlyOurs),
]
of_this_kind = Middleware(doors.answers.AtHome if settings.is_open else doors.messages.Strangers)

at_an_address = Middleware(addresses.Tables)

app = st.App("app.py", middleware=[*at_every_door, of_this_kind, at_an_address])
