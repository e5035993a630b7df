"""The province's shares equal what a leader counts, and a district reads the same."""

import pandas as pd
import psycopg
import pytest

from dashboard import clock, data
from dashboard.data.database import Scope
from dashboard.indicators import targets

RIGHTS = frozenset({"see_aggregates"})
PROVINCE = Scope("a", "leader", RIGHTS, None)
DISTRICT = Scope("b", "district_official", RIGHTS, ("292",))

pytestmark = pytest.mark.usefixtures("province")


def counted(now):
    """Return each figure as the pages of a leader count it."""
    owners = data.adoption.commune_adoption(PROVINCE, now).dropna(
        subset=["installed_count", "smartphone_owner_count"]
    )
    officials = data.adoption.agency_adoption(PROVINCE, now).dropna(subset=["installed_count"])
    coverage = data.vaccination.commune_coverage(PROVINCE, now, targets.ADULT_AGE)
    adults = coverage[coverage["is_adult"].fillna(value=False)]
    declared = data.platforms.platform(PROVINCE, now, "declarations")
    declared = declared[declared["days_ago"] == 0]
    return {
        "installed": shared(owners, "installed_count", "smartphone_owner_count"),
        "officials_installed": shared(officials, "installed_count", "head_count"),
        "adults_dose1": shared(adults, "dose1_count", "resident_count"),
        "adults_dose2": shared(adults, "dose2_count", "resident_count"),
        "declared_in_week": shared(declared, "done_count", "whole_count"),
    }


def shared(rows, part, whole):
    return float(rows[part].sum()) / float(rows[whole].sum())


@pytest.mark.parametrize("scope", [PROVINCE, DISTRICT], ids=["leader", "district"])
def test_it_is_what_a_leader_counts(scope):
    now = data.feeds.data_time(PROVINCE)
    day = clock.local_day(now)

    for figure, share in counted(now).items():
        assert data.province.province_share(scope, figure, day) == pytest.approx(share), figure


def test_a_past_day_is_its_end():
    now = data.feeds.data_time(PROVINCE)
    day = clock.local_day(now) - pd.Timedelta(days=10)
    end = pd.Timestamp(day + pd.Timedelta(days=1), tz=clock.TIME_ZONE) - pd.Timedelta(
        microseconds=1
    )

    then = counted(end.tz_convert("UTC").to_pydatetime())
    for figure in ("installed", "adults_dose1"):
        share = data.province.province_share(DISTRICT, figure, day)
        assert share == pytest.approx(then[figure])


def test_before_anybody_it_is_unknown():
    day = clock.local_day(data.feeds.data_time(PROVINCE)) - pd.Timedelta(days=4000)

    assert data.province.province_share(DISTRICT, "installed", day) is None


def test_who_may_see_no_figures_reads_none():
    day = clock.local_day(data.feeds.data_time(PROVINCE))
    stranger = Scope("c", "x", frozenset(), ("292",))

    assert data.province.province_share(stranger, "installed", day) is None


def test_a_commune_of_unknown_owners_or_residents_is_in_neither_count(own_two_districts, connect):
    with psycopg.connect(own_two_districts) as owner:
        owner.execute(
            "update operational.communes set smartphone_owner_count = 2 where commune_id = 'c1'"
        )
        owner.execute(
            "insert into operational.communes (commune_id, district_id, commune_name,"
            " commune_kind, lon, lat, area_km2, population_count, population_source,"
            " smartphone_owner_count)"
            " values ('c3', '290', 'Ba', 'xã', 106.4, 21.1, 2, 9, 'test', 50)"
        )
    with connect(own_two_districts, rights="see_aggregates", districts="290") as reader:
        counts = reader.execute(
            "select person_count, whole_count from contract.province_days"
            " where figure = 'installed'"
        ).fetchall()

    assert counts == [(1, 2)]
