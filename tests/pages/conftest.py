"""Open one page as one viewer, as the frame does."""

from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard.data import database
from dashboard.menu import file_of
from tests.kept import fitted_once, forget, forget_drawings
from tests.pages.viewers import EPIDEMIOLOGIST, LEADER, OFFICIAL

ROOT = Path(__file__).parent.parent.parent
LONGEST_SECONDS = 240
"""Nothing takes that long but on a machine that has much else to do."""


@pytest.fixture(autouse=True, scope="package")
def _nothing_kept_from_other_folders():
    """Answers kept for one database are not another's."""
    forget()
    with fitted_once():
        yield
    forget()


@pytest.fixture(autouse=True)
def _nothing_kept(request):
    """Share what was kept of the province, which no test changes.

    A test that replaces something, a database, an answer or what draws it, begins and leaves with
    nothing kept; `on_drawings` is for one that only looks on.
    """
    is_replacing = "monkeypatch" in request.fixturenames
    if is_replacing:
        forget()
    yield
    if is_replacing:
        forget()


@pytest.fixture
def on_drawings():
    """Return a monkeypatch to look on what panels draw: figures stay kept, which it changes not."""
    forget_drawings()
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    forget_drawings()


@pytest.fixture
def no_database(no_database, monkeypatch):
    """Wait less for it to come back: tests/data/test_database.py says how long that takes."""
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.2)


@pytest.fixture(autouse=True, scope="session")
def _packages_read_once():
    """AppTest reads what every installed package says of itself, for each page anew."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(params=[LEADER, EPIDEMIOLOGIST, OFFICIAL], ids=lambda viewer: str(viewer.role))
def viewer(request):
    return request.param


@pytest.fixture
def open_page():
    """Return a function that opens a page in the frame, by its address, as a viewer."""

    def opened(name, viewer, **address):
        if name == "contact_tracing":  # what most tests look into; its first screen is "calls"
            address = {"view": "list"} | address
        app = AppTest.from_file(ROOT / "app.py", default_timeout=LONGEST_SECONDS)
        app.session_state["viewer"] = viewer
        for key, value in address.items():
            app.query_params[key] = value
        return app.switch_page(file_of(name)).run()

    return opened


@pytest.fixture
def open_alone():
    """Return a function that runs a page's file without the frame, as nobody."""

    def opened(name):
        path = ROOT / file_of(name)
        return AppTest.from_file(path, default_timeout=LONGEST_SECONDS).run()

    return opened


@pytest.fixture
def leader():
    return LEADER


@pytest.fixture
def epidemiologist():
    return EPIDEMIOLOGIST


@pytest.fixture
def official():
    return OFFICIAL


@pytest.fixture
def given(monkeypatch):
    """Return what each download button would give, by its key, in their order."""
    found = {}
    through = st.download_button

    def spied(label, data, **rest):
        found[rest.get("key")] = data
        return through(label, data, **rest)

    monkeypatch.setattr(st, "download_button", spied)
    return found
