"""The one place where failures end: a sentence, a number, and the rest in the log."""

import logging
from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from typing import ParamSpec

import streamlit as st

from dashboard import access, words
from dashboard.data.database import (
    AnswerTookTooLong,
    DatabaseUnavailable,
    MaybeSaved,
    NotSaved,
)

Asked = ParamSpec("Asked")
_LOG = logging.getLogger(__name__)


def guarded(run: Callable[[], None]) -> None:
    """Run something; if it fails, show one sentence and an error number, and log the rest."""
    try:
        run()
    except DatabaseUnavailable:
        _show_database_down(_logged_number())
    except AnswerTookTooLong:
        _show_too_long(_logged_number())
    except NotSaved:
        st.error(words.say("error.not_saved", number=_logged_number()), icon=":material/save:")
    except MaybeSaved:
        st.warning(words.say("error.maybe_saved", number=_logged_number()), icon=":material/save:")
    except Exception:  # noqa: BLE001 - the one place where any failure becomes a sentence
        st.error(words.say("error.failed", number=_logged_number()), icon=":material/error:")


@st.fragment
def alone(right: access.Right, show: Callable[[access.Viewer], None]) -> None:
    """Show a part of a page that a click in it runs again without the rest of the page.

    Alone it asks anew who looks, as the page does, and its failures end in one sentence.
    """

    def run() -> None:
        words.settle_language()
        show(access.admit(right))

    guarded(run)


def part(draw: Callable[Asked, None]) -> Callable[Asked, None]:
    """Make a function draw one part of a page: a slow answer costs that part, not the page."""

    @wraps(draw)
    def drawn(*args: Asked.args, **kwargs: Asked.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except AnswerTookTooLong:
            _show_too_long(_logged_number())

    return drawn


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
