"""One cached, typed function per question. Scope and time are always arguments.

`st.cache_data` is shared by all viewers, so what an answer depends on stands in its arguments:
above all the `Scope`, of which the cache keeps only what decides the rows, its rights and
districts. `data_time` is the time of the data, never the clock. Nothing that failed is cached,
and nothing that names a person is cached at all.
"""

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

import streamlit as st

from dashboard.data.database import Scope

P = ParamSpec("P")
R = TypeVar("R")


def what_decides_rows(scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rights and districts of a scope: viewers who share them see the same rows."""
    districts = ("*",) if scope.district_ids is None else scope.district_ids
    return tuple(sorted(scope.rights)), districts


SHORT: Final[dict[str, Any]] = {
    "ttl": "2min",
    "max_entries": 256,
    "show_spinner": False,
    "hash_funcs": {Scope: what_decides_rows},
}
"""How answers are kept that change with every load; two viewers of one scope share them."""


def kept(ttl: str = "2min") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers for `ttl`; a decorator that keeps its types."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_data(**{**SHORT, "ttl": ttl})
    return decorate


def held(ttl: str = "2min") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers as `kept` does, without a copy for each: they never change."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        **{**SHORT, "ttl": ttl}
    )
    return decorate


def shared(max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function builds, for everybody of the same scope; it must never be changed."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        max_entries=max_entries,
        ttl="2h",
        show_spinner=False,
        hash_funcs=SHORT["hash_funcs"],
    )
    return decorate
