"""Who is looking, and what they may see. The only module that knows the signed-in viewer.

It fails closed: a session without a viewer holds no right, and every page's first statement is
`access.require(...)`. The database obeys the same `Scope`, so a page that forgot would still be
shown no row of another district.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from html import escape
from typing import Any, NoReturn

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import data, words
from dashboard.data.database import Scope, is_trial
from dashboard.sign_ins import Limits, SignIn, SignIns

NOBODY = Scope("", "", frozenset(), ())
"""The scope of a stranger: no right, no district."""

_VIEWER_KEY = "viewer"
_LEFT_KEY = "trial_left"
_SHOWN_KEY = "shown_people"
TRIAL_COOKIE = "trial_role"
"""What a browser keeps of a trial role, `role` or `role:district`: nobody's rights to real data."""


class Right(StrEnum):
    """One thing that a viewer can be allowed to do."""

    SEE_AGGREGATES = "see_aggregates"
    TRACE_CONTACTS = "trace_contacts"
    SEE_PEOPLE = "see_people"
    PROPOSE_ZONES = "propose_zones"
    RECORD_FOLLOW_UP = "record_follow_up"


class Role(StrEnum):
    """What a viewer is; their rights follow from it."""

    LEADER = "leader"
    EPIDEMIOLOGIST = "epidemiologist"
    DISTRICT_OFFICIAL = "district_official"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.LEADER: frozenset({Right.SEE_AGGREGATES}),
    Role.EPIDEMIOLOGIST: frozenset(Right),
    Role.DISTRICT_OFFICIAL: frozenset(
        {Right.SEE_AGGREGATES, Right.SEE_PEOPLE, Right.RECORD_FOLLOW_UP}
    ),
}


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, their rights, and the districts they answer for."""

    name: str
    role: Role
    district_ids: tuple[str, ...] | None = None
    """None is the whole province; an empty tuple is nothing at all."""

    @property
    def rights(self) -> frozenset[Right]:
        """What the viewer's role allows."""
        return RIGHTS[self.role]

    @cached_property
    def scope(self) -> Scope:
        """What every question to the database is limited to."""
        return Scope(self.name, self.role, self.rights, self.district_ids)


def current_viewer() -> Viewer | None:
    """Return the viewer of this session, or None for a stranger."""
    viewer = st.session_state.get(_VIEWER_KEY)
    return viewer if isinstance(viewer, Viewer) else None


def act_as(viewer: Viewer) -> None:
    """Look as a viewer whom nobody signed in: of a process that has no session and serves nobody.

    Raises
    ------
    RuntimeError
        In a session, where only signing in makes a viewer.
    """
    if get_script_run_ctx(suppress_warning=True) is not None:
        raise RuntimeError("in a session, a viewer signs in")
    st.session_state[_VIEWER_KEY] = viewer


def require(right: Right) -> Viewer:
    """Return the viewer if they hold `right`; otherwise say so and end the run."""
    viewer = current_viewer()
    if viewer is None:
        _refuse("access.stranger")
    if right not in viewer.rights:
        _refuse("access.denied", role=role_name(viewer.role))
    return viewer


def sign_in() -> Viewer:
    """Return the viewer, or show the sign-in page and end the run."""
    viewer = recognise()
    if viewer is None:
        _ask_who()
        st.stop()
    return viewer


def admit(right: Right) -> Viewer:
    """Sign in, and return the viewer if they hold `right`; otherwise say so and end the run."""
    sign_in()
    return require(right)


def recognise() -> Viewer | None:
    """Return the viewer of this session, or the one whom the OpenID provider vouches for.

    The ledger is asked anew at every run: whoever it no longer lists is out at the next click.
    """
    viewer = (current_viewer() or _remembered_trial()) if is_trial() else _vouched_viewer()
    if viewer is None:
        st.session_state.pop(_VIEWER_KEY, None)
    elif viewer != current_viewer():
        _enter(viewer)
    return viewer


def viewer_of_token(token: str) -> tuple[Viewer, str] | None:
    """Return the viewer in whose name a program asks, and what for; no session is asked or made."""
    found = data.ledger.viewer_of_token(token)
    if found.empty:
        return None
    return _viewer_in(found.iloc[0]), str(found["purpose"].iloc[0])


