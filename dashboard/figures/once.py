"""What viewers of one scope and language share is found once."""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from dashboard import access, data, words
from dashboard.figures.viewpoint import Viewpoint

Given = ParamSpec("Given")
Found = TypeVar("Found")


def once(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a function find or draw something once for all viewers of one scope and language.

    For as long as answers are kept, see `data.kept.SHORT`. Its arguments, the viewer or viewpoint
    first, decide everything; it lets nobody choose, click or download; what it returns is never
    changed. Nothing that failed is kept, so it must fail aloud.
    """
    decorated: Callable[Given, Found] = st.cache_resource(
        **data.kept.SHORT, hash_funcs=_identities()
    )(work)
    return decorated


def of_all(
    work: Callable[Concatenate[Viewpoint, Given], Found],
) -> Callable[Concatenate[Viewpoint, Given], Found]:
    """Do as `once` for what is found of all districts, whichever is looked at."""
    kept = once(work)

    @wraps(work)
    def found(here: Viewpoint, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
        return kept(here.everywhere, *args, **kwargs)

    return found


def drawn(max_entries: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Let a function say or draw an answer once in each language: as `data.kept.shared` keeps it.

    The answer is among its arguments, as a `data.kept.Asked`.
    """
    decorate: Callable[[Callable[Given, Found]], Callable[Given, Found]] = st.cache_resource(
        max_entries=max_entries, ttl="2h", show_spinner=False, hash_funcs=_identities()
    )
    return decorate


def _identities() -> dict[str | type[Any], Callable[[Any], Any]]:
    """Return how caches tell arguments apart, in the language of the page."""
    known = data.kept.identities().items()
    told = {kind: partial(_in_language, identity) for kind, identity in known}
    return {**told, access.Viewer: _of_scope, Viewpoint: _of_viewpoint}


def _in_language(identity: Callable[[Any], Hashable], argument: object) -> tuple[Hashable, str]:
    return identity(argument), words.language()


def _of_scope(viewer: access.Viewer) -> tuple[object, ...]:
    """Return what decides what a viewer sees: the role, whose rights they have, and districts."""
    return viewer.role, viewer.district_ids, words.language()


def _of_viewpoint(here: Viewpoint) -> tuple[object, datetime, str | None]:
    """Return what decides what is seen from a viewpoint: by scope, so not by who looks."""
    return _of_scope(here.viewer), here.data_time, here.district_id
