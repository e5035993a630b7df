"""One cached, typed function per question. Scope and time are always arguments.

`st.cache_data` is shared by all viewers, so what an answer depends on stands in its arguments:
above all the `Scope`, of which the cache keeps only what decides the rows, its rights and
districts. `data_time` is the time of the data, never the clock. Nothing that failed is cached,
and nothing that names a person is cached at all.

An argument too large to be looked through is `Asked`: it knows what was asked to make it, and that
alone tells it from others. So a function takes what it works with, and nothing for the cache.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, ParamSpec, TypeVar

import streamlit as st

from dashboard.data.database import Scope

P = ParamSpec("P")
R = TypeVar("R")


def what_decides_rows(scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rights and districts of a scope: viewers who share them see the same rows."""
    districts = ("*",) if scope.district_ids is None else scope.district_ids
    return tuple(sorted(scope.rights)), districts


class Asked:
    """What is told from others of its kind by what was asked, by which scope and of which load.

    A subclass stands before the functions that take it: see `identities`.
    """

    @property
    def question(self) -> Hashable:
        """Everything that decides what this is; equal questions have one answer."""
        raise NotImplementedError


@dataclass(frozen=True)
class Load(Asked):
    """What was loaded by a moment, as far as a scope may see it: a new load makes new answers."""

    scope: Scope
    data_time: datetime

    @property
    def question(self) -> Hashable:
        """Who share a scope see the same of a load."""
        return what_decides_rows(self.scope), self.data_time


def identities() -> dict[str | type[Any], Callable[[Any], Any]]:
    """Return how caches tell arguments apart that Streamlit would look through, or could not.

    Left to itself, Streamlit compares a data class by its fields, without asking how those are to
    be told apart, and a table of 50,000 rows by a sample of them.
    """
    return {
        Scope: what_decides_rows,
        **{kind: lambda asked: asked.question for kind in Asked.__subclasses__()},
    }


SHORT: Final[dict[str, Any]] = {"ttl": "2min", "max_entries": 256, "show_spinner": False}
"""How answers are kept that change with every load; two viewers of one scope share them."""


def kept(ttl: str = "2min") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers for `ttl`; a decorator that keeps its types."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_data(
        **{**SHORT, "ttl": ttl}, hash_funcs=identities()
    )
    return decorate


def held(ttl: str = "2min") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers as `kept` does, without a copy for each: they never change."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        **{**SHORT, "ttl": ttl}, hash_funcs=identities()
    )
    return decorate


def shared(max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function builds, for everybody of the same scope; it must never be changed."""
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        max_entries=max_entries,
        ttl="2h",
        show_spinner=False,
        hash_funcs=identities(),
    )
    return decorate
