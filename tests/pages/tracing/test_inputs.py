"""What a trace is asked: cases, windows and rules, in the page, the ledger and the address."""

import psycopg
import pytest

from dashboard.figures.tracing.choice import Choice, from_address, to_address
from tests.pages.viewers import EPIDEMIOLOGIST, listed


@pytest.mark.usefixtures("province")
def test_rules_change_the_result_and_the_address(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    everybody = len(listed(page))

    minutes = next(box for box in page.number_input if "tối thiểu" in box.label)
    minutes.set_value(30).run()

    assert not page.exception
    assert page.query_params["minutes"] in ("30", ["30"])
    assert len(listed(page)) <= everybody


@pytest.mark.usefixtures("province")
def test_a_link_reopens_the_same_view(open_page):
    first = open_page("contact_tracing", EPIDEMIOLOGIST)
    case = first.multiselect(key="trace_cases").value[0]

    page = open_page(
        "contact_tracing",
        EPIDEMIOLOGIST,
        case=case,
        preset="who",
        rings="3",
        minutes="5",
        crowd="25",
    )

    assert page.multiselect(key="trace_cases").value == [case]
    assert page.selectbox(key="trace_preset").value == "who"
    assert page.session_state["trace_rings"] == 3
    assert page.session_state["trace_minutes"] == 5
    assert page.session_state["trace_crowd"] == 25


@pytest.mark.usefixtures("province")
def test_a_senseless_address_opens_the_default(open_page):
    page = open_page(
        "contact_tracing",
        EPIDEMIOLOGIST,
        preset="x",
        rings="-1",
        minutes="many",
        window="a~b",
        view="nothing",
    )

    assert not page.exception
    assert not page.error
    assert page.session_state["trace_preset"] == "moh_2021_08"
    assert page.session_state["trace_rings"] == 2


@pytest.mark.usefixtures("province")
def test_a_preset_fills_in_its_numbers(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)

    page.selectbox(key="trace_preset").set_value("rki").run()

    assert page.session_state["trace_minutes"] == 10
    assert page.session_state["trace_gap_hours"] == 72


@pytest.mark.usefixtures("province")
def test_nobody_reached_says_why_and_what_to_try(open_page):
    case = open_page("contact_tracing", EPIDEMIOLOGIST).multiselect(key="trace_cases").value[0]

    page = open_page(
        "contact_tracing",
        EPIDEMIOLOGIST,
        case=case,
        window=f"{case}~2021-01-01T00:00~2021-01-01T01:00",
    )

    assert not page.exception
    assert any("Không tìm thấy ai" in text.value for text in page.markdown)
    assert not page.tabs


@pytest.mark.usefixtures("province")
def test_a_preset_says_when_it_cannot_sum(open_page):
    """The CDC's summed minutes have no backward meaning, and the page says what it does instead."""
    page = open_page("contact_tracing", EPIDEMIOLOGIST, preset="cdc", direction="backward")
    forward = open_page("contact_tracing", EPIDEMIOLOGIST, preset="cdc")

    assert any("cộng dồn" in warning.value for warning in page.warning)
    assert not any("cộng dồn" in warning.value for warning in forward.warning)


@pytest.mark.usefixtures("province")
def test_an_edited_window_counts_once_its_reason_is_in_the_ledger(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    case = page.multiselect(key="trace_cases").value[0]
    before = page.query_params.get("window")

    edit_first_row(page, begins="2021-08-19T06:30:00")
    page.run()
    assert any("chỉ có hiệu lực khi có lý do" in warning.value for warning in page.warning)
    press(page, "Ghi nhật ký và áp dụng")
    assert page.query_params.get("window") == before
    assert edits_of(province, case) == []

    box(page, "Lý do sửa").set_value("Người bệnh kể lại")
    press(page, "Ghi nhật ký và áp dụng")

    assert not page.exception
    assert f"{case}~2021-08-19T06:30~" in str(page.query_params["window"])
    assert edits_of(province, case) == [(EPIDEMIOLOGIST.name, "Người bệnh kể lại", "06:30 19/08")]
    earlier = next(table.value for table in page.dataframe if "edited_by" in table.value)
    assert earlier["reason"].tolist() == ["Người bệnh kể lại"]
    assert earlier["now"].iloc[0].startswith("06:30 19/08 → ")


@pytest.mark.usefixtures("province")
def test_a_case_is_found_by_name_once_the_look_is_logged(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    with psycopg.connect(province) as owner:
        name, case = owner.execute(
            "select full_name, case_id from operational.identities natural join operational.cases"
            " order by confirmed_at limit 1"
        ).fetchone()

    box(page, "Họ tên hoặc").set_value(name.upper())
    press(page, "Ghi nhật ký và tìm")
    assert any("lý do" in warning.value for warning in page.warning)
    assert name not in "".join(button.label for button in page.button)

    box(page, "Họ tên hoặc").set_value(name.upper())
    box(page, "Lý do tìm").set_value("Ca gọi đến hỏi")
    press(page, "Ghi nhật ký và tìm")
    page.button(key=f"trace_add_{case}").click().run()

    assert not page.exception
    assert case in page.multiselect(key="trace_cases").value
    with psycopg.connect(province) as owner:
        looks = owner.execute(
            "select reason, person_count, question from ledger.access_log"
            " where question like 'find_cases?text=%'"
        ).fetchall()
    assert [look[0] for look in looks] == ["Ca gọi đến hỏi"]
    assert looks[0][1] >= 1
    assert looks[0][2] == f"find_cases?text={name.upper()}"


def test_whom_the_picker_offers_is_logged_once(open_page, province):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    offered = page.multiselect(key="trace_cases").options
    looks = (
        "select person_count from ledger.access_log where question = 'case_picker'"
        " order by access_id desc limit 2"
    )
    with psycopg.connect(province, autocommit=True) as owner:
        before = owner.execute(looks).fetchall()
        page.run()
        assert owner.execute(looks).fetchall() == before
    assert before[0] == (len(offered),)


@pytest.mark.usefixtures("province")
def test_cases_are_narrowed_down_by_commune_and_day_and_chosen_at_once(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    everyone = page.multiselect(key="trace_cases").options
    commune = page.multiselect(key="trace_cases_communes").options[0]

    page.multiselect(key="trace_cases_communes").select(commune).run()
    few = page.multiselect(key="trace_cases").options
    assert 1 <= len(few) < len(everyone)
    add_all(page).click().run()

    assert not page.exception
    of_commune = [label for label in few if commune in label]
    assert of_commune
    assert len(page.multiselect(key="trace_cases").value) >= len(of_commune)


@pytest.mark.usefixtures("province")
def test_kinds_of_place_restrict_the_trace_and_stand_in_the_address(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    everybody = listed(page)
    kinds = open_page("contact_tracing", EPIDEMIOLOGIST, kinds="office,nowhere,food")

    assert kinds.session_state["trace_kinds"] == ["food", "office"]
    assert len(listed(kinds)) < len(everybody)
    kinds.multiselect(key="trace_kinds").set_value([]).run()
    assert "kinds" not in kinds.query_params
    assert len(listed(kinds)) == len(everybody)


@pytest.mark.usefixtures("province")
def test_the_switch_to_scans_alone_and_back_changes_the_list(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST)
    before = listed(page)["minutes"].fillna(-1).tolist()

    page.toggle(key="trace_scan_only").set_value(True).run()
    assert page.query_params["scans"] in ("only", ["only"])
    assert listed(page)["minutes"].isna().all()
    page.toggle(key="trace_scan_only").set_value(False).run()

    assert "scans" not in page.query_params
    assert listed(page)["minutes"].fillna(-1).tolist() == before


@pytest.mark.usefixtures("province")
def test_scans_alone_never_show_minutes(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, scans="only", direction="both", minutes="9")

    people = listed(page)
    assert not page.exception
    assert page.session_state["trace_direction"] == "forward"
    assert len(people)
    assert people["minutes"].isna().all()
    is_home = people["place_name"] == "Nhà ở (cùng hộ)"
    assert (people["tier"].notna() == is_home).all()  # no minutes there either
    assert "risk" not in people
    assert any("không phải bằng 0" in caption.value for caption in page.caption)
    assert page.number_input(key="trace_minutes").disabled
    assert page.query_params["scans"] in ("only", ["only"])


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("view", ["list", "evidence", "network", "map", "compare"])
@pytest.mark.parametrize("asked", [{"scans": "only"}, {"rings": "5"}], ids=["scans", "rings"])
def test_scans_alone_and_five_rings_open_in_every_view(open_page, view, asked):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view=view, **asked)

    assert not page.exception
    assert not page.error


@pytest.mark.usefixtures("province")
def test_five_rings_have_a_tile_and_a_name_each(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, rings="5")

    tiles = "".join(part.body for part in page.get("html"))
    assert all(f">F{ring}<" in tiles for ring in range(1, 6))
    assert {"F1", "F4"} <= set(listed(page)["ring"])


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(("direction", "usual"), [("backward", 14), ("both", 6)])
def test_the_look_back_has_its_usual_length_and_a_shorter_one_finds_fewer(
    open_page, direction, usual
):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, direction=direction)
    everybody = len(listed(page))
    days = page.number_input(key=f"trace_days_back_{direction}")
    assert days.value == usual
    assert "back" not in page.query_params

    days.set_value(2).run()

    assert not page.exception
    assert page.query_params["back"] in ("2", ["2"])
    assert len(listed(page)) < everybody


def test_the_address_says_everything_that_differs():
    choice = Choice(
        case_ids=("HD1",), rings=5, kinds=("food", "school"), days_back=9, direction="backward"
    )

    address = to_address(choice)
    assert address == {
        "case": "HD1", "rings": "5", "kinds": "food,school", "back": "9", "direction": "backward"
    }  # fmt: skip
    assert from_address(address) == choice
    assert from_address({"scans": "only", "direction": "both"}).direction == "forward"
    assert from_address({"back": "999"}).days_back == 28


def edit_first_row(page, **changes):
    """Edit the first row of the windows as the browser's table does."""
    key = f"trace_windows_moh_2021_08_{page.multiselect(key='trace_cases').value[0]}_{hash(())}"
    page.session_state[key] = {"edited_rows": {0: changes}, "added_rows": [], "deleted_rows": []}


def edits_of(province, case):
    with psycopg.connect(province) as owner:
        return owner.execute(
            "select edited_by, reason,"
            " to_char(new_from at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM')"
            " from ledger.window_edits where case_id = %s",
            (case,),
        ).fetchall()


def box(page, label):
    return next(box for box in page.text_input if box.label.startswith(label))


def press(page, label):
    next(button for button in page.button if button.label == label).click().run()


def add_all(page):
    return next(button for button in page.button if button.label.startswith("Chọn cả"))


@pytest.fixture
def codes(province):
    """Return the codes of two cases, as a link names them."""
    with psycopg.connect(province) as connection:
        rows = connection.execute("select case_id from operational.cases order by 1 desc limit 2")
        return [row[0] for row in rows]


def test_a_link_to_an_unknown_case_says_so_and_traces_nobody_else(open_page):
    unknown = "HD19990001<img src=x onerror=alert(1)>"
    page = open_page("contact_tracing", EPIDEMIOLOGIST, case=unknown)

    assert page.multiselect(key="trace_cases").value == []
    assert any("HD19990001" in warning.value for warning in page.warning)
    assert not len(listed(page))


def test_a_link_that_names_two_cases_keeps_both(open_page, codes):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, case=codes)

    assert page.multiselect(key="trace_cases").value == codes


@pytest.mark.parametrize("window", ["0001-01-01T00:00~", "2021-08-10T00:00~9999-12-31T00:00"])
def test_a_window_in_no_likely_year_falls_back_with_a_word(open_page, codes, window):
    page = open_page(
        "contact_tracing", EPIDEMIOLOGIST, case=codes[0], window=f"{codes[0]}~{window}"
    )

    assert not page.exception
    assert not page.error
    assert any("khoảng mặc định" in warning.value for warning in page.warning)


def test_a_time_with_an_offset_is_converted(open_page, codes):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, case=codes[0], known_at="2021-08-20T17:00Z")

    assert page.query_params["known_at"] in ("2021-08-21T00:00", ["2021-08-21T00:00"])


@pytest.mark.usefixtures("province")
def test_the_other_recent_cases_are_added_in_one_click(open_page):
    page = open_page("contact_tracing", EPIDEMIOLOGIST, view="sources")
    add = next(button for button in page.button if "ca khác" in button.label)

    page = add.click().run()

    assert len(page.multiselect(key="trace_cases").value) > 1
