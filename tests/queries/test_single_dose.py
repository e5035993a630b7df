"""A vaccine that is given once: one dose of it is the whole schedule, wherever that is counted."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from dashboard.data import database
from dashboard.data.database import Scope
from launch import installation
from launch.urls import as_user

NOW = datetime.now(UTC) + timedelta(hours=1)
PROVINCE = Scope("a", "leader", frozenset({"see_aggregates"}), None)


@pytest.fixture
def ask(own_two_districts, monkeypatch):
    """Return a function that asks two districts of which one person had a single Janssen."""
    monkeypatch.setenv("EMBEDDED_DATABASE_URL", as_user(own_two_districts, installation.LOGIN))

    def asked(vaccine, question, **parameters):
        with psycopg.connect(own_two_districts, autocommit=True) as owner:
            owner.execute(
                "update operational.vaccine_doses set vaccine = %s where dose_id = 1", (vaccine,)
            )
        return database.ask(question, scope=PROVINCE, data_time=NOW, **parameters)

    yield asked
    database.close()


@pytest.mark.parametrize(
    ("vaccine", "is_complete"),
    [
        ("AstraZeneca", False),
        ("Janssen", True),
        ("COVID-19 Vaccine Janssen", True),
        ("Johnson & Johnson", True),
    ],
)
def test_one_dose_of_it_completes_and_nobody_waits(ask, vaccine, is_complete):
    communes = ask(vaccine, "commune_coverage", adult_age=18).set_index("commune_id")
    groups = ask(vaccine, "coverage_groups", lowest_ages=[0, 18]).set_index("commune_id")
    waiting = ask(vaccine, "waiting_for_second", district_id=None)

    assert communes["dose1_count"]["c1"] == groups["dose1_count"]["c1"] == 1
    assert communes["dose2_count"]["c1"] == groups["dose2_count"]["c1"] == int(is_complete)
    assert waiting["vaccine"].tolist() == ([] if is_complete else [vaccine])


def test_the_provinces_share_counts_it_too(ask, own_two_districts):
    ask("Janssen", "data_time")
    with psycopg.connect(own_two_districts) as owner:
        owner.execute("select set_config('dashboard.rights', 'see_aggregates', true)")
        (count,) = owner.execute(
            "select max(person_count) from contract.province_days where figure = 'adults_dose2'"
        ).fetchone()

    assert count == 2  # the second dose of the other district's person, and this one
