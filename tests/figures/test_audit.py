"""Every registered figure agrees with its recomputation, and a wrong one would be found."""

from dataclasses import replace

import pandas as pd
import psycopg
import pytest

from launch import installation, trial_ledger
from launch.urls import as_user
from tests.figures import audit
from tests.figures.audit import VIEWERS, Line
from tests.figures.drawn import Place, Shown, numbers
from tests.figures.recomputed import COLUMNS, TILES, World
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
