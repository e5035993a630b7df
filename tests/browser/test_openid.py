"""Signing in through a real OpenID Connect provider, on a province's own database."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from benchmarks.desk import in_menu
from launch import installation
from launch import own_database as own_database_of
from launch.urls import as_user
from tests.browser.openid_provider import CLIENT_ID, CLIENT_SECRET, KNOWN, LIES, PASSWORD, UNKNOWN

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent


def test_the_ledger_says_who_comes_in(page, dashboard, ledger):
    """Whoever the provider vouches for and the ledger lists enters, with that role's pages."""
    with psycopg.connect(ledger) as connection:
        connection.execute(
            "insert into ledger.viewers values (%s, 'Người truy vết', 'epidemiologist')", (KNOWN,)
        )

    sign_in(page, dashboard, KNOWN)

    page.get_by_text("Người truy vết").first.wait_for()
    assert in_menu(page, "Truy vết tiếp xúc").count() == 1


def test_whoever_the_ledger_no_longer_lists_is_out_without_a_click(page, dashboard, ledger):
    with psycopg.connect(ledger, autocommit=True) as connection:
        connection.execute(
            "insert into ledger.viewers values (%s, 'Người truy vết', 'epidemiologist')", (KNOWN,)
        )
        sign_in(page, dashboard, KNOWN)
        page.get_by_text("Người truy vết").first.wait_for()
        connection.execute("delete from ledger.viewers")

    expect(page.get_by_text("Người truy vết")).to_have_count(0, timeout=60_000)
    page.get_by_test_id("stAlert").wait_for()


@pytest.mark.usefixtures("ledger")
def test_a_stranger_with_a_real_account_stays_outside(page, dashboard):
    """The provider knows them, the ledger does not: a sentence, and no page."""
    sign_in(page, dashboard, UNKNOWN)

    page.get_by_test_id("stAlert").wait_for()
    assert page.get_by_role("link", name="Tổng quan").count() == 0


def test_the_ledger_may_not_spell_the_address_otherwise(page, dashboard, ledger):
    """The provider writes small letters, and the ledger takes no others: one person, one row."""
    with (
        psycopg.connect(ledger) as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute(
            "insert into ledger.viewers values (%s, 'Hai', 'epidemiologist')", (KNOWN.upper(),)
        )


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_cannot_be_believed_lets_nobody_in(page, dashboard, provider, listed, lie):
    """Signed by another key, expired, of another provider, for another program."""
    try:
        tell(provider, lie)
        with page.expect_request("**/oauth2callback**"):
            sign_in(page, dashboard, KNOWN)
        page.get_by_role("button", name="Đăng nhập").wait_for()
        assert page.get_by_text("Người truy vết").count() == 0
    finally:
        tell(provider, "none")


def test_a_code_is_good_for_one_sign_in(page, chromium, dashboard, listed):
    """The address that the provider sent somebody back with opens nothing a second time."""
    codes = []
    page.on("request", lambda request: codes.append(request.url))
    sign_in(page, dashboard, KNOWN)
    page.get_by_text("Người truy vết").first.wait_for()
    [code] = [url for url in codes if "/oauth2callback?" in url]

    for context in (chromium.new_context(), page.context):
        context.clear_cookies()
        other = context.new_page()
        other.goto(code)
        other.goto(dashboard)
        other.get_by_role("button", name="Đăng nhập").wait_for()
        assert other.get_by_text("Người truy vết").count() == 0
        other.close()


def test_a_cookie_that_was_changed_signs_nobody_in(page, dashboard, listed):
    sign_in(page, dashboard, KNOWN)
    page.get_by_text("Người truy vết").first.wait_for()
    [cookie] = [each for each in page.context.cookies() if each["name"] == "_streamlit_user"]
    last = "b" if cookie["value"].rstrip('"')[-1] == "a" else "a"
    page.context.add_cookies([cookie | {"value": cookie["value"].rstrip('"')[:-1] + last}])

    page.goto(dashboard)

    page.get_by_role("button", name="Đăng nhập").wait_for()


def test_trial_roles_do_not_exist(page, dashboard):
    """A province's own database has no door without a provider."""
    page.goto(dashboard)

    page.get_by_role("button", name="Đăng nhập").wait_for()
    assert page.get_by_role("button").filter(has_text="Vào").count() == 0
    assert page.get_by_text("mô phỏng").count() == 0


def sign_in(page, dashboard, email):
    page.goto(dashboard)
    page.get_by_role("button", name="Đăng nhập").click()
    page.locator("input[name=login]").fill(email)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def tell(provider, lie):
    with urllib.request.urlopen(f"{provider}/lies/{lie}") as answer:  # noqa: S310
        assert answer.status == 200


@pytest.fixture(scope="module")
def own_database(copy_database, installed):
    """Owner's URL of a province's own, still empty, database."""
    with copy_database(installed) as url:
        own_database_of.install(url)
        yield url


@pytest.fixture
def ledger(own_database):
    """Owner's URL of the same database, whose ledger lists nobody."""
    with psycopg.connect(own_database, autocommit=True) as connection:
        connection.execute("delete from ledger.viewers")
    return own_database


@pytest.fixture
def listed(ledger):
    """List one person whom the provider knows."""
    with psycopg.connect(ledger) as connection:
        connection.execute(
            "insert into ledger.viewers values (%s, 'Người truy vết', 'epidemiologist')", (KNOWN,)
        )


@pytest.fixture(scope="module")
def provider():
    """Return where the provider will answer."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def dashboard(own_database, provider, tmp_path_factory):
    """Serve the dashboard on that database."""
    port = free_port()
    own = f"http://127.0.0.1:{port}"
    secrets = tmp_path_factory.mktemp("openid") / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "{own}/oauth2callback"
cookie_secret = "only-for-this-test-only-for-this-test"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid email profile" }}

[access]
provider_vouches_for_emails = true
"""
    )
    settings = {
        "DATABASE_URL": as_user(own_database, installation.LOGIN),
        "PORT": str(port),
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }
    openid = [str(ROOT / "tests/browser/openid_provider.py"), provider.rpartition(":")[2]]
    with (
        serving([*openid, f"{own}/oauth2callback"], provider + "/.well-known/openid-configuration"),
        serving(["-m", "launch"], own + "/_stcore/health", settings),
    ):
        yield own


@contextmanager
def serving(arguments, health, settings=None):
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | (settings or {})
    )
    try:
        until = time.monotonic() + 60
        while not answers(health):
            assert process.poll() is None, f"{arguments} ended with {process.returncode}"
            assert time.monotonic() < until, f"{arguments} does not answer"
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:
        return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
