"""Files that are made when they are clicked, by code that knows who clicked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx


def when_clicked(made: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return `made` so that it runs in this session, as `st.download_button(data=...)` needs it.

    Streamlit calls it on a thread of its own that has no session: without this, nobody is signed
    in there, no look can be logged, and no file is given.
    """
    context = get_script_run_ctx()

    def in_session() -> bytes:
        threads = ThreadPoolExecutor(1, initializer=add_script_run_ctx, initargs=(None, context))
        with threads as one:
            return one.submit(made).result()

    return in_session
