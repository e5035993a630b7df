"""Columns of the tables of districts, communes, hamlets, agencies, people and places."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from simulation.adoption import Adoption
from simulation.agencies import Agencies
from simulation.arrays import Ints, Texts, where_known
from simulation.clock import DAY, moments
from simulation.copying import Column
from simulation.gazetteer import Communes, Districts
from simulation.jobs import NOWHERE
from simulation.outlines import as_geojson
from simulation.places import KINDS, Places
from simulation.population import PROVINCE_PEOPLE, YEAR, Population


def district_columns(districts: Districts) -> Mapping[str, Column]:
    """Return the columns of operational.districts."""
    return {
        "district_id": districts.code,
        "district_name": districts.name,
        "district_kind": districts.kind,
    }


def commune_columns(
    districts: Districts, communes: Communes, population: Population, adoption: Adoption
) -> Mapping[str, Column]:
    """Return the columns of operational.communes."""
    ratio = f"{PROVINCE_PEOPLE / population.count:.1f}".replace(".", ",")
    source = (
        f"Mô phỏng theo tỷ lệ 1:{ratio} từ dân số ước tính năm 2020 "
        "(tổng điều tra 2009 nhân theo tổng dân số tỉnh năm 2020)"
    )
    return {
        "commune_id": communes.code,
        "district_id": districts.code[communes.district],
        "commune_name": communes.name,
        "commune_kind": communes.kind,
        "lon": communes.lon,
        "lat": communes.lat,
        "area_km2": communes.area_km2,
        "population_count": population.residents,
        "population_source": [source] * communes.count,
        "smartphone_owner_count": adoption.owner_estimate,
        "smartphone_owner_source": adoption.owner_source,
        "outline": as_geojson(population.land.cells),
        "outline_source": ["approximate"] * communes.count,
    }


def hamlet_columns(population: Population, communes: Communes) -> Mapping[str, Column]:
    """Return the columns of operational.hamlets."""
    land = population.land
    return {
        "hamlet_id": np.arange(1, len(land.hamlet_name) + 1),
        "commune_id": communes.code[land.hamlet_commune],
        "hamlet_name": land.hamlet_name,
        "lon": land.hamlet_lon,
        "lat": land.hamlet_lat,
    }


def agency_columns(
    agencies: Agencies, districts: Districts, communes: Communes
) -> Mapping[str, Column]:
    """Return the columns of operational.agencies."""
    return {
        "agency_id": np.arange(1, len(agencies.name) + 1),
        "agency_name": agencies.name,
        "agency_kind": agencies.kind,
        "district_id": _code_or_none(districts.code, agencies.district),
        "commune_id": _code_or_none(communes.code, agencies.commune),
        "head_count": agencies.head_count,
    }


def people_columns(
    population: Population, communes: Communes, adoption: Adoption, agency: Ints, group: Texts
) -> Mapping[str, Column]:
    """Return the columns of operational.people."""
    sex = pa.array(["female", "male"])
    return {
        "person_id": np.arange(1, population.count + 1),
        "commune_id": pa.array(communes.code.tolist()).take(pa.array(population.commune)),
        "hamlet_id": population.hamlet + 1,
        "household_id": population.household + 1,
        "home_lon": population.lon,
        "home_lat": population.lat,
        "birth_year": YEAR - population.age,
        "sex": sex.take(pa.array(population.is_male.astype(np.int8))),
        "agency_id": pa.array(agency + 1, mask=agency == NOWHERE),
        "priority_group": group,
        "has_smartphone": adoption.has_smartphone,
    }


def place_columns(places: Places, communes: Communes) -> Mapping[str, Column]:
    """Return the columns of operational.places."""
    kinds = np.array([kind.name for kind in KINDS], dtype=object)
    return {
        "place_id": np.arange(1, places.count + 1),
        "place_name": places.name,
        "site_id": pa.array(places.head + 1, mask=places.code_count == 1),
        "site_name": where_known(places.site_name, places.code_count > 1),
        "code_label": places.label,
        "place_kind": kinds[places.kind],
        "commune_id": communes.code[places.commune],
        "lon": places.lon,
        "lat": places.lat,
        "is_indoor": places.is_indoor,
        "opens_at": _hours(places.opens, places),
        "closes_at": _hours(places.closes, places),
        "registered_at": moments(places.registered),
    }


def _hours(second: Ints, places: Places) -> pa.Array:
    """Return times of day; a place that never closes has none."""
    whole_day = (places.opens == 0) & (places.closes == DAY)
    return pa.array(np.where(whole_day, 0, second).astype(np.int32), mask=whole_day).cast(
        pa.time32("s")
    )


def _code_or_none(code: Texts, index: Ints) -> Texts:
    return where_known(code[index], index != NOWHERE)
