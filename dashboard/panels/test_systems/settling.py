"""Taking, giving back and settling a difference; who was slower is told."""

import streamlit as st

from dashboard import data, words
from dashboard.data.ledger import Difference
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import session


def record_asked(here: Viewpoint) -> None:
    """Record what a button asked for in this run, and say how it went."""
    asked = session.DIFFERENCE.take()
    if asked is None:
        return
    if asked.state == "settled" and not asked.reason:
        st.warning(words.say("systems.needs_reason"), icon=":material/edit_note:")
    elif data.ledger.record_difference(here.scope, asked):
        said = words.say(f"systems.now_{asked.state}", code=words.plain(asked.sample_code))
        st.success(said, icon=":material/check:")
    else:
        said = words.say("systems.faster", code=words.plain(asked.sample_code))
        st.warning(said, icon=":material/sync_problem:")


def offer(difference: Difference, *, is_mine: bool) -> None:
    """Offer what can be done with a difference, as the viewer sees it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if difference.state == "open":
            _button(difference, "taken", "back_hand")
        elif difference.state == "taken" and is_mine:
            _button(difference, "returned", "undo")
        if difference.state != "settled":
            _offer_to_settle(difference)


def _button(difference: Difference, state: str, icon: str) -> None:
    st.button(
        words.say(f"systems.do_{state}"),
        key=f"systems_{state}",
        icon=f":material/{icon}:",
        on_click=_ask,
        args=(difference, state),
    )


def _offer_to_settle(difference: Difference) -> None:
    with st.popover(words.say("systems.do_settled"), icon=":material/task_alt:"):
        st.text_input(
            words.say("systems.how_settled"),
            max_chars=300,
            key=session.settled_how(difference.sample_code, difference.kind).key,
        )
        st.button(
            words.say("systems.settle_code", code=words.plain(difference.sample_code)),
            key="systems_settled",
            type="primary",
            on_click=_ask,
            args=(difference, "settled"),
        )


def _ask(seen: Difference, state: str) -> None:
    how = session.settled_how(seen.sample_code, seen.kind).value.strip()
    session.DIFFERENCE.keep(
        Difference(
            sample_code=seen.sample_code,
            kind=seen.kind,
            district_id=seen.district_id,
            state=state,
            reason=how if state == "settled" else "",
            follows_id=seen.follows_id,
        )
    )
    if state != "settled" or how:
        session.DIFFERENCES.pick([])  # another will stand in its row
