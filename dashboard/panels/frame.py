"""What surrounds every page: style, header, data time, and the one place where failures end."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from secrets import token_hex

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import access, data, words
from dashboard.database import AnswerTookTooLong, DatabaseUnavailable, is_trial
from dashboard.panels import filters

_STYLE = Path(__file__).parent.parent.parent / "assets" / "dashboard.css"
_LOG = logging.getLogger(__name__)


def dress() -> None:
    """Apply the house's style sheet."""
    st.html(_STYLE)


def guarded(run: Callable[[], None]) -> None:
    """Run something; if it fails, show one sentence and an error number, and log the rest."""
    try:
        run()
    except DatabaseUnavailable:
        _show_database_down(_logged_number())
    except AnswerTookTooLong:
        st.error(words.say("error.too_long", number=_logged_number()), icon=":material/timer_off:")
    except Exception:  # noqa: BLE001 - the one place where any failure becomes a sentence
        st.error(words.say("error.failed", number=_logged_number()), icon=":material/error:")


def header(viewer: access.Viewer | None) -> None:
    """Show whose data these are, from when, and on the right the language and the viewer."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="frame"
    ):
        st.html(_header_html(viewer), width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            language_switch()
            if viewer is not None:
                _account(viewer)


def phone_menu(pages: Sequence[StreamlitPage]) -> None:
    """Offer the pages in a row that a thumb can push; the style sheet shows it on a phone only.

    Streamlit's own menu is a drawer there, and stays open over the page that was chosen.
    """
    with st.container(horizontal=True, key="phone_menu", gap="small"):
        for page in pages:
            st.page_link(page)


def language_switch() -> None:
    """Show the switch between languages; the choice stays in the address bar as `?lang=en`."""
    filters.settle(words.LANGUAGE_KEY, words.LANGUAGES)
    st.segmented_control(
        words.say("frame.language"),
        words.LANGUAGES,
        required=True,
        format_func=str.upper,
        key=f"choice_{words.LANGUAGE_KEY}",
        label_visibility="collapsed",
        on_change=filters.take,
        args=(words.LANGUAGE_KEY, words.LANGUAGES[0]),
    )


def data_time(viewer: access.Viewer) -> datetime:
    """Return the time of the data, or say that there are none yet and end the run."""
    latest = data.data_time(viewer.scope)
    if latest is None:
        empty(words.say("frame.no_data_title"), words.say("frame.no_data"))
        st.stop()
    return latest


def figures_time(viewer: access.Viewer) -> datetime:
    """Return the time of the indicators, or say that there are no data yet and end the run."""
    latest = data.figures(viewer.scope)
    return data_time(viewer) if latest is None else latest.data_time


def figures_line(viewer: access.Viewer) -> str:
    """Say as of when the indicators are, and whether they were computed ahead."""
    latest = data.figures(viewer.scope)
    if latest is None:
        return words.say("frame.no_data_time")
    key = "frame.figures_rolled" if latest.is_rolled else "frame.figures_live"
    return words.say(key, moment=words.moment(latest.data_time))


def title(key: str, *lines: str) -> None:
    """Show a page's title and, under it, quiet sentences."""
    st.title(words.say(key), anchor=False)
    if subtitle := " · ".join(filter(None, lines)):
        st.html(f'<p class="subtitle">{escape(subtitle)}</p>')


def place(viewer: access.Viewer, district_id: str | None) -> str:
    """Say which district's figures are shown, or whose all of them are."""
    names = filters.own_districts(viewer)
    return _reach(viewer) if district_id is None else names[district_id]


def empty(heading: str, sentence: str, *, icon: str = "inbox") -> None:
    """Show that there is nothing to show, and why."""
    with st.container(border=True, horizontal_alignment="center", key=None):
        st.markdown(
            f":material/{icon}: **{heading}**  \n{sentence}",
            width="stretch",
            text_alignment="center",
        )


def _header_html(viewer: access.Viewer | None) -> str:
    chips = []
    if is_trial():
        chips.append(f'<span class="chip simulated">{escape(words.say("frame.simulated"))}</span>')
    if viewer is not None:
        latest = data.data_time(viewer.scope)
        text = (
            words.say("frame.no_data_time")
            if latest is None
            else words.say("frame.data_time", moment=words.moment(latest))
        )
        chips.append(f'<span class="data-time">{escape(text)}</span>')
    return f'<div class="frame"><strong>{escape(_reach(viewer))}</strong>{"".join(chips)}</div>'


def _account(viewer: access.Viewer) -> None:
    role = access.role_name(viewer.role)
    name = role if is_trial() else viewer.name
    with st.popover(words.plain(name), icon=":material/account_circle:"):
        st.markdown(f"**{words.plain(name)}**  \n{role}  \n{words.plain(_reach(viewer))}")
        st.button(
            words.say("frame.sign_out"),
            icon=":material/logout:",
            key="sign_out",
            on_click=access.sign_out,
            width="stretch",
        )


def _reach(viewer: access.Viewer | None) -> str:
    """Say whose figures these are: the province's, or those of the viewer's districts."""
    province = words.say("frame.province")
    if viewer is None or viewer.district_ids is None:
        return province
    return f"{', '.join(filters.own_districts(viewer).values())} – {province}"


def _show_database_down(number: str) -> None:
    with st.container(border=True, key="database_down"):
        st.subheader(words.say("error.database_title"), anchor=False)
        st.markdown(words.say("error.database", number=number))
        st.button(words.say("error.retry"), icon=":material/refresh:", type="primary")


def _logged_number() -> str:
    """Log the failure being handled under a number that a user can read out."""
    number = token_hex(3).upper()
    _LOG.exception("error %s", number)
    return number
