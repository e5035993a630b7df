"""A real server, a real Chromium, eyes on every request, and a province of hostile names."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from psycopg import sql

from launch import embedded
from tests.browser.hostile import HOSTILE

ROOT = Path(__file__).parent.parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # a page finds the scripts of the one before it compiled
]
SIZES = {
    "wide": {"viewport": {"width": 1400, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}

# Streamlit looks for its own address below each page's path first, and finds it above.
_PROBES = re.compile(r"/_stcore/(health|host-config)$")
_LOOPBACK = re.compile(r"^(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|^(data|blob|about):")


def pytest_collection_modifyitems(items):
    """Ask a browser once more where it failed: on a machine that others use, a click can be lost.

    The summary names what was asked again, and a fault of ours fails twice.
    """
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None and os.environ.get("CI"):
        pytest.fail("Chromium is not installed: apt-get install chromium")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared(chromium, server) -> Iterator[dict[str, BrowserContext]]:
    """Return a context of each size, whose pages find at hand the scripts that one has loaded.

    A page without scripts stays open in it, which keeps them compiled. A test leaves neither
    cookies nor anything else of its own behind.
    """
    contexts = {size: chromium.new_context(**settings) for size, settings in SIZES.items()}
    for context in contexts.values():
        context.new_page().goto(f"{server}/_stcore/health")
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    """Open a plain page, wide, with a session of its own."""
    context = chromium.new_context(**SIZES["wide"])
    yield context.new_page()
    context.close()


@pytest.fixture
def open_at(chromium, shared):
    """Return a function that opens a watched page; what went wrong in it fails the test.

    The first page of a size is opened in the context that tests share. Every other one is somebody
    else's: in a browser of their own, where nothing has been loaded.
    """
    contexts, faults = [], []

    def opened(size="wide", *, alone=False) -> Page:
        context = shared[size]
        if alone or context in contexts:
            context = chromium.new_context(**SIZES[size])
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_foreign(faults, request.url))
        page.on("response", lambda response: _note_missing(faults, response))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        return page

    yield opened
    for context in contexts:
        is_shared = context in shared.values()
        with _forgotten(context, is_shared=is_shared):
            for page in context.pages[1:] if is_shared else context.pages:
                _note_harm(faults, page)
    assert faults == []


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Return where the data of `server` are kept."""
    # Not pytest's own temporary folder, which another run may tidy away in the middle of this one.
    with TemporaryDirectory(prefix="served-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def server(folder) -> Iterator[str]:
    """Address of the app on a simulated province of its own, as `make run` starts it.

    Every place and person is named by somebody hostile; `open_at` fails a test that this harms.
    """
    with launched({"DATA_DIR": str(folder), "PEOPLE": "3000"}) as address:
        _name_hostilely(folder / "postgres")
        yield address


@contextmanager
def launched(settings) -> Iterator[str]:
    """Run `python -m launch` with these settings for as long as the block lasts."""
    port = _free_port()
    others = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "launch"], cwd=ROOT, env=others | {"PORT": str(port)} | settings
    )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(process, health):
    until = time.monotonic() + 240
    while time.monotonic() < until:
        assert process.poll() is None, f"the launcher ended with {process.returncode}"
        try:
            with urllib.request.urlopen(health, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app does not answer")


@contextmanager
def _forgotten(context, *, is_shared) -> Iterator[None]:
    """Leave nothing of a test to the next one, whatever looking at its pages comes to."""
    try:
        yield
    finally:
        for page in context.pages[1:] if is_shared else context.pages:
            page.close()
        context.clear_cookies()
        if is_shared:
            _forget_stored(context.pages[0])
        else:
            context.close()


def _forget_stored(page):
    """Forget what the app's pages kept in the browser: the open page is of the same address."""
    page.evaluate("localStorage.clear()")


def _note_foreign(faults, url):
    if not _LOOPBACK.match(url):
        faults.append(f"left the machine: {url}")


def _note_missing(faults, response):
    if response.status >= 400 and not _PROBES.search(response.url):
        faults.append(f"{response.status}: {response.url}")


def _note_harm(faults, page):
    if page.title() == "hostile" or any(_is_harmed(frame) for frame in page.frames):
        faults.append(f"a name became an element: {page.url}")


def _is_harmed(frame):
    try:
        return frame.locator("img[src=hostile]").count() > 0
    except Error:
        if frame.is_detached():  # the page drew something else while it was asked
            return False
        raise


def _name_hostilely(folder):
    """Name everybody hostilely, and empty the ledger of zones: tests write their own."""
    with embedded.running(folder) as owner, psycopg.connect(owner) as connection:
        for table, name in (("places", "place_name"), ("identities", "full_name")):
            connection.execute(
                sql.SQL("update operational.{table} set {name} = %s || {name}").format(
                    table=sql.Identifier(table), name=sql.Identifier(name)
                ),
                (HOSTILE,),
            )
        connection.execute("truncate ledger.zones cascade")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
