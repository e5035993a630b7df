"""The line above every page: whose data and from when, the language, the viewer, and the menu."""

from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import access, data, figures, words
from dashboard.data.database import is_trial
from dashboard.drawing.templates import filled
from dashboard.panels.shared import filters, frame

LOOK_AGAIN_SECONDS: Final = 30
"""How often an open page asks whether its viewer may still be there: rights end within a minute."""

# Not scrollIntoView: a link that grows late must not pull the page back up to the menu.
_BRING_INTO_SIGHT = """{
const menu = document.querySelector(".st-key-phone_menu");
const link = document.querySelector(".st-key-%s");
const middle = (part) => part.getBoundingClientRect().x + part.clientWidth / 2;
const centred = () => { menu.scrollLeft += middle(link) - middle(menu); };
if (link) new ResizeObserver(centred).observe(link);
}"""


# The key / leads to the box that finds everything, from every page, unless it is being typed.
_SEARCH_BY_SLASH = """if (!window.searchBySlash) {
window.searchBySlash = true;
const box = () => document.querySelector(".st-key-search_all input");
const isTyped = (at) => at.isContentEditable || /^(input|textarea|select)$/i.test(at.tagName);
document.addEventListener("keydown", (event) => {
  const isOurs = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isOurs || isTyped(event.target)) return;
  event.preventDefault();
  if (!box()) document.querySelector(".st-key-menu_search a").click();
  let tries = 100;
  const focus = () => {
    if (box()) box().focus();
    else if (tries--) setTimeout(focus, 100);
  };
  focus();
});
}"""


# A server that was away, or a telephone that slept, may have forgotten the page: its first click
# would then only make it known again, and do nothing. So the page makes itself known, unasked.
_GO_ON = """if (!window.goesOn) {
window.goesOn = true;
const state = () => document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState;
let wasAway = false, tries = 0;
const goOn = () => {
  const button = document.querySelector(".st-key-go_on button");
  if (button && !button.disabled) button.click();
  else if (tries--) setTimeout(goOn, 100);
};
new MutationObserver(() => {
  if (state() !== "CONNECTED") wasAway = true;
  else if (wasAway) { wasAway = false; tries = 100; goOn(); }
}).observe(document.documentElement, {
  subtree: true, attributes: true, attributeFilter: ["data-test-connection-state"],
});
}"""


def show(viewer: access.Viewer | None) -> None:
    """Show whose data these are, from when, and on the right the language and the viewer."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="frame"
    ):
        st.html(_html(viewer), width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            language_switch()
            if viewer is not None:
                _account(viewer)
    st.button(words.say("error.retry"), key="go_on")  # which nobody sees, and `_GO_ON` clicks
    frame.run(_GO_ON)
    if is_trial():
        frame.run(access.trial_script(viewer))
    elif viewer is not None:
        _watch()


def phone_menu(pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    """Offer the pages in a row that a thumb can push; the style sheet shows it on a phone only.

    Streamlit's own menu is a drawer there, and stays open over the page that was chosen.
    """
    with st.container(horizontal=True, key="phone_menu", gap="small"):
        for page in pages:
            with st.container(key=_menu_key(page)):
                st.page_link(page)
    frame.run(_BRING_INTO_SIGHT % _menu_key(current))
    frame.run(_SEARCH_BY_SLASH)


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


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _watch() -> None:
    """Leave an open page, names and all, once its viewer may no longer be there."""
    if not access.still_lasts():
        st.rerun()


def _html(viewer: access.Viewer | None) -> str:
    moment = None
    if viewer is not None:
        latest = data.feeds.data_time(viewer.scope)
        moment = (
            words.say("frame.no_data_time")
            if latest is None
            else words.say("frame.data_time", moment=words.moment(latest))
        )
    whose = figures.units.area(viewer, None)
    return filled("frame", area=whose, is_trial=is_trial(), moment=moment)


def _account(viewer: access.Viewer) -> None:
    role = access.role_name(viewer.role)
    name = role if is_trial() else viewer.name
    whose = figures.units.area(viewer, None)
    with st.popover(words.plain(name), icon=":material/account_circle:"):
        st.markdown(f"**{words.plain(name)}**  \n{role}  \n{words.plain(whose)}")
        st.button(
            words.say("frame.sign_out"),
            icon=":material/logout:",
            key="sign_out",
            on_click=access.sign_out,
            width="stretch",
        )


def _menu_key(page: StreamlitPage) -> str:
    return f"menu_{page.url_path or 'home'}"
