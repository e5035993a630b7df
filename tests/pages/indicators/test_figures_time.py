"""Every indicator page says as of when its figures are, and whether they were computed ahead."""

import psycopg
import pytest
import streamlit as st

from launch import installation, roll_ups
from launch.urls import as_user

INDICATOR_PAGES = [
    *("overview", "app_adoption", "vaccination_coverage", "platforms"),
    *(
        "test_results",
        "test_systems",
        "qr_places",
        "checkpoints",
        "outreach",
        *("health_declarations", "support_team"),
    ),
]
each_page = pytest.mark.parametrize("name", INDICATOR_PAGES)


@pytest.fixture(scope="module")
def rolled_province(copy_database, filled):
    """Owner's URL of a copy of the province whose indicators were computed ahead."""
    with copy_database(filled) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            roll_ups.refresh(owner)
        yield url


@pytest.fixture
def rolled(rolled_province, monkeypatch):
    """Let the app read that copy."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(rolled_province, installation.LOGIN))
    return rolled_province


@each_page
def test_figures_computed_ahead(rolled, open_page, leader, name):
    page = open_page(name, leader)

    assert not page.exception
    assert "Số liệu tổng hợp sẵn lúc 17:58 ngày 24/08/2021" in texts(page)


@each_page
def test_figures_computed_live(province, open_page, leader, name):
    assert "Số liệu tính trực tiếp đến 17:58 ngày 24/08/2021" in texts(open_page(name, leader))


def test_a_page_says_so_in_english(rolled, open_page, official):
    page = open_page("platforms", official, lang="en")
    assert "Figures computed ahead at 17:58, 24 Aug 2021" in texts(page)


def test_figures_are_the_same_both_ways(province, rolled, open_page, official, monkeypatch):
    ahead = texts(open_page("overview", official))
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(province, installation.LOGIN))
    st.cache_data.clear()
    live = texts(open_page("overview", official))

    assert ahead != live
    assert said(ahead) == said(live)


def texts(page) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def said(text) -> list[str]:
    return [line for line in text.splitlines() if 'class="subtitle"' not in line]
