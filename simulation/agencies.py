"""Agencies whose staff must install the app before 31 August 2021, and who works in them.

The agencies' names are real; their staff numbers are not public and are invented.
"""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Floats, Ints, Texts
from simulation.gazetteer import Communes, Districts
from simulation.jobs import NOWHERE, Jobs
from simulation.population import Population, share_out
from simulation.streams import stream

STAFF_SHARE, _MOST_STAFF_SHARE, _FEWEST_STAFF = 0.02, 0.06, 3_600
"""Officials, civil servants, public employees and their workers, of all people: invented. There are
as many agencies in a small province as in the real one, and their staff shrink less than it."""

_KIND_SHARES = {"department": 0.24, "union": 0.04, "district": 0.30, "commune": 0.42}

_DEPARTMENTS = {
    "Văn phòng UBND tỉnh": 1.0,
    "Sở Y tế": 8.0,
    "Sở Giáo dục và Đào tạo": 7.0,
    "Sở Thông tin và Truyền thông": 0.5,
    "Sở Nội vụ": 0.6,
    "Sở Tài chính": 0.6,
    "Sở Kế hoạch và Đầu tư": 0.6,
    "Sở Công Thương": 0.8,
    "Sở Xây dựng": 0.8,
    "Sở Giao thông vận tải": 1.0,
    "Sở Tài nguyên và Môi trường": 1.6,
    "Sở Tư pháp": 0.6,
    "Sở Nông nghiệp và Phát triển nông thôn": 2.4,
    "Sở Khoa học và Công nghệ": 0.6,
    "Sở Lao động - Thương binh và Xã hội": 1.6,
    "Thanh tra tỉnh": 0.4,
    "Sở Văn hoá, Thể thao và Du lịch": 1.4,
    "Ban Quản lý các khu công nghiệp": 0.4,
    "Trường Đại học Hải Dương": 1.2,
    "Đài Phát thanh và Truyền hình tỉnh": 0.8,
    "Báo Hải Dương": 0.4,
    "Bảo hiểm xã hội tỉnh": 0.8,
    "Cục Thuế tỉnh": 1.6,
    "Kho bạc Nhà nước tỉnh": 0.8,
    "Công an tỉnh": 6.0,
    "Bộ Chỉ huy quân sự tỉnh": 2.0,
}
_UNIONS = {
    "Tỉnh đoàn Hải Dương": 1.2,
    "Liên đoàn Lao động tỉnh": 1.4,
    "Hội Nông dân tỉnh": 1.0,
    "Hội Liên hiệp Phụ nữ tỉnh": 1.0,
    "Hội Cựu chiến binh tỉnh": 0.8,
    "Uỷ ban Mặt trận Tổ quốc tỉnh": 0.9,
    "Hội Chữ thập đỏ tỉnh": 0.5,
}


@dataclass(frozen=True, slots=True)
class Agencies:
    """One entry per agency; district and commune are indices or `NOWHERE`."""

    name: Texts
    kind: Texts
    district: Ints
    commune: Ints
    head_count: Ints
    zeal: Floats
    """Share of the staff who have installed the app by today."""


def make_agencies(
    seed: int, population: Population, districts: Districts, communes: Communes, jobs: Jobs
) -> tuple[Agencies, Ints]:
    """Found the agencies and return each person's agency, or `NOWHERE`."""
    rng = stream(seed, "agencies")
    fixed = list(_DEPARTMENTS) + list(_UNIONS)
    kind = (
        ["department"] * len(_DEPARTMENTS)
        + ["union"] * len(_UNIONS)
        + ["district"] * len(districts.code)
        + ["commune"] * communes.count
    )
    no_district = [NOWHERE] * len(fixed)
    every_district = range(len(districts.code))
    agency_district = np.array([*no_district, *every_district, *communes.district])
    no_commune = [NOWHERE] * (len(fixed) + len(districts.code))
    agency_commune = np.array([*no_commune, *range(communes.count)])
    weights = _weights(np.array(kind), districts, communes)
    head_count = share_out(staff_count(population.count), weights)
    agency = _hire(rng, population, communes, jobs, (agency_district, agency_commune, head_count))
    staff = np.bincount(agency[agency != NOWHERE], minlength=len(kind))
    return Agencies(
        name=_names(fixed, districts, communes),
        kind=np.array(kind, dtype=object),
        district=agency_district,
        commune=agency_commune,
        head_count=staff,
        zeal=_zeal(rng, len(kind)),
    ), agency


def staff_count(people: int) -> int:
    """Return how many of the people work for an agency.

    >>> [staff_count(people) for people in (3_000, 60_000, 1_916_800)]
    [180, 3600, 38336]
    """
    return round(min(max(people * STAFF_SHARE, _FEWEST_STAFF), people * _MOST_STAFF_SHARE))


def _weights(kind: Texts, districts: Districts, communes: Communes) -> Floats:
    people = np.bincount(communes.district, communes.real_population, len(districts.code))
    sizes = np.concatenate(
        [[*_DEPARTMENTS.values()], [*_UNIONS.values()], people, communes.real_population**0.5]
    )
    weights = np.zeros(len(kind))
    for name, share in _KIND_SHARES.items():
        same = kind == name
        weights[same] = share * sizes[same] / sizes[same].sum()
    return weights


def _names(fixed: list[str], districts: Districts, communes: Communes) -> Texts:
    upper = [f"UBND {k} {n}" for k, n in zip(districts.kind, districts.name, strict=True)]
    lower = [
        f"UBND {kind} {name} ({districts.name[district]})"
        for kind, name, district in zip(
            communes.kind, communes.name, communes.district, strict=True
        )
    ]
    return np.array([*fixed, *upper, *lower], dtype=object)


def _zeal(rng: np.random.Generator, count: int) -> Floats:
    """One agency in eight is done, one in ten has hardly begun, the rest lie between."""
    zeal = rng.beta(5.0, 1.9, count) * 0.55 + 0.42
    pick = rng.random(count)
    return np.select([pick < 0.12, pick < 0.22], [1.0, 0.40], zeal)


def _hire(
    rng: np.random.Generator,
    population: Population,
    communes: Communes,
    jobs: Jobs,
    agencies: tuple[Ints, Ints, Ints],
) -> Ints:
    """Fill the posts from the agency's own commune, its district, then the whole province."""
    agency_district, agency_commune, head_count = agencies
    agency = np.full(population.count, NOWHERE, dtype=np.int32)
    age, kind = population.age, jobs.kind
    likely = jobs.has("office") | jobs.has("school") | jobs.has("clinic") | (kind == NOWHERE)
    free = rng.permutation(np.flatnonzero((age >= 22) & (age < 60) & likely))
    for number in np.argsort(-agency_commune, kind="stable"):
        home = population.commune[free]
        is_far = (home != agency_commune[number]) & (agency_commune[number] != NOWHERE)
        is_farther = communes.district[home] != agency_district[number]
        is_farther &= agency_district[number] != NOWHERE
        nearest = np.argsort(is_far + 2 * is_farther, kind="stable")
        chosen = nearest[: head_count[number]]
        agency[free[chosen]] = number
        free = np.delete(free, chosen)
    return agency
