"""What surrounds every page: style, header, data time, and the one place where failures end."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import access, data, figures, words
from dashboard.data.database import is_trial
from dashboard.panels.shared import filters

_STYLE = Path(__file__).parents[3] / "assets" / "dashboard.css"

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
    latest = data.feeds.data_time(viewer.scope)
    if latest is None:
        empty(words.say("frame.no_data_title"), words.say("frame.no_data"))
        st.stop()
    return latest


def figures_time(viewer: access.Viewer) -> datetime:
    """Return the time of the indicators, or say that there are no data yet and end the run."""
    latest = data.feeds.figures(viewer.scope)
    return data_time(viewer) if latest is None else latest.data_time


def figures_line(viewer: access.Viewer) -> str:
    """Say as of when the indicators are, and whether they were computed ahead."""
    latest = data.feeds.figures(viewer.scope)
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
    names = figures.units.own_districts(viewer)
    return _reach(viewer) if district_id is None else names[district_id]


def empty(heading: str, sentence: str, *, icon: str = "inbox") -> None:
    """Show that there is nothing to show, and why."""
    with st.container(border=True, horizontal_alignment="center", key=None):
        st.markdown(
            f":material/{icon}: **{heading}**  \n{sentence}",
            width="stretch",
            text_alignment="center",
        )


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
        latest = data.feeds.data_time(viewer.scope)
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
    return f"{', '.join(figures.units.own_districts(viewer).values())} – {province}"
