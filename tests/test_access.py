"""Nobody sees anything by default; each role sees its own; every look at people is written."""

import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.access import RIGHTS, Right, Role, Viewer

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "dashboard" / "pages").rglob("[!_]*.py"))
LEADER = Viewer("Lãnh đạo", Role.LEADER)
TRACER = Viewer("Dịch tễ", Role.EPIDEMIOLOGIST)
OFFICIAL = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, ("288",))


@pytest.fixture(autouse=True)
def _nothing_kept():
    st.cache_data.clear()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_stranger_sees_only_the_refusal(page):
    """A session without a viewer sees one error and nothing else, in every page file."""
    app = AppTest.from_file(page, default_timeout=30).run()

    assert not app.exception
    assert [error.value for error in app.error] == [
        "Anh/chị chưa đăng nhập. Hãy đăng nhập để xem trang này."
    ]
    assert not app.title
    assert not app.dataframe
    assert not app.button
    assert not app.get("html")


@pytest.mark.parametrize("viewer", [LEADER, OFFICIAL], ids=lambda viewer: str(viewer.role))
def test_who_may_not_trace_is_refused(viewer):
    app = AppTest.from_file(ROOT / "dashboard/pages/tracing/contact_tracing.py", default_timeout=30)
    app.session_state["viewer"] = viewer
    app.run()

    assert not app.exception
    assert "không thuộc quyền" in app.error[0].value
    assert not app.title
    assert not app.dataframe


@pytest.mark.parametrize("forged", ["leader", {"role": "epidemiologist"}, 1, None])
def test_only_a_viewer_is_a_viewer(forged):
    """Whatever else stands in the session under that name opens nothing."""
    app = AppTest.from_file(PAGES[0], default_timeout=30)
    app.session_state["viewer"] = forged
    app.run()

    assert len(app.error) == 1


def test_rights_of_the_roles():
    assert RIGHTS[Role.LEADER] == {Right.SEE_AGGREGATES}
    assert RIGHTS[Role.EPIDEMIOLOGIST] == set(Right)
    assert RIGHTS[Role.DISTRICT_OFFICIAL] == {
        Right.SEE_AGGREGATES,
        Right.SEE_PEOPLE,
        Right.RECORD_FOLLOW_UP,
    }


def test_scope_is_the_viewers():
    assert OFFICIAL.scope.district_ids == ("288",)
    assert OFFICIAL.scope.rights == RIGHTS[Role.DISTRICT_OFFICIAL]
    assert TRACER.scope.district_ids is None
    assert access.NOBODY.rights == frozenset()
    assert access.NOBODY.district_ids == ()


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_trial_role_enters(role):
    app = AppTest.from_file(ROOT / "app.py", default_timeout=240).run()
    assert app.title[0].value == "Chọn vai trò dùng thử"

    app.button(key=f"enter_{role}").click().run()

    assert not app.exception
    assert app.session_state["viewer"].role is role
    assert app.title[0].value == "Tổng quan"


@pytest.mark.usefixtures("province")
def test_signing_out_leaves_a_stranger():
    app = AppTest.from_file(ROOT / "app.py", default_timeout=240)
    app.session_state["viewer"] = LEADER
    app.run()

    app.button(key="sign_out").click().run()

    assert "viewer" not in app.session_state
    assert app.title[0].value == "Chọn vai trò dùng thử"


