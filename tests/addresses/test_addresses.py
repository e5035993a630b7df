"""Tables at their addresses: whose token, which rows, what is withheld, described and logged."""

import csv
import io
import re
import sys
from pathlib import Path

import jsonschema
import psycopg
import pytest
from openapi_spec_validator import validate
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard import addresses, data, figures, words
from dashboard.addresses import answers
from dashboard.addresses.tables import ON_A_PAGE_ALONE, TABLES, Column, Table
from dashboard.data.database import NotSaved
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from launch import installation, tokens
from launch.errors import LaunchError
from launch.urls import as_user
from tests.kept import fitted_once, forget
from tests.pages.viewers import LEADER

ROOT = Path(__file__).parents[2]
VIEWERS = """
insert into ledger.viewers values
('leader@hd.vn', 'Lãnh đạo', 'leader', '{}'),
('staff@hd.vn', 'Dịch tễ', 'epidemiologist', '{}'),
('official@hd.vn', 'Cán bộ', 'district_official', '{292}')
"""


@pytest.fixture(scope="module")
def url(copy_database, filled):
    """Owner's URL of a province that lists three viewers; the app reads it."""
    forget()
    with copy_database(filled) as made, pytest.MonkeyPatch.context() as patch, fitted_once():
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(made, installation.LOGIN))
        with psycopg.connect(made) as owner:
            owner.execute(VIEWERS)
        yield made
    forget()


@pytest.fixture(scope="module")
def token(url):
    """Return a function that gives each viewer their token."""
    with psycopg.connect(url) as owner:
        given = {
            who: tokens.make(owner, f"{who}@hd.vn", "Kho dữ liệu")
            for who in ("leader", "staff", "official")
        }
    return given.__getitem__


@pytest.fixture(scope="module")
def client():
    app = Starlette(
        routes=[Route("/{path:path}", lambda request: PlainTextResponse(request.url.path))],
        middleware=[Middleware(addresses.Tables)],
    )
    return TestClient(app)


@pytest.fixture
def get(client, token):
    """Return a function that asks for a path as somebody."""

    def asked(path, who="leader", **parameters):
        headers = {"authorization": f"Bearer {token(who)}"}
        return client.get(f"/api/v1/{path}", headers=headers, params=parameters)

    return asked


def test_the_description_is_valid_and_names_every_table(get):
    told = get("openapi.json", lang="en").json()

    validate(told)
    assert {
        path.removeprefix("/api/v1/tables/").removesuffix(".json")
        for path in told["paths"]
        if path.endswith(".json")
    } == set(TABLES)
    assert get("tables").json() == {"tables": list(TABLES)}


@pytest.mark.parametrize("who", ["leader", "official"])
def test_every_table_answers_as_it_is_described(get, who):
    described = get("openapi.json", who).json()["paths"]
    for name in TABLES:
        answer = get(f"tables/{name}.json", who)
        assert answer.status_code == 200, name
        content = described[f"/api/v1/tables/{name}.json"]["get"]["responses"]["200"]["content"]
        jsonschema.validate(answer.json(), content["application/json"]["schema"])
        assert answer.json()["is_simulated"]


def test_every_file_that_pages_offer_has_an_address_or_a_reason():
    catalogue = (ROOT / "assets/locale/vi.po").read_text(encoding="utf-8")
    offered = set(re.findall(r'^msgid "table\.name\.(\w+)"$', catalogue, re.MULTILINE))
    named = {name for name in TABLES if not name.startswith("platform_")}

    assert offered == named | set(ON_A_PAGE_ALONE)


def test_rows_are_the_figures_of_the_page_and_withheld_where_they_are(get):
    answer = get("tables/declared_communes.json").json()
    here = Viewpoint(LEADER, figures_time())
    page = figures.platforms.declarations.communes(here).shown()

    rows = answer["rows"]
    assert [row["commune_id"] for row in rows] == page["commune_id"].tolist()
    hidden = disclosure.is_withheld(page, "symptom_count").tolist()
    assert any(hidden)
    assert ["symptom_count" in row.get("withheld", []) for row in rows] == hidden
    known = [row["symptom_count"] for row in rows if "symptom_count" not in row.get("withheld", [])]
    assert known == page.loc[[not one for one in hidden], "symptom_count"].tolist()


def figures_time():
    from dashboard import data  # noqa: PLC0415 - beside the one test that needs it

    return data.feeds.figures(LEADER.scope).data_time


