"""What every page looks like: style, language for screen readers, title, and nothing to show."""

from functools import cache
from html import escape
from json import dumps
from pathlib import Path

import streamlit as st

from dashboard import words

_STYLE = Path(__file__).parents[3] / "assets" / "dashboard.css"

_SPOKEN = Path(__file__).parents[3] / "assets" / "spoken.js"

_LOCALES = {"vi": "vi-VN", "en": "en-GB"}
# Screen readers pronounce by `lang`, which Streamlit leaves at "en"; its tables and calendars
# write numbers and months by the browser's own languages, whatever the page's.
_SPEAK = """{
document.documentElement.lang = "%s";
const locale = "%s";
Object.defineProperty(navigator, "language", {value: locale, configurable: true});
Object.defineProperty(navigator, "languages", {value: [locale], configurable: true});
}"""

# Streamlit adds a step of history for each name that a run writes into the address. A step is what
# a reader did: the first after a touch, a key or a click, in a map's frame too; others replace it.
_ONE_STEP_EACH = """if (!window.stepsOnce) {
window.stepsOnce = true;
let isAsked = false;
const ask = () => { isAsked = true; };
const listen = (to) => {
  for (const kind of ["pointerdown", "click", "keydown"]) to.addEventListener(kind, ask, true);
};
listen(document);
document.addEventListener("load", (event) => {
  const inside = event.target.tagName === "IFRAME" && event.target.contentDocument;
  if (inside) listen(inside);
}, true);
const push = history.pushState.bind(history);
history.pushState = (...step) => {
  if (isAsked) push(...step);
  else history.replaceState(...step);
  isAsked = false;
};
}"""


def dress() -> None:
    """Apply the house's style sheet, say which language the page speaks, count steps of history."""
    st.html(_STYLE)
    run(_ONE_STEP_EACH)
    run(_spoken(words.language()))
    run(_SPEAK % (words.language(), _LOCALES[words.language()]))


def title(key: str, *lines: str) -> None:
    """Show a page's title and, under it, quiet sentences."""
    st.title(words.say(key), anchor=False)
    if subtitle := " · ".join(filter(None, lines)):
        st.html(f'<p class="subtitle">{escape(subtitle)}</p>')


def aloud(label: str, more: str) -> str:
    """Return a label that says more to a screen reader than it shows.

    The style sheet hides what is grey in labels: of several alike, ears need to know whose it is.
    """
    return f"{label} :gray[{words.plain(more)}]"


def empty(heading: str, sentence: str, *, icon: str = "inbox") -> None:
    """Show that there is nothing to show, and why."""
    with st.container(border=True, horizontal_alignment="center", key=None):
        st.markdown(
            f":material/{icon}: **{heading}**  \n{sentence}",
            width="stretch",
            text_alignment="center",
        )


@cache
def _spoken(tongue: str) -> str:
    """Return the script that speaks for Streamlit, with its English words and what they mean."""
    own = {key: said for key, said in words.sentences("en").items() if key.startswith("streamlit.")}
    meant = words.sentences(tongue)
    pairs = [[said, meant[key]] for key, said in own.items()]
    return f"({_SPOKEN.read_text()})({dumps(pairs)}, {dumps(_LOCALES[tongue])});"


def run(script: str) -> None:
    """Run a script of ours in the page; a script that has not changed does not run again."""
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
