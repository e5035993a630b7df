"""Who a case is, and whose window was edited: one row in, one row out, per rule."""

from datetime import UTC, datetime

import psycopg
import pytest

from dashboard import alphabet, data
from dashboard.data.cases import WindowEdit
from dashboard.data.database import Scope
from launch import installation
from launch.urls import as_user

RIGHTS = frozenset({"see_aggregates", "trace_contacts", "see_people"})
PROVINCE = Scope("Dịch tễ", "epidemiologist", RIGHTS, None)
ONE_DISTRICT = Scope("Cán bộ 288", "epidemiologist", RIGHTS, ("288",))


@pytest.fixture
def rows(own_two_districts, monkeypatch):
    """Give a connection as owner; the app reads the same database."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))
    with psycopg.connect(own_two_districts, autocommit=True) as connection:
        connection.execute(
            "update operational.identities set full_name = 'Nguyễn Văn Đức', phone = '0912 345 678'"
            " where person_id = 1"
        )
        connection.execute(
            "update operational.identities set full_name = 'Trần Thị 100%', phone = null"
            " where person_id = 2"
        )
        yield connection


def found(text, scope=PROVINCE):
    return data.cases.find_cases(scope, text)["case_id"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "nguyen van", "Nguyễn Văn", "NGUYỄN  VĂN", "nguye\u0302\u0303n va\u0306n", "duc",
        "Đức", "đ", "0912345678", "0912 345 678", "345.678", "912-345",
    ],
)  # fmt: skip
def test_a_name_or_phone_is_found_however_it_is_typed(rows, text):
    assert found(text) == ["BN1"]


@pytest.mark.parametrize(
    "full_name",
    [
        "Ðỗ Thị Hoè", "ĐỖ THỊ HÒE", "đỗ  thị-hòe", "\u0110\u00f4\u0303 Thi\u0323 Ho\u0300e",
        "Đỗ\u00a0Thị “Hoè”", "Ɖỗ Thị. Hoe", "ðỗ thị hoẽ",
    ],
)  # fmt: skip
def test_the_database_folds_names_as_the_dashboard_does(rows, full_name):
    rows.execute(
        "update operational.identities set full_name = %s where person_id = 1", [full_name]
    )

    assert alphabet.fold(full_name) == "do thi hoe"
    assert found("Đỗ Thị Hoè") == found("do thi hoe") == ["BN1"]
    assert found("oe") == []


@pytest.mark.parametrize("text", ["nguyen thi", "0913", "", " ", "n_uyen", "n%n", "'; --"])
def test_nothing_else_is_found(rows, text):
    assert found(text) == []


def test_a_percent_sign_is_a_letter_like_any_other(rows):
    assert found("100%") == ["BN2"]


def test_the_row_says_who_it_is(rows):
    row = data.cases.find_cases(PROVINCE, "duc").iloc[0]

    assert row.tolist() == ["BN1", 1, "Nguyễn Văn Đức", "0912 345 678"]


def test_people_of_other_districts_are_not_found(rows):
    assert found("tran", ONE_DISTRICT) == []
    assert found("nguyen", ONE_DISTRICT) == ["BN1"]


@pytest.mark.parametrize("missing", ["see_people", "trace_contacts"])
def test_a_name_is_found_with_both_rights_only(rows, missing):
    assert found("nguyen", Scope("A", "leader", RIGHTS - {missing}, None)) == []


def edit(case_id="BN1", district_id="288", **changes):
    noon = datetime(2021, 8, 20, 5, tzinfo=UTC)
    given = {
        "old_from": noon, "old_until": None, "new_from": noon.replace(day=18), "new_until": None,
        "reason": " Người bệnh kể lại ", "preset": "who", "data_time": noon,
    }  # fmt: skip
    return WindowEdit(case_id=case_id, district_id=district_id, **(given | changes))


def test_edits_come_latest_first_with_who_and_why(rows):
    later = edit(new_until=datetime(2021, 8, 21, tzinfo=UTC))
    data.cases.record_window_edit(PROVINCE, edit())
    data.cases.record_window_edit(ONE_DISTRICT, later)
    data.cases.record_window_edit(PROVINCE, edit("BN2", "290"))

    edits = data.cases.window_edits(PROVINCE, ["BN1"])

    assert edits["edited_by"].tolist() == ["Cán bộ 288", "Dịch tễ"]
    assert edits["reason"].tolist() == ["Người bệnh kể lại"] * 2
    assert edits["new_until"].notna().tolist() == [True, False]
    assert (edits["edited_at"] > edits["old_from"]).all()
    assert len(data.cases.window_edits(ONE_DISTRICT, ["BN1", "BN2"])) == 2


def test_an_edit_without_reason_or_change_is_refused(rows):
    with pytest.raises(ValueError, match="BN1"):
        data.cases.record_window_edit(PROVINCE, edit(reason="  "))
    same = edit(new_from=edit().old_from)
    with pytest.raises(psycopg.errors.CheckViolation):
        data.cases.record_window_edit(PROVINCE, same)
    assert data.cases.window_edits(PROVINCE, ["BN1"]).empty


def test_an_edit_of_another_district_or_without_the_right_is_refused(rows):
    leader = Scope("L", "leader", frozenset({"see_aggregates"}), None)
    data.cases.record_window_edit(PROVINCE, edit())
    for scope, given in ((ONE_DISTRICT, edit("BN2", "290")), (leader, edit())):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            data.cases.record_window_edit(scope, given)
    assert data.cases.window_edits(leader, ["BN1"]).empty


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.window_edits set reason = 'x'",
        "delete from ledger.window_edits",
        "truncate ledger.window_edits",
    ],
)
def test_edits_are_never_changed(rows, connect, own_two_districts, statement):
    data.cases.record_window_edit(PROVINCE, edit())
    with (
        connect(
            own_two_districts, installation.LEDGER, rights="trace_contacts", districts="*"
        ) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)
