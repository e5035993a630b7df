"""After a proposal was saved: what is said of it, and nothing stays ready to be saved again."""

import streamlit as st

from dashboard import words

_TURN = "zone_saving_turn"
_FRESH = "zone_saving_fresh"
_SAVED = "zone_saved"


def turn() -> int:
    """Return a number that changes with every saving, so that what was picked is forgotten."""
    return int(st.session_state.get(_TURN, 0))


def is_fresh() -> bool:
    """Tell, once, that this is the first run after a saving."""
    return bool(st.session_state.pop(_FRESH, False))


def done(*, new: int, known: int) -> None:
    """Keep what was saved, for the next run to say; begin anew."""
    st.session_state[_SAVED] = (new, known)
    begin_anew()


def begin_anew() -> None:
    """Forget what was picked, drawn and typed."""
    st.session_state[_TURN] = turn() + 1
    st.session_state[_FRESH] = True
    st.rerun()


def tell() -> None:
    """Say how many proposals were saved, and how many the ledger had already."""
    saved: tuple[int, int] | None = st.session_state.pop(_SAVED, None)
    if saved is None:
        return
    new, known = saved
    if new:
        st.success(words.say("zones.saved", count=words.number(new)), icon=":material/check:")
    if known:
        st.info(words.say("zones.saved_before", count=words.number(known)), icon=":material/info:")