def still_lasts() -> bool:
    """Say whether the viewer on an open page may still be there; asking is no click."""
    viewer = current_viewer()
    if is_trial() or viewer is None:
        return True
    if not _has_openid() or not st.user.is_logged_in or not _lasts(is_click=False):
        return False
    email = _verified_email(st.user.to_dict())
    return email is not None and _listed_viewer(email) == viewer


def sign_out() -> None:
    """Forget the viewer, and everything the session kept for them."""
    st.session_state.clear()
    if is_trial():
        st.session_state[_LEFT_KEY] = True
    else:
        st.logout()


def trial_script(viewer: Viewer | None) -> str:
    """Return the script by which a browser keeps a trial role over a reload, or forgets it."""
    if viewer is None:
        return f'document.cookie = "{TRIAL_COOKIE}=; path=/; max-age=0; samesite=strict";'
    kept = ":".join([viewer.role, *(viewer.district_ids or ())])
    return f'document.cookie = "{TRIAL_COOKIE}={kept}; path=/; samesite=strict";'


def record_look(question: str, reason: str, person_ids: Sequence[int]) -> None:
    """Write into the ledger that this viewer looks at these people, and why.

    To be called before identities are shown; if it cannot be written, nothing is shown.
    """
    viewer = require(Right.SEE_PEOPLE)
    if not reason.strip():
        msg = "a look at people needs its reason"
        raise ValueError(msg)
    data.ledger.record_look(viewer.scope, question, reason.strip(), person_ids)


def record_shown(question: str, person_ids: Iterable[int]) -> None:
    """Write into the ledger that rows of these people, without names, come on screen.

    To be called before they do. Whom this session was shown in the same question is not written
    again, so that a click costs nothing; the question before the `?` is what a panel asks.
    """
    people = frozenset(int(person) for person in person_ids)
    panel, _, _ = question.partition("?")
    asked = st.session_state.setdefault(_SHOWN_KEY, {})
    before, known = asked.get(panel, ("", frozenset()))
    known = known if before == question else frozenset()
    if new := sorted(people - known):
        viewer = require(Right.SEE_AGGREGATES)
        reason = words.say("access.shown_reason")
        data.ledger.record_look(viewer.scope, question, reason, new)
        asked[panel] = (question, known | people)


def role_name(role: Role) -> str:
    """Return a role as it is called on screen."""
    return words.say(f"role.{role}")


def _refuse(key: str, **blanks: object) -> NoReturn:
    st.error(words.say(key, **blanks), icon=":material/lock:")
    st.stop()


def _ask_who() -> None:
    if is_trial():
        _trial_roles()
    else:
        _openid_door()


def _trial_roles() -> None:
    names = _district_names()
    st.html(f'<div class="trial-banner">{escape(words.say("access.trial_banner"))}</div>')
    st.title(words.say("access.trial_title"), anchor=False)
    st.markdown(words.say("access.trial_hint"))
    leader, epidemiologist, official = st.columns(3)
    with leader:
        _trial_card(Role.LEADER)
    with epidemiologist:
        _trial_card(Role.EPIDEMIOLOGIST)
    with official:
        _trial_card(Role.DISTRICT_OFFICIAL, names=names)


def _trial_card(role: Role, names: Mapping[str, str] | None = None) -> None:
    with st.container(border=True, height="stretch", key=f"role_{role}"):
        st.header(role_name(role), anchor=False)
        st.markdown(words.say(f"access.trial_{role}"))
        chosen = None
        if names is not None:
            chosen = st.selectbox(
                words.say("access.district"),
                list(names),
                format_func=names.__getitem__,
                key="trial_district",
                filter_mode="contains",
            )
        st.button(
            words.say("access.enter"),
            key=f"enter_{role}",
            type="primary",
            width="stretch",
            disabled=names is not None and chosen is None,
            on_click=_enter_trial,
            args=(role, chosen, (names or {}).get(chosen or "")),
        )


def _enter_trial(role: Role, district_id: str | None, district_name: str | None) -> None:
    if is_trial():
        _enter(_trial_viewer(role, district_id, district_name))


