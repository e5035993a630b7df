"""Choices that stay in the address bar and in the session, so that a link reopens the same view.

What stands in the address is the option itself, never its words: a link works in both languages.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import figures, words
from dashboard.access import Viewer
from dashboard.panels.shared import session

_ALL = ""


def district(viewer: Viewer) -> str | None:
    """Let the viewer choose one of their districts; None is all that they may see.

    Who has only one sees no choice, and gets it.
    """
    names = figures.units.own_districts(viewer)
    if len(names) == 1:
        return next(iter(names))
    return _one_unit("district", names, words.say("filter.all_districts"))


def commune(names: Mapping[str, str]) -> str | None:
    """Let the viewer choose one of these communes, id -> name; None is all of them.

    Where there are none to choose from, nothing is asked.
    """
    if not names:
        return None
    return _one_unit("commune", names, words.say("filter.all_communes"))


def district_chosen(viewer: Viewer) -> str | None:
    """Return the district that the page shows, as its choice stands; None for all of them."""
    chosen = st.query_params.get("district")
    return chosen if chosen in figures.units.own_districts(viewer) else None


def said() -> list[str]:
    """Say what was chosen on this page by `one_of`, where it is not the usual."""
    return [text for name in st.query_params if (text := session.said(name).value)]


def one_of(name: str, options: Sequence[str], *, label: str, prefix: str) -> str:
    """Let the viewer choose one of a few options, named `<prefix>.<option>`; the first is usual."""
    chosen = settle(name, options)
    called = words.names(f"{prefix}.", options)
    session.said(name).keep(f"{label}: {called[chosen]}")
    st.segmented_control(
        label,
        options,
        required=True,
        format_func=called.__getitem__,
        key=session.choice(name).key,
        on_change=take,
        args=(name, options[0]),
        wrap=True,
    )
    return chosen


def settle(name: str, options: Sequence[str]) -> str:
    """Return the choice now in force, and show it in the widget `choice_<name>` and the address.

    The address wins, so that links and the browser's Back work; after a change of page, which
    empties the address, the session does; else the first option.
    """
    asked = st.query_params.get(name)
    known = asked if asked is not None and asked in options else session.kept(name).value
    chosen = known if known in options else options[0]
    session.choice(name).keep(chosen)
    keep(name, chosen, usual=options[0])
    return chosen


def take(name: str, usual: str) -> None:
    """Take over what the viewer has just chosen in the widget `choice_<name>`."""
    keep(name, session.choice(name).value or usual, usual=usual)


def move(name: str, value: str, *, usual: str) -> None:
    """Make a choice without its widget, such as by a click on a map; the next run obeys it."""
    keep(name, value, usual=usual)


def keep(name: str, value: str, *, usual: str) -> None:
    """Keep a choice in this session and, where it is not the usual one, in the address."""
    session.kept(name).keep(value)
    if value == usual:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _one_unit(name: str, names: Mapping[str, str], everything: str) -> str | None:
    """Let the viewer choose one of these units, id -> name; None is all of them."""
    options = (_ALL, *names)
    chosen = settle(name, options)
    st.selectbox(
        words.say(f"filter.{name}"),
        options,
        format_func=lambda key: names.get(key, everything),
        key=session.choice(name).key,
        filter_mode="contains",
        on_change=take,
        args=(name, _ALL),
        width=320,
    )
    return chosen or None
