"""What surrounds every page: style, header, data time, and the one place where failures end."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from html import escape
from pathlib import Path
from secrets import token_hex
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import access, data, words
from dashboard.data.database import AnswerTookTooLong, DatabaseUnavailable, is_trial
from dashboard.panels.shared import filters

_STYLE = Path(__file__).parents[3] / "assets" / "dashboard.css"
_LOG = logging.getLogger(__name__)
_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")

_LOCALES = {"vi": "vi-VN", "en": "en-GB"}
# Screen readers pronounce by `lang`, which Streamlit leaves at "en"; its tables and calendars
# write numbers and months by the browser's own languages, whatever the page's.
_SPEAK = """{
document.documentElement.lang = "%s";
const locale = "%s";
Object.defineProperty(navigator, "language", {value: locale, configurable: true});
Object.defineProperty(navigator, "languages", {value: [locale], configurable: true});
}"""
# Not scrollIntoView: a link that grows late must not pull the page back up to the menu.
_BRING_INTO_SIGHT = """{
const menu = document.querySelector(".st-key-phone_menu");
const link = document.querySelector(".st-key-%s");
const middle = (part) => part.getBoundingClientRect().x + part.clientWidth / 2;
const centred = () => { menu.scrollLeft += middle(link) - middle(menu); };
if (link) new ResizeObserver(centred).observe(link);
}"""


def dress() -> None:
    """Apply the house's style sheet, and say which language the page speaks."""
    st.html(_STYLE)
    _run(_SPEAK % (words.language(), _LOCALES[words.language()]))


def guarded(run: Callable[[], None]) -> None:
    """Run something; if it fails, show one sentence and an error number, and log the rest."""
    try:
        run()
    except DatabaseUnavailable:
        _show_database_down(_logged_number())
    except AnswerTookTooLong:
        _show_too_long(_logged_number())
    except Exception:  # noqa: BLE001 - the one place where any failure becomes a sentence
        st.error(words.say("error.failed", number=_logged_number()), icon=":material/error:")


@st.fragment
def alone(right: access.Right, show: Callable[[access.Viewer], None]) -> None:
    """Show a part of a page that a click in it runs again without the rest of the page.

    Alone it asks anew who looks, as the page does, and its failures end in one sentence.
    """

    def run() -> None:
        words.settle_language()
        access.sign_in()
        show(access.require(right))

    guarded(run)


def part(draw: Callable[_Asked, None]) -> Callable[_Asked, None]:
    """Make a function draw one part of a page: a slow answer costs that part, not the page."""

    @wraps(draw)
    def drawn(*args: _Asked.args, **kwargs: _Asked.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except AnswerTookTooLong:
            _show_too_long(_logged_number())

    return drawn


def once(work: Callable[_Asked, _Found]) -> Callable[_Asked, _Found]:
    """Let a function find or draw something once for all viewers of one reach and language.

    For as long as answers are kept, see `data.SHORT`. Its arguments, the viewer first, decide
    everything; it lets nobody choose, click or download; what it returns is never changed. Nothing
    that failed is kept, so it must fail aloud.
    """
    keys = {**data.kept.SHORT["hash_funcs"], access.Viewer: _of_reach}
    decorated: Callable[_Asked, _Found] = st.cache_resource(
        **{**data.kept.SHORT, "hash_funcs": keys}
    )(work)
    return decorated


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


def phone_menu(pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    """Offer the pages in a row that a thumb can push; the style sheet shows it on a phone only.

    Streamlit's own menu is a drawer there, and stays open over the page that was chosen.
    """
    with st.container(horizontal=True, key="phone_menu", gap="small"):
        for page in pages:
            with st.container(key=_menu_key(page)):
                st.page_link(page)
    _run(_BRING_INTO_SIGHT % _menu_key(current))


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
    latest = data.kept.data_time(viewer.scope)
    if latest is None:
        empty(words.say("frame.no_data_title"), words.say("frame.no_data"))
        st.stop()
    return latest


def figures_time(viewer: access.Viewer) -> datetime:
    """Return the time of the indicators, or say that there are no data yet and end the run."""
    latest = data.kept.figures(viewer.scope)
    return data_time(viewer) if latest is None else latest.data_time


def figures_line(viewer: access.Viewer) -> str:
    """Say as of when the indicators are, and whether they were computed ahead."""
    latest = data.kept.figures(viewer.scope)
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


def _of_reach(viewer: access.Viewer) -> tuple[object, str]:
    """Return what decides what a viewer sees: rights, districts, and the language."""
    return data.kept.what_decides_rows(viewer.scope), words.language()


def _menu_key(page: StreamlitPage) -> str:
    return f"menu_{page.url_path or 'home'}"


def _run(script: str) -> None:
    """Run a script of ours in the page; a script that has not changed does not run again."""
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _header_html(viewer: access.Viewer | None) -> str:
    chips = []
    if is_trial():
        chips.append(f'<span class="chip simulated">{escape(words.say("frame.simulated"))}</span>')
    if viewer is not None:
        latest = data.kept.data_time(viewer.scope)
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
        st.header(words.say("error.database_title"), anchor=False)
        st.markdown(words.say("error.database", number=number))
        st.button(words.say("error.retry"), icon=":material/refresh:", type="primary")


def _show_too_long(number: str) -> None:
    st.error(words.say("error.too_long", number=number), icon=":material/timer_off:")


def _logged_number() -> str:
    """Log the failure being handled under a number that a user can read out."""
    number = token_hex(3).upper()
    _LOG.exception("error %s", number)
    return number
