"""What viewers of one scope and language share is found once."""

from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

import streamlit as st

from dashboard import access, data, words
from dashboard.figures.viewpoint import Viewpoint

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def once(work: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Let a function find or draw something once for all viewers of one scope and language.

    For as long as answers are kept, see `data.kept.SHORT`. Its arguments, the viewer or viewpoint
    first, decide everything; it lets nobody choose, click or download; what it returns is never
    changed. Nothing that failed is kept, so it must fail aloud.
    """
    keys = {
        **data.kept.SHORT["hash_funcs"],
        access.Viewer: _of_scope,
        Viewpoint: _of_viewpoint,
    }
    decorated: Callable[Asked, Found] = st.cache_resource(
        **{**data.kept.SHORT, "hash_funcs": keys}
    )(work)
    return decorated


def _of_scope(viewer: access.Viewer) -> tuple[object, str]:
    """Return what decides what a viewer sees: rights, districts, and the language."""
    return data.kept.what_decides_rows(viewer.scope), words.language()


def _of_viewpoint(here: Viewpoint) -> tuple[object, datetime, str | None]:
    """Return what decides what is seen from a viewpoint: by scope, so not by who looks."""
    return _of_scope(here.viewer), here.data_time, here.district_id
