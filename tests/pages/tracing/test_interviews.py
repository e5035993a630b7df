"""A case names people: in the trace at once, with evidence, joined, withdrawn, and logged."""

import pandas as pd
import psycopg
import pytest

from dashboard import alphabet, data
from dashboard.data.cases import Interview, Relation
from tests.figures.recomputed import World
from tests.figures.recomputed_tracing import rings
from tests.pages.viewers import EPIDEMIOLOGIST, listed


@pytest.fixture
def desk(open_page, own_province):
    """Return the interviews of a province that the test may change."""
    return open_page("contact_tracing", EPIDEMIOLOGIST, view="interviews")


def box(page, label):
    return next(widget for widget in page.text_input if widget.label == label)


def choice(page, label):
    return next(widget for widget in page.selectbox if widget.label == label)


def press(page, label):
    return next(button for button in page.button if button.label == label).click().run()


def recorded(page, **typed):
    """Fill in the form and record it."""
    for label, value in typed.items():
        box(page, label.replace("_", " ")).set_value(value)
    return press(page, "Ghi vào sổ")


def standing(page):
    """Return the table of what the cases told."""
    return next(table.value for table in page.dataframe if "is_traced" in table.value)


def ask(province, statement):
    with psycopg.connect(province) as connection:
        return connection.execute(statement).fetchall()


def infectious(page):
    """Return a moment at which the case could infect: that of its first contact's meeting."""
    people = listed(page)
    return people.loc[people["ring"] == "F1", "exposed_at"].iloc[0].to_pydatetime()


def test_somebody_the_register_does_not_know_is_in_the_trace_at_once(open_page, own_province, desk):
    assert not [table for table in desk.dataframe if "is_traced" in table.value]
    before = listed(open_page("contact_tracing", EPIDEMIOLOGIST))
    met = infectious(open_page("contact_tracing", EPIDEMIOLOGIST))
    desk.datetime_input[0].set_value(met)

    page = recorded(desk, Họ_tên="Trần Văn Ví Dụ", Điện_thoại="0900 000 000", Gặp_ở_đâu="quán nước")

    (row,) = standing(page).to_dict("records")
    assert (row["person"], row["place"], row["is_traced"]) == (
        "người được kể số 1", "quán nước", "trong F1",
    )  # fmt: skip
    after = listed(open_page("contact_tracing", EPIDEMIOLOGIST))
    (added,) = set(after["person_id"]) - set(before["person_id"])
    told = after[after["person_id"] == added].iloc[0]
    assert (added, told["ring"], told["place_name"]) == ("-1", "F1", "Theo lời khai của ca bệnh")
    sheet = open_page("contact_tracing", EPIDEMIOLOGIST, view="evidence", person=added)
    assert not sheet.exception
    kinds = [table.value["place_kind"] for table in sheet.dataframe if "place_kind" in table.value]
    assert set(pd.concat(kinds)) == {"lời khai"}


def test_a_told_contact_is_counted_called_and_followed_as_any_other(open_page, own_province, desk):
    desk.datetime_input[0].set_value(infectious(open_page("contact_tracing", EPIDEMIOLOGIST)))
    recorded(desk, Họ_tên="Trần Văn Ví Dụ", Điện_thoại="0900 000 000")

    people = listed(open_page("contact_tracing", EPIDEMIOLOGIST))
    with psycopg.connect(own_province) as connection:
        now = connection.execute("select max(last_loaded_at) from operational.feeds").fetchone()[0]
        counted = rings(World(connection, now), desk.multiselect(key="trace_cases").value[0])
    assert dict(zip(people["person_id"].astype(int), people["ring"], strict=True)) == {
        person: f"F{ring}" for person, ring in counted.items()
    }
    assert data.tracing.identities(EPIDEMIOLOGIST.scope, [-1])["phone"].tolist() == ["0900 000 000"]
    calls = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")
    calls.button(key="call_reached_-1").click().run()
    assert not calls.exception
    states = data.follow_up.states(EPIDEMIOLOGIST.scope).set_index("person_id")["state"]
    assert states[-1] == "called"


@pytest.fixture
def _nobody_knows_where_cases_live(monkeypatch):
    known = data.tracing.cases

    def of_no_commune_but_the_oldest(load):
        cases = known(load)
        return cases.assign(commune_id=cases["commune_id"].where(cases.index == len(cases) - 1))

    monkeypatch.setattr(data.tracing, "cases", of_no_commune_but_the_oldest)


