"""What every page looks like: style, language for screen readers, title, and nothing to show."""

from html import escape
from pathlib import Path

import streamlit as st

from dashboard import words

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


def dress() -> None:
    """Apply the house's style sheet, and say which language the page speaks."""
    st.html(_STYLE)
    run(_SPEAK % (words.language(), _LOCALES[words.language()]))


def title(key: str, *lines: str) -> None:
    """Show a page's title and, under it, quiet sentences."""
    st.title(words.say(key), anchor=False)
    if subtitle := " · ".join(filter(None, lines)):
        st.html(f'<p class="subtitle">{escape(subtitle)}</p>')


def empty(heading: str, sentence: str, *, icon: str = "inbox") -> None:
    """Show that there is nothing to show, and why."""
    with st.container(border=True, horizontal_alignment="center", key=None):
        st.markdown(
            f":material/{icon}: **{heading}**  \n{sentence}",
            width="stretch",
            text_alignment="center",
        )


def run(script: str) -> None:
    """Run a script of ours in the page; a script that has not changed does not run again."""
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