def test_csv_is_for_programs_and_names_what_is_withheld(get):
    answer = get("tables/declared_communes.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(rows) == 235
    assert "withheld" in {row["symptom_count"] for row in rows}
    assert not answer.text.startswith("\ufeff")


def test_a_district_sees_itself_alone_and_a_province_one_of_its_districts(get):
    own = get("tables/declared_communes.json", "official").json()
    one = get("tables/declared_communes.json", "leader", district="292").json()

    assert {row["district_id"] for row in own["rows"]} == {"292"}
    assert {row["district_id"] for row in one["rows"]} == {"292"}
    assert own["area"] == "Thị xã Kinh Môn – Tỉnh Hải Dương" or "Kinh Môn" in own["area"]
    refused = get("tables/declared_communes.json", "official", district="288")
    assert (refused.status_code, refused.json()) == (400, {"error": "district"})


def test_names_are_told_in_the_language_asked_for(get):
    told = {
        tongue: get("tables/systems_kinds.json", lang=tongue).json()["rows"][0]["unit_name"]
        for tongue in words.LANGUAGES
    }
    assert told == {"vi": "Cùng mã, khác người", "en": "Same code, two people"}
    assert words.language() == "vi"  # of whoever is in a session of their own
    assert get("tables/systems_kinds.json", lang="fr").status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic abc"])
def test_who_has_no_token_is_told_nothing(client, url, header):
    for path in ("tables", "openapi.json", "tables/declared_communes.json", "tables/none.json"):
        answer = client.get(f"/api/v1/{path}", headers={"authorization": header})
        assert (answer.status_code, answer.json()) == (401, {"error": "token"})
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_ends_when_it_is_struck_over_or_its_viewer_is_struck_out(client, url):
    def status(token):
        headers = {"authorization": f"Bearer {token}"}
        return client.get("/api/v1/tables", headers=headers).status_code

    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("insert into ledger.viewers values ('new@hd.vn', 'Mới', 'leader', '{}')")
        first, second, third = (tokens.make(owner, "new@hd.vn", "thử") for _ in range(3))
        assert [status(one) for one in (first, second, third)] == [200, 200, 200]
        [number] = owner.execute("select min(token_id) from ledger.tokens where email like 'new%'")
        tokens.strike(owner, number[0])
        with pytest.raises(LaunchError, match="no token"):
            tokens.strike(owner, number[0])
        owner.execute(
            "update ledger.tokens set made_at = now() - interval '2 d', over_at = now()"
            " - interval '1 d' where token_id = %s",
            (number[0] + 1,),
        )
        assert [status(one) for one in (first, second, third)] == [401, 401, 200]
        assert any("struck" in line for line in tokens.listed(owner))
        owner.execute("delete from ledger.viewers where email = 'new@hd.vn'")
        assert status(third) == 401


def test_a_token_is_made_for_a_viewer_and_a_purpose_and_kept_as_a_hash(url):
    with psycopg.connect(url) as owner:
        with pytest.raises(LaunchError, match="no viewer"):
            tokens.make(owner, "nobody@hd.vn", "thử")
        with pytest.raises(LaunchError, match="what the token is for"):
            tokens.make(owner, "leader@hd.vn", " ")
        token = tokens.make(owner, "Leader@hd.vn", "thử")
        held = owner.execute("select tokens::text from ledger.tokens").fetchall()
    assert not any(token in line for (line,) in held)


def test_every_answer_is_a_line_of_the_log(get, url):
    get("tables/support_kinds.json", "official")
    with psycopg.connect(url) as owner:
        line = owner.execute(
            "select viewer, role, question, reason from ledger.access_log"
            " order by access_id desc limit 1"
        ).fetchone()
    assert line == (
        *("Cán bộ", "district_official", "api?support_kinds&district=292"),
        "Chương trình hỏi bảng số liệu: Kho dữ liệu",
    )


@pytest.mark.parametrize(
    "path", ["tables/none.json", "tables/systems_kinds.xml", "else", "tables/"]
)
def test_what_is_not_there_is_not_found(get, path):
    assert (get(path).status_code, get(path).json()) == (404, {"error": "unknown"})


def test_nothing_can_be_written(client, token):
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(client, method)("/api/v1/tables", headers={"authorization": "Bearer x"})
        assert answer.status_code == 405


def test_everything_else_is_the_apps(client):
    assert client.get("/api/v2/tables").text == "/api/v2/tables"
    assert client.get("/").text == "/"


def test_a_small_count_that_nobody_withheld_is_given_to_nobody(url):
    import pandas as pd  # noqa: PLC0415 - beside the one test that needs it

    table = Table(lambda _: pd.DataFrame({"n": [2.0, 9.0]}), [Column("n", "people")])
    with pytest.raises(answers.SmallCountError, match="'n'"):
        answers.found(table, Viewpoint(LEADER, figures_time()))


def test_a_failure_says_no_more_than_that_it_failed(get, monkeypatch):
    def failing(_):
        raise ValueError("Nguyễn Văn An")

    monkeypatch.setitem(TABLES, "support_kinds", Table(failing, []))
    answer = get("tables/support_kinds.json")
    assert (answer.status_code, answer.json()) == (500, {"error": "failed"})


def test_where_the_look_cannot_be_written_the_table_is_not_given(get, monkeypatch):
    def unsaved(*_):
        raise NotSaved

    monkeypatch.setattr(data.ledger, "record_look", unsaved)
    answer = get("tables/support_kinds.json")
    assert (answer.status_code, answer.json()) == (503, {"error": "database"})


@pytest.mark.parametrize("days", ["0", "3651", "9" * 20, "-1", "soon"])
def test_a_token_lasts_a_day_to_ten_years(url, days, monkeypatch, capsys):
    monkeypatch.setenv("OWNER_URL", url)
    monkeypatch.setattr(sys, "argv", ["tokens", "make", "leader@hd.vn", "thử", days])
    assert tokens.main() == 1
    assert "make EMAIL PURPOSE [DAYS]" in capsys.readouterr().err


def test_a_database_that_is_away_is_said_so(client, no_database):
    answer = client.get("/api/v1/tables", headers={"authorization": "Bearer x"})
    assert (answer.status_code, answer.json()) == (503, {"error": "database"})
