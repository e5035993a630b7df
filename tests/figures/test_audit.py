"""Every registered figure agrees with its recomputation, and a wrong one would be found."""

from dataclasses import replace

import pandas as pd
import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import Role
from launch import installation, trial_ledger
from launch.urls import as_user
from tests.figures import audit, taken
from tests.figures.audit import VIEWERS, Line
from tests.figures.drawn import Place, Shown, called_twice, numbers
from tests.figures.recomputed import COLUMNS, TILES, TIPS, World
from tests.figures.recomputed_maps import OF_ONE_DISTRICT_S_OWN
from tests.kept import fitted_once, forget


@pytest.fixture(scope="module")
def tables(copy_database, filled):
    """Return the operational tables, read once for all viewers; the ledger has zones."""
    forget()
    with copy_database(filled) as url, pytest.MonkeyPatch.context() as patch, fitted_once():
        patch.setenv("EMBEDDED_DATABASE_URL", as_user(url, installation.LOGIN))
        with psycopg.connect(url) as connection:
            trial_ledger.write(connection)
            connection.commit()
            yield audit.read(connection)
    forget()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: str(viewer.role))
def test_what_pages_show_is_what_the_tables_hold(tables, viewer):
    lines = audit.audit(tables, [viewer])

    assert [line for line in lines if not line.agrees] == []
    assert len(lines) > 200
    if viewer.role is Role.EPIDEMIOLOGIST:  # who sees everything
        assert set(audit.never_shown(lines)) == OF_ONE_DISTRICT_S_OWN
    if viewer.role is Role.DISTRICT_OFFICIAL:
        assert {line.figure for line in lines} >= OF_ONE_DISTRICT_S_OWN


def test_no_registered_figure_is_without_a_recomputation():
    assert audit.without_recomputation() == []


def test_a_wrong_figure_is_found(monkeypatch):
    monkeypatch.setitem(TILES, "adoption.active", lambda _: ["9"])
    monkeypatch.setitem(COLUMNS, "adoption.installed", lambda *_: pd.Series([9.0], ["c1"]))
    place = Place("app_adoption")
    world = World(None, pd.Timestamp("2021-08-24", tz="UTC").to_pydatetime())
    at = ("figure", "where", "viewer")

    said = audit._said(Shown("adoption.active", place, text="8 người"), world, at)
    column = Shown("adoption.installed", place, level="commune_id", column=pd.Series([8.0], ["c1"]))

    assert not said.agrees
    assert not audit._column(column, world, at).agrees
    assert audit.report([said], show_all=False) == 1
    right = replace(column, column=pd.Series([9.0], ["c1"]))
    assert audit._column(right, world, at).agrees
    assert audit.report([Line("f", "w", "v", "1", "1", agrees=True)], show_all=True) == 0


def test_numbers_of_a_tile_leave_out_what_every_such_tile_says():
    said = "83,3% | Còn thiếu 10 người để đạt 100% | 0 trong 24 giờ · +13 trong 7 ngày"
    assert numbers(said) == ["83,3%", "10", "0", "+13"]


WORLD = World(None, pd.Timestamp("2021-08-24", tz="UTC").to_pydatetime())
AT = ("figure", "where", "viewer")


def test_a_wrong_tooltip_is_found(monkeypatch):
    monkeypatch.setitem(TIPS, "map.today", lambda *_: pd.Series({"c1": ["5", "10,5%"]}))

    def says(tip):
        tip = f"<b>Xã 3</b><table><tr><td>F1</td><td>{tip}</td></tr></table>"
        shown = Shown("map.today", Place("today"), level="commune_id", tips={"c1": tip})
        return audit._tips(shown, WORLD, AT).agrees

    assert says("5</td></tr><tr><td>Tỷ lệ</td><td>10,5%")
    assert says("5</td></tr><tr><td>Tỷ lệ</td><td>ẩn")
    assert not says("6</td></tr><tr><td>Tỷ lệ</td><td>10,5%")
    assert not says("5")


def test_a_file_is_opened_again_and_may_be_rounded_as_it_says(monkeypatch):
    monkeypatch.setitem(COLUMNS, "adoption.owners", lambda *_: pd.Series([0.6825], ["c1"]))
    cells = taken.table("a.csv", '\ufeff"Xã";"Tỷ lệ"\r\n"x";"0,683"\r\n"y";"ẩn"\r\n'.encode())

    values = taken.numbers_of(cells[1])

    assert values.tolist()[0] == 0.683
    assert values.isna().tolist() == [False, True]
    column = values.head(1).set_axis(["c1"])
    place = Place("app_adoption")
    shown = Shown("adoption.owners", place, level="commune_id", column=column, rounding=0.0005)
    assert audit._column(shown, WORLD, AT).agrees
    assert not audit._column(replace(shown, rounding=0.0), WORLD, AT).agrees


def test_a_part_of_a_tile_that_a_paper_lacks_is_missed():
    said = taken.text("a.html", "<b>63,2%</b> <i>Còn thiếu&nbsp;9 người</i>".encode())
    assert taken.found_in(said, ["63,2%", "Còn thiếu 9 người", "+8"]) == "63,2% | Còn thiếu 9 người"


def test_two_buttons_of_one_name_are_found():
    page = AppTest.from_string(
        """
        import streamlit as st
        st.button("Ghi", key="a")
        st.button("Ghi", key="b")
        st.button("Xóa")
        """
    ).run()
    assert called_twice(page) == ["Ghi"]
