"""Choices that stay in the address bar and in the session, so that a link reopens the same view.

What stands in the address is the option itself, never its words: a link works in both languages.
"""

from collections.abc import Sequence

import streamlit as st

from dashboard import data, words
from dashboard.access import Viewer

_ALL = ""


def district(viewer: Viewer) -> str | None:
    """Let the viewer choose one of their districts; None is all that they may see.

    Who has only one sees no choice, and gets it.
    """
    names = own_districts(viewer)
    if len(names) == 1:
        return next(iter(names))
    options = (_ALL, *names)
    chosen = st.selectbox(
        words.say("filter.district"),
        options,
        index=options.index(remembered("district", options)),
        format_func=lambda key: names.get(key, words.say("filter.all_districts")),
        key="choice_district",
        width=320,
    )
    return keep("district", chosen, default=_ALL) or None


def own_districts(viewer: Viewer) -> dict[str, str]:
    """Return the districts that the viewer answers for: id -> name with its kind."""
    rows = data.districts(viewer.scope)
    if viewer.district_ids is not None:
        rows = rows[rows["district_id"].isin(viewer.district_ids)]
    return {
        str(row["district_id"]): words.unit(row["district_kind"], row["district_name"])
        for row in rows.to_dict("records")
    }


def one_of(name: str, options: Sequence[str], *, label: str, prefix: str) -> str:
    """Let the viewer choose one of a few options, named `<prefix>.<option>`; the first is usual."""
    chosen = st.segmented_control(
        label,
        options,
        default=remembered(name, options),
        required=True,
        format_func=lambda option: words.say(f"{prefix}.{option}"),
        key=f"choice_{name}",
        wrap=True,
    )
    return keep(name, chosen, default=options[0])


def remembered(name: str, options: Sequence[str]) -> str:
    """Return the option of the session, else of the address bar, else the first."""
    for chosen in (st.session_state.get(f"kept_{name}"), st.query_params.get(name)):
        if chosen in options:
            return str(chosen)
    return options[0]


def keep(name: str, chosen: str | None, *, default: str) -> str:
    """Keep a choice in the session and, unless it is the usual one, in the address bar."""
    value = chosen or default
    st.session_state[f"kept_{name}"] = value
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    return value