@pytest.mark.usefixtures("_nobody_knows_where_cases_live")
def test_a_case_of_no_known_commune_is_asked_for_it_and_stops_no_call(open_page, own_province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="interviews")
    page = recorded(page, Họ_tên="Trần Văn Ví Dụ")
    assert any("Chưa rõ ca bệnh ở xã" in warning.value for warning in page.warning)
    assert ask(own_province, "select count(*) from ledger.interviews") == [(0,)]

    calls = open_page("contact_tracing", EPIDEMIOLOGIST, view="calls")
    button = next(b for b in calls.button if str(b.key).startswith("call_reached_"))
    button.click().run()
    assert not calls.exception
    person = int(button.key.removeprefix("call_reached_"))
    states = data.follow_up.states(EPIDEMIOLOGIST.scope).set_index("person_id")["state"]
    assert states[person] == "called"


def test_who_was_met_outside_the_window_is_kept_and_not_traced(desk, own_province):
    desk.datetime_input[0].set_value(pd.Timestamp("2021-06-01T08:00").to_pydatetime())

    page = recorded(desk, Họ_tên="Trần Văn Ví Dụ")

    (row,) = standing(page).to_dict("records")
    assert row["is_traced"] == "không trong F1 của lần truy vết này"


def test_somebody_without_a_name_is_refused_and_nothing_is_written(desk, own_province):
    page = recorded(desk, Gặp_ở_đâu="quán nước")

    assert any("cần họ tên hoặc điện thoại" in warning.value for warning in page.warning)
    assert ask(own_province, "select count(*) from ledger.interviews") == [(0,)]


def test_a_search_folds_marks_is_logged_and_finds_the_person(desk, own_province):
    ((name,),) = ask(
        own_province, "select full_name from operational.identities order by person_id limit 1"
    )
    plain = alphabet.fold(name)

    page = box(desk, "Tìm người theo tên, điện thoại hoặc số căn cước").set_value(plain).run()

    assert any(name in option for option in choice(page, "Người được kể").options)
    ((question, count, reason),) = ask(
        own_province,
        "select question, person_count, reason from ledger.access_log"
        " where question like 'interview_search%'",
    )
    assert question.startswith("interview_search?case=")
    assert count >= 1
    assert plain in reason
    page.run()
    assert len(ask(own_province, "select 1 from ledger.access_log where question like 'int%'")) == 1


def test_two_reports_of_one_person_are_joined_and_one_is_withdrawn(desk, own_province):
    page = recorded(desk, Họ_tên="Trần Văn Ví Dụ")
    page = recorded(page, Họ_tên="chú Ví bán nước")
    choice(page, "Lời khai").set_value(2).run()
    choice(page, "Đây chính là").set_value(-1).run()

    page = press(page, "Gộp")

    assert standing(page)["person"].tolist() == ["người được kể số 1"] * 2
    assert not data.cases.is_joined(EPIDEMIOLOGIST.scope, 2, -1)  # somebody has done so
    choice(page, "Lời khai").set_value(1).run()
    page = press(page, "Rút lời khai")
    assert len(standing(page)) == 1
    assert data.cases.interviews(EPIDEMIOLOGIST.scope)["interview_id"].tolist() == [3]
    assert ask(own_province, "select count(*) from ledger.interviews") == [(4,)]


def test_an_earlier_moment_knows_no_later_report(desk, own_province):
    recorded(desk, Họ_tên="Trần Văn Ví Dụ")
    (at,) = data.cases.interviews(EPIDEMIOLOGIST.scope)["recorded_at"]

    before = data.cases.interviews(EPIDEMIOLOGIST.scope, at - pd.Timedelta("1s"))

    assert before.empty


def test_a_contact_that_ends_before_it_began_is_refused():
    at = pd.Timestamp("2021-08-20T01:00Z").to_pydatetime()
    interview = Interview(
        case_id="HD1", case_person_id=1, district_id="288", person_id=2,
        relation=Relation.FRIEND, met_at=at, parted_at=at,
    )  # fmt: skip
    with pytest.raises(ValueError, match="ends"):
        data.cases.add_interview(EPIDEMIOLOGIST.scope, interview)
