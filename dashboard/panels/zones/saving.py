"""After a proposal was saved: what is said of it, and nothing stays ready to be saved again."""

import streamlit as st

from dashboard import words
from dashboard.panels.shared import session


def turn() -> int:
    """Return a number that changes with every saving, so that what was picked is forgotten."""
    return session.SAVING_TURN.value


def is_fresh() -> bool:
    """Tell, once, that this is the first run after a saving."""
    return session.IS_JUST_SAVED.take()


def done(*, new: int, known: int) -> None:
    """Keep what was saved, for the next run to say; begin anew."""
    session.SAVED_COUNTS.keep((new, known))
    begin_anew()


def begin_anew() -> None:
    """Forget what was picked, drawn and typed."""
    session.SAVING_TURN.keep(turn() + 1)
    session.IS_JUST_SAVED.keep(value=True)
    st.rerun()


def tell() -> None:
    """Say how many proposals were saved, and how many the ledger had already."""
    saved = session.SAVED_COUNTS.take()
    if saved is None:
        return
    new, known = saved
    if new:
        st.success(words.say("zones.saved", count=words.number(new)), icon=":material/check:")
    if known:
        st.info(words.say("zones.saved_before", count=words.number(known)), icon=":material/info:")
