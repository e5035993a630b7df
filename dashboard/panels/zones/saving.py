"""After something was saved, or was not: what is said, and what stays typed.

Nothing that was saved stays ready to be saved again; what was not saved, as somebody else was
faster, stays typed.
"""

import streamlit as st

from dashboard import access, data, words
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


def refused(viewer: access.Viewer, zone_id: int, reason: str) -> None:
    """Say who changed this zone first, and how; keep the reason that was typed for the new state.

    The page shows the state that was decided upon until its reader asks for the new one.
    """
    latest = data.zones.zone_events(viewer.scope, zone_id).iloc[0]
    said = words.say(
        "zones.somebody_faster",
        who=words.plain(str(latest["changed_by"])),
        when=words.moment(latest["changed_at"]),
        status=words.say(f"zones.status_{latest['status']}"),
        reason=words.plain(str(latest["reason"])),
    )
    st.error(said, icon=":material/sync_problem:")
    session.REFUSED_REASON.keep((zone_id, reason))
    st.button(
        words.say("zones.see_new_state"),
        key=session.LOOK_ANEW_BUTTON,
        icon=":material/refresh:",
        on_click=session.LOOK_ANEW.keep,
        kwargs={"value": True},
    )


def look_anew() -> None:
    """Ask for everything anew, once, where a reader wants to see what somebody else decided."""
    if session.LOOK_ANEW.take():
        st.rerun()


def reason_before(zone_id: int) -> str:
    """Return the reason that was typed when somebody else was faster, else nothing."""
    of_zone, reason = session.REFUSED_REASON.value
    return reason if of_zone == zone_id else ""


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
