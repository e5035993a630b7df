"""Names, telephone and card numbers, addresses: plausible to read, impossible to be anybody's."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.arrays import Ints, Texts
from simulation.copying import Column
from simulation.gazetteer import Communes, Districts
from simulation.population import YEAR, Population
from simulation.streams import stream

# Family names by frequency in the Red River Delta, rounded; the rest of the names without order.
_FAMILY = {
    "Nguyễn": 36,
    "Phạm": 11,
    "Trần": 9,
    "Vũ": 8,
    "Lê": 7,
    "Hoàng": 5,
    "Đỗ": 4,
    "Bùi": 4,
    "Đặng": 3,
    "Đoàn": 3,
    "Lương": 2,
    "Ngô": 2,
    "Phan": 2,
    "Dương": 1,
    "Mạc": 1,
    "Đào": 1,
    "Trịnh": 1,
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MIDDLE = (
    _words("Thị Thị Thị Ngọc Thu Phương Thanh Minh Khánh Diệu"),
    _words("Văn Văn Văn Đức Minh Quang Hữu Xuân Thành Tuấn"),
)
_GIVEN = (
    _words(
        "Anh Bích Chi Cúc Dung Duyên Giang Hà Hằng Hạnh Hiền Hoa Hồng Huệ Hương Huyền Lan Liên "
        "Linh Loan Mai My Nga Ngân Nhung Oanh Phượng Quyên Tâm Thảo Thoa Thuỷ Trang Tuyết Vân Yến"
    ),
    _words(
        "An Bảo Bình Cường Dũng Duy Đạt Đông Hải Hiếu Hoà Hoàn Hùng Huy Hưng Khải Khoa Kiên Lâm "
        "Long Mạnh Nam Nghĩa Phong Phúc Quân Sơn Tài Thắng Thịnh Tiến Toàn Trung Trường Tùng Việt"
    ),
)
"""Middle and given names of women, then of men; a name written thrice is thrice as common."""

_STREETS = (
    *("Trần Phú", "Lê Lợi", "Quang Trung", "Hồng Châu"),
    *("Bạch Đằng", "Thống Nhất", "Tuệ Tĩnh", "An Ninh"),
)

PHONE_PREFIX = "0000"
"""No Vietnamese number begins so: mobile numbers begin with 03, 05, 07, 08 or 09."""

CARD_PREFIX = "000"
"""No province has this code: real cards begin with 001 to 096 (Hải Dương: 030)."""

_CARD_AGE = 14
_PHONE_AGE = 12


def identities(
    seed: int, population: Population, districts: Districts, communes: Communes
) -> Mapping[str, Column]:
    """Return the columns of operational.identities, one row per person."""
    rng = stream(seed, "identities")
    person_id = np.arange(1, population.count + 1)
    return {
        "person_id": person_id,
        "full_name": _full_names(rng, population),
        "phone": _unless(population.age < _PHONE_AGE, _numbered(PHONE_PREFIX, person_id, 7)),
        "card_number": _unless(population.age < _CARD_AGE, _cards(population)),
        "address": _addresses(rng, population, districts, communes),
    }


def _full_names(rng: np.random.Generator, population: Population) -> Any:  # noqa: ANN401
    families = np.array(list(_FAMILY), dtype=object)
    odds = np.array(list(_FAMILY.values())) / sum(_FAMILY.values())
    households = int(population.household.max()) + 1
    inherited = rng.choice(len(families), households, p=odds)[population.household]
    own = rng.choice(len(families), population.count, p=odds)
    family = np.where(population.bears_household_name, inherited, own)
    male = population.is_male.astype(np.int64)
    middle, given = np.array(_MIDDLE, dtype=object), np.array(_GIVEN, dtype=object)
    return _spaced(
        families[family],
        middle[male, rng.integers(0, middle.shape[1], population.count)],
        given[male, rng.integers(0, given.shape[1], population.count)],
    )


def _cards(population: Population) -> Any:  # noqa: ANN401
    """Return 12 digits: province (none), century and sex, year of birth, six more."""
    born = YEAR - population.age.astype(np.int64)
    century_and_sex = np.where(born >= 2000, 2, 0) + np.where(population.is_male, 0, 1)
    group = century_and_sex * 100 + born % 100
    order = pd.Series(group).groupby(group).cumcount().to_numpy(dtype=np.int64)
    return _numbered(CARD_PREFIX, group * 1_000_000 + order, 9)


def _addresses(
    rng: np.random.Generator, population: Population, districts: Districts, communes: Communes
) -> Any:  # noqa: ANN401
    """Return "Số 12, đường X, khu Y, phường Z, thành phố T"; in villages a lane, not a street."""
    households = int(population.household.max()) + 1
    house = rng.integers(1, 180, households)[population.household].astype(str).astype(object)
    street = rng.integers(0, len(_STREETS), households)[population.household]
    lane = rng.integers(1, 13, households)[population.household]
    streets = np.array([f"đường {name}" for name in _STREETS], dtype=object)[street]
    lanes = np.array([f"ngõ {number}" for number in range(13)], dtype=object)[lane]
    line = np.where(communes.is_urban[population.commune], streets, lanes)
    area = _areas(districts, communes)[population.commune]
    hamlet = population.land.hamlet_name[population.hamlet]
    number = pc.binary_join_element_wise("Số", pa.array(house.tolist()), " ")
    parts = [pa.array(each.tolist()) for each in (line, hamlet, area)]
    return pc.binary_join_element_wise(number, *parts, ", ")


def _areas(districts: Districts, communes: Communes) -> Texts:
    rows = zip(communes.kind, communes.name, communes.district, strict=True)
    names = [
        f"{kind} {name}, {districts.kind[district]} {districts.name[district]}"
        for kind, name, district in rows
    ]
    return np.array(names, dtype=object)


def _spaced(*parts: Texts) -> Any:  # noqa: ANN401
    return pc.binary_join_element_wise(*(pa.array(part.tolist()) for part in parts), " ")


def _numbered(prefix: str, numbers: Ints, digits: int) -> Any:  # noqa: ANN401
    padded = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), digits, "0")
    return pc.binary_join_element_wise(prefix, padded, "")


def _unless(unknown: Any, values: Any) -> Any:  # noqa: ANN401
    return pc.if_else(pa.array(~unknown), values, None)
