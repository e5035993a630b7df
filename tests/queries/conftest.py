"""Two districts with one of everything in each, and what nobody knows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from dashboard import signature
from launch import installation, roll_ups
from launch.urls import as_user

OTHER_PROVINCE = Path(__file__).parent.parent.parent / "examples" / "other_province"
TWO_DISTRICTS = """
insert into operational.districts values
('288', 'Hải Dương', 'thành phố'), ('290', 'Chí Linh', 'thành phố');
insert into operational.communes (
    commune_id, district_id, commune_name, commune_kind, lon, lat, area_km2, population_count,
    population_source
) values
('c1', '288', 'Một', 'phường', 106.3, 20.9, 2, 100, 'test'),
('c2', '290', 'Hai', 'xã', 106.4, 21.1, 2, 100, 'test');
insert into operational.agencies values
(1, 'Sở', 'department', null, null, 10), (2, 'Một', 'commune', '288', 'c1', 10),
(3, 'Hai', 'commune', '290', 'c2', 10);
insert into operational.people (person_id, commune_id, household_id, birth_year, sex) values
(1, 'c1', 1, 1980, 'female'), (2, 'c2', 2, 1990, 'male');
insert into operational.identities values (1, 'Một'), (2, 'Hai');
insert into operational.app_installs values (1, now()), (2, now());
insert into operational.health_record_links values (1, now()), (2, now());
insert into operational.places values
(1, 'Chợ Một', 'market', 'c1', 106.3, 20.9), (2, 'Chợ Hai', 'market', 'c2', 106.4, 21.1);
-- Person 99 and place 77 are unknown; person 2 was once at place 1; the last scan was withdrawn.
insert into operational.check_ins values
(1, 1, 1, now(), null, now(), null), (2, 2, 2, now(), null, now(), null),
(3, 99, 1, now(), null, now(), null), (4, 1, 77, now(), null, now(), null),
(5, 2, 1, now(), null, now(), null), (6, 1, 1, now(), null, now(), now());
insert into operational.health_declarations values (1, 1, now(), 'app'), (2, 2, now(), 'app');
insert into operational.vaccination_registrations values
(1, now(), 'app', null, null), (2, now(), 'app', null, null);
insert into operational.vaccination_sites values (1, 'Một', 'c1'), (2, 'Hai', 'c2');
-- Person 2 got a second dose at site 1; nobody knows person 99, injected at site 2.
insert into operational.vaccine_doses values
(1, 1, 1, 1, 'A', now()), (2, 2, 2, 1, 'A', now()), (3, 2, 1, 2, 'A', now()),
(4, 99, 2, 1, 'A', now());
insert into operational.vaccination_certificates values (1, now()), (2, now());
insert into operational.vaccine_stock values
(1, '2021-08-24', 'A', 1, 1, 1, 1), (2, '2021-08-24', 'A', 1, 1, 1, 1);
insert into operational.provincial_samples values
(1, 's1', 1, 'c1', 'app', 'pcr', 1, now()), (2, 's2', 2, 'c2', 'app', 'pcr', 1, now());
insert into operational.national_results values
(1, 's1', 1, now(), null, null, now()), (2, 's2', 2, now(), null, null, now()),
(3, 's3', null, now(), null, null, now());
insert into operational.cases values
('BN1', 1, null, null, now(), now()), ('BN2', 2, null, null, now(), now());
insert into operational.isolations values
(1, 1, 'home', 'f1', now()), (2, 2, 'home', 'f1', now());
insert into operational.checkpoints values
(1, 'Một', 1, 'c1', null, now()), (2, 'Hai', 2, 'c2', null, now());
insert into operational.checkpoint_equipment values
(1, 'camera', 1, 1, 1, now()), (2, 'camera', 1, 1, 1, now());
insert into operational.checkpoint_posts values
(1, '2021-08-24', 'night', 2), (2, '2021-08-24', 'night', 2);
insert into operational.support_workers values (1, 'teacher', 'c1'), (2, 'student', 'c2');
insert into operational.support_shifts values
(1, '2021-08-24', 'c1', 'test_entry', 4, 9), (2, '2021-08-24', 'c2', 'test_entry', 4, 9);
insert into operational.campaign_activities values (1, '2021-08-24', 'press', null, null, 1);
insert into operational.portal_visits values ('2021-08-24', 'app', 'news', 9);
insert into operational.commune_readiness values
('c1', '2021-08-24', 'forces', true), ('c2', '2021-08-24', 'forces', true);
insert into operational.scan_audits values
(1, 1, '2021-08-24 07:00+07', 40, 12), (2, 2, '2021-08-24 07:00+07', 30, 3);
insert into operational.feeds values ('app', 'App', now(), '1 day', 2, 0);
insert into ledger.viewers values
('a@example.vn', 'A', 'leader', '{}'), ('b@example.vn', 'B', 'district_official', '{288}');
"""

AS_THE_APP = "as the app"
# The login that became no role may not use the schema of `scope.moment()`.
MOMENT = "select (extract(epoch from transaction_timestamp()) * 1000000)::bigint::text"

Connect = Callable[..., psycopg.Connection]


@pytest.fixture(scope="session")
def _two_districts_template(make_database, installed) -> str:
    return make_database("two_districts", installed, _fill)


@pytest.fixture(scope="session")
def two_districts(copy_database, _two_districts_template) -> Iterator[str]:
    """Owner's URL of the two districts, shared: tests only look, or roll back."""
    with copy_database(_two_districts_template) as url:
        yield url


