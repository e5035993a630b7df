"""The frame around every page: who is looking, in which language, and which pages they may open."""

import streamlit as st

from dashboard import access, panels, words
from dashboard.menu import PAGES, file_of
from dashboard.panels.shared import failures, frame, header, session


def main() -> None:
    """Sign in, then run the page of the address bar; pages beyond one's rights are not offered."""
    viewer = access.recognise()
    pages = {
        name: st.Page(
            file_of(name),
            title=words.say(title),
            icon=icon,
            url_path="home" if name == "overview" else name,
            visibility="visible" if viewer and right in viewer.rights else "hidden",
        )
        for of_heading in PAGES.values()
        for name, title, icon, right in of_heading
    }
    menu = {
        heading and words.say(heading): [pages[name] for name, *_ in of_heading]
        for heading, of_heading in PAGES.items()
    }
    # The first page answers at "/" alone, whatever its path; people also type its name.
    alias = st.Page(file_of("overview"), url_path="overview", visibility="hidden")
    menu[""].append(alias)
    page = st.navigation(menu, position="top" if viewer else "hidden")
    header.show(viewer)
    rights = access.sign_in().rights
    header.phone_menu(
        [
            pages[name]
            for of_heading in PAGES.values()
            for name, _, _, right in of_heading
            if right in rights
        ],
        page,
    )
    page.run()


panels.warm_up()
session.follow_back()
words.settle_language()
session.follow_language()
st.set_page_config(page_title=words.say("frame.title"), page_icon="assets/icon.svg", layout="wide")
frame.dress()
failures.guarded(main)