def _enter(viewer: Viewer) -> None:
    """Let somebody in once the ledger holds that they came."""
    data.ledger.record_look(viewer.scope, "sign_in", words.say("access.sign_in_reason"), ())
    st.session_state[_VIEWER_KEY] = viewer


def _trial_viewer(role: Role, district_id: str | None, district_name: str | None) -> Viewer:
    name = role_name(role) if district_name is None else f"{role_name(role)} · {district_name}"
    return Viewer(
        name=name, role=role, district_ids=None if district_id is None else (district_id,)
    )


def _remembered_trial() -> Viewer | None:
    """Return the trial role that the browser kept; none once somebody left it in this session."""
    kept = st.context.cookies.get(TRIAL_COOKIE)
    if _LEFT_KEY in st.session_state or not isinstance(kept, str):
        return None
    role, _, district_id = kept.partition(":")
    if role not in {str(known) for known in Role}:
        return None
    if Role(role) is not Role.DISTRICT_OFFICIAL:
        return _trial_viewer(Role(role), None, None)
    name = _district_names().get(district_id)
    return None if name is None else _trial_viewer(Role(role), district_id, name)


def _district_names() -> dict[str, str]:
    rows = data.units.districts(NOBODY)
    return {
        row["district_id"]: words.unit(row["district_kind"], row["district_name"])
        for row in rows.to_dict("records")
    }


def _openid_door() -> None:
    st.title(words.say("access.title"), anchor=False)
    if not _has_openid():
        st.error(words.say("access.no_provider"), icon=":material/settings:")
        return
    if st.user.is_logged_in and not _lasts(is_click=False):
        st.info(words.say("access.ended"), icon=":material/timer_off:")
        st.button(words.say("access.sign_in"), type="primary", on_click=st.login)
        return
    if st.user.is_logged_in:
        st.error(words.say("access.unknown_viewer"), icon=":material/lock:")
        st.button(words.say("access.other_account"), on_click=st.logout)
        return
    st.markdown(words.say("access.hint"))
    st.button(words.say("access.sign_in"), type="primary", on_click=st.login)


def _has_openid() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def _vouched_viewer() -> Viewer | None:
    if is_trial() or not _has_openid() or not st.user.is_logged_in:
        return None
    email = _verified_email(st.user.to_dict())
    return None if email is None or not _lasts(is_click=True) else _listed_viewer(email)


@st.cache_resource
def _sign_ins() -> SignIns:
    """Return what this server knows of clicks: every session's."""
    return SignIns()


def _lasts(*, is_click: bool) -> bool:
    """Say whether the provider's word still counts: without an account and a time it does not."""
    claims = st.user.to_dict()
    account, issued_at = claims.get("sub") or claims.get("email"), claims.get("iat")
    if not isinstance(account, str) or not isinstance(issued_at, int | float):
        return False
    limits = Limits.of(st.secrets.get("access", {}))
    now = datetime.now(UTC)
    return _sign_ins().lasts(
        SignIn(account, datetime.fromtimestamp(issued_at, UTC)), limits, now, is_click=is_click
    )


def _verified_email(claims: Mapping[str, Any]) -> str | None:
    """Return the address that the provider vouches for.

    `email_verified` is optional in OpenID Connect. A provider that leaves it out may let people
    type any address, so it counts as verified only where the administrator says that the provider
    vouches for every account's address; one that says false never does.
    """
    email = claims.get("email")
    settings = st.secrets.get("access", {})
    is_verified = claims.get("email_verified", settings.get("provider_vouches_for_emails", False))
    if is_verified is not True or not isinstance(email, str):
        return None
    return email.strip().lower()


def _listed_viewer(email: str) -> Viewer | None:
    found = data.ledger.viewer_of(email)
    if found.empty:
        return None
    return _viewer_in(found.iloc[0])


def _viewer_in(row: "pd.Series[Any]") -> Viewer:
    role = Role(row["role"])
    return Viewer(
        name=str(row["display_name"]),
        role=role,
        district_ids=tuple(row["district_ids"]) if role is Role.DISTRICT_OFFICIAL else None,
    )