@pytest.fixture
def own_two_districts(copy_database, _two_districts_template) -> Iterator[str]:
    """Owner's URL of a copy for one test, which may change it."""
    with copy_database(_two_districts_template) as url:
        yield url


@pytest.fixture(scope="session")
def other_province(make_database, copy_database, installed) -> Iterator[str]:
    """Owner's URL of the two districts in another province's tables, mapped to ours.

    Made after `installed`: roles belong to the server, and no two may create them at once.
    """
    name = make_database("other_province", "template1", _fill_another)
    with copy_database(name) as url:
        yield url


@pytest.fixture
def connect() -> Connect:
    """Return a function that opens a transaction as the app does for these rights, or as `role`."""

    @contextmanager
    def transaction(
        url, role=AS_THE_APP, *, rights=None, districts=None, viewer="A", now=""
    ) -> Iterator[psycopg.Connection]:
        if role == AS_THE_APP:
            sees_people = {"see_people", "trace_contacts"} & set((rights or "").split(","))
            role = installation.PERSONS if sees_people else installation.READER
        login = as_user(url, installation.LOGIN)
        with psycopg.connect(login, options=f"-c role={role}" if role else None) as connection:
            said = {
                "reach": role or "none",
                "rights": rights or "",
                "districts": districts or "",
                "viewer": viewer,
                "role": "leader",
                "now": now,
                "moment": connection.execute(MOMENT).fetchone()[0],
            }
            for name, value in signature.signed(said, signature.key()).items():
                connection.execute("select set_config(%s, %s, true)", (f"dashboard.{name}", value))
            yield connection
            connection.rollback()

    return transaction


def _fill(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(TWO_DISTRICTS)
        owner.execute((installation.QUERIES / "simulation" / "truth.sql").read_bytes())


def _fill_another(url: str) -> None:
    """Do what its README tells a technician, and then let the platforms write."""
    with psycopg.connect(url, autocommit=True) as owner:
        for file in ("tables.sql", "mapping.sql"):
            owner.execute((OTHER_PROVINCE / file).read_bytes())
        installation.install(owner)
        installation.create_login(owner)
        roll_ups.install(owner)
        owner.execute((Path(__file__).parent / "other_province.sql").read_bytes())