def test_real_database_has_no_trial_roles(database_url, monkeypatch):
    """With a province's own database and no provider, nobody enters, and the page says why."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    app = AppTest.from_file(ROOT / "app.py", default_timeout=240).run()

    assert not app.exception
    assert "[auth]" in app.error[0].value
    # But the one that nobody sees, by which a page goes on after its server was away.
    assert [button.key for button in app.button] == ["go_on"]


@pytest.mark.parametrize(
    ("claims", "vouches", "expected"),
    [
        ({"email": " A@Example.VN ", "email_verified": True}, False, "a@example.vn"),
        ({"email": "a@example.vn", "email_verified": False}, True, None),
        ({"email": "a@example.vn", "email_verified": "true"}, True, None),
        ({"email": "a@example.vn"}, False, None),
        ({"email": "a@example.vn"}, True, "a@example.vn"),
        ({"email_verified": True}, True, None),
        ({}, True, None),
    ],
)
def test_only_a_verified_address_counts(monkeypatch, claims, vouches, expected):
    settings = {"access": {"provider_vouches_for_emails": vouches}}
    monkeypatch.setattr(st, "secrets", settings)

    assert access._verified_email(claims) == expected


def test_an_unknown_account_can_be_left_for_another(monkeypatch):
    buttons = {}
    monkeypatch.setattr(access, "_has_openid", lambda: True)
    monkeypatch.setattr(st, "secrets", {"access": {}})
    monkeypatch.setattr(st, "user", _vouched(sub="stranger", iat=time.time()))
    monkeypatch.setattr(st, "button", lambda label, **rest: buttons.update({label: rest}))

    access._openid_door()

    assert [(label, rest["on_click"]) for label, rest in buttons.items()] == [
        ("Dùng tài khoản khác", st.logout)
    ]


@pytest.mark.parametrize(
    "claims",
    [{"sub": "a", "iat": 1_629_800_000}, {"sub": "a"}, {"iat": 1_629_800_000}],
    ids=["of long ago", "of no time", "of nobody"],
)
def test_a_sign_in_that_has_ended_leads_to_the_provider_again(monkeypatch, claims):
    buttons = {}
    monkeypatch.setattr(access, "_has_openid", lambda: True)
    monkeypatch.setattr(st, "secrets", {"access": {}})
    monkeypatch.setattr(st, "user", _vouched(email="a@example.vn", email_verified=True, **claims))
    monkeypatch.setattr(st, "button", lambda label, **rest: buttons.update({label: rest}))
    monkeypatch.setattr(access, "is_trial", lambda: False)

    assert access._vouched_viewer() is None
    access._openid_door()

    assert [(label, rest["on_click"]) for label, rest in buttons.items()] == [
        ("Đăng nhập", st.login)
    ]


@pytest.mark.parametrize(
    ("change", "remains"),
    [
        ("select 1", True),
        ("delete from ledger.viewers", False),
        ("update ledger.viewers set role = 'leader'", False),
    ],
)
def test_an_open_page_knows_when_its_viewer_may_no_longer_be_there(
    empty_province, monkeypatch, change, remains
):
    claims = {"sub": "b", "iat": time.time(), "email": "b@example.vn", "email_verified": True}
    monkeypatch.setattr(access, "_has_openid", lambda: True)
    monkeypatch.setattr(st, "secrets", {"access": {}})
    monkeypatch.setattr(access, "is_trial", lambda: False)
    monkeypatch.setattr(st, "user", _vouched(**claims))
    with psycopg.connect(empty_province, autocommit=True) as owner:
        owner.execute(
            "insert into ledger.viewers values ('b@example.vn', 'Dịch tễ', 'epidemiologist')"
        )
        viewer = access._vouched_viewer()
        monkeypatch.setattr(access, "current_viewer", lambda: viewer)
        owner.execute(change)
        assert access.still_lasts() is remains


def _vouched(**claims):
    return SimpleNamespace(is_logged_in=True, to_dict=lambda: claims)


def test_a_look_is_written_with_its_reason(empty_province, monkeypatch):
    monkeypatch.setattr(access, "current_viewer", lambda: TRACER)

    access.record_look("identities", " truy vết ca HD1 ", [7, 9])

    with psycopg.connect(empty_province) as owner:
        rows = owner.execute(
            "select viewer, role, question, reason, person_count, person_ids from ledger.access_log"
        ).fetchall()
    assert rows == [("Dịch tễ", "epidemiologist", "identities", "truy vết ca HD1", 2, [7, 9])]


def test_a_look_needs_a_reason(monkeypatch):
    monkeypatch.setattr(access, "current_viewer", lambda: TRACER)

    with pytest.raises(ValueError, match="reason"):
        access.record_look("identities", "  ", [7])


def test_rows_without_names_are_one_line_until_others_are_shown(empty_province, monkeypatch):
    monkeypatch.setattr(access, "current_viewer", lambda: TRACER)
    monkeypatch.setattr(st, "session_state", {})

    for people in ([7, 9], [9], [], [7, 9, 11]):
        access.record_shown("trace?case=HD1", people)
    access.record_shown("evidence?case=HD1", [7])
    access.record_shown("trace?case=HD2", [7])

    assert lines(empty_province) == [
        ("trace?case=HD1", [7, 9]),
        ("trace?case=HD1", [11]),
        ("evidence?case=HD1", [7]),
        ("trace?case=HD2", [7]),
    ]


def test_what_the_log_does_not_hold_is_shown_to_nobody(empty_province, monkeypatch):
    monkeypatch.setattr(access, "current_viewer", lambda: TRACER)
    monkeypatch.setattr(st, "session_state", {})
    with psycopg.connect(empty_province, autocommit=True) as owner:
        owner.execute("alter table ledger.access_log rename to moved")
        with pytest.raises(psycopg.errors.UndefinedTable):
            access.record_shown("trace", [7])
        owner.execute("alter table ledger.moved rename to access_log")
    access.record_shown("trace", [7])

    assert lines(empty_province) == [("trace", [7])]


def test_who_comes_in_is_one_line(own_province):
    app = AppTest.from_file(ROOT / "app.py", default_timeout=240).run()
    app.button(key="enter_leader").click().run()
    app.run()

    assert not app.exception
    assert lines(own_province) == [("sign_in", [])]


def lines(url) -> list[tuple[str, list[int]]]:
    with psycopg.connect(url) as owner:
        return owner.execute(
            "select question, person_ids from ledger.access_log order by line_number"
        ).fetchall()


def test_a_session_makes_no_viewer_but_by_signing_in():
    def script():
        from dashboard import access  # noqa: PLC0415 - the script runs alone

        access.act_as(access.Viewer("A", access.Role.EPIDEMIOLOGIST))

    page = AppTest.from_function(script).run()

    assert len(page.exception) == 1
    assert "viewer" not in page.session_state
